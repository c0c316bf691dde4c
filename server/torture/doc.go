// Package torture holds no code, only the test that proves the promise: what was
// acknowledged stands in the CRM exactly once, in order, whatever happens.
//
// The real server runs as child processes of the test and is killed at random
// moments; the stand-ins for the CRMs and for Twilio run inside the test, survive,
// and misbehave. Customers and agents act through the public interface alone and
// write down what they were told is safe. In the end the CRMs are read and compared
// with that.
//
//	make torture                                      a few hundred interactions, on one server and on replicas
//	TORTURE_SEED=7 TORTURE_CONTACTS=500 make torture  one run again, or a longer one
//
// The seed decides who comes, what they do and which trouble strikes in which
// order. It does not decide how goroutines and processes interleave, so a repeated
// run is the same weather, not the same film.
package torture
