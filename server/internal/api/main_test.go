package api_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if never := unheard(); code == 0 && whole() && len(never) > 0 {
			fmt.Fprintf(os.Stderr, "the contract tells of refusals that no test has heard: %v\n", never)
			code = 1
		}
		os.Exit(code)
	}))
}

// whole tells whether all tests have run.
func whole() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}
