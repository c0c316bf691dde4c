// Package bench measures the server, as a process of its own, beside a floor that
// does the least that could be called the same work (testdata/floor), in the same
// run, on the same disk. docs/bench.md says what each row means.
//
//	make bench
//
// A test runs a tiny form of it, and looks at names and units alone: how fast a
// machine is that does other things too says nothing.
package bench
