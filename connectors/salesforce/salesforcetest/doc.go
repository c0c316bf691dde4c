// Package salesforcetest is a stateful stand-in for a Salesforce organisation:
// the REST data API as far as Deskside and jsforce use it, with the limits,
// error bodies and oddities that the real one shows on the wire, and faults
// that can be switched on.
//
// It serves tests through httptest and the sandbox as a process on loopback.
// Everything it holds is in memory, except the bytes of files, which go to a
// temporary folder that Close removes.
//
// It differs from the real organisation in what nobody here can see: search
// finds a record at once (the real index lags by seconds), and one user does
// all the writing.
package salesforcetest
