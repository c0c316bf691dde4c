// Package bench measures the server, black box and as a process of its own, beside an
// older build of itself and beside peers (server/bench/peers), taking turns in one run.
// docs/bench.md says what each row means.
//
//	make bench
//
// A test runs a tiny form of it, and looks at names and units alone: how fast a
// machine is that does other things too says nothing.
package bench
