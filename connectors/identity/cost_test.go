package identity_test

import (
	"testing"

	"github.com/deskside/deskside/connectors/identity"
)

func TestWhatANumberCosts(t *testing.T) {
	for number, want := range map[string]struct {
		country string
		costly  bool
	}{
		"+14155552671":   {"US", false},
		"+16135550134":   {"CA", false},
		"+18095550134":   {"DO", false},
		"+15550100100":   {"US", false}, // nobody's
		"+442079460123":  {"GB", false},
		"+19005550134":   {"US", true},
		"+449098790123":  {"GB", true},
		"+448431234567":  {"GB", true}, // of shared cost
		"+447012345678":  {"GB", true}, // personal, led on to its owner
		"+447912345678":  {"GB", false},
		"+881612345678":  {"001", true},
		"+870773111632":  {"001", true},
		"+883510012345":  {"001", true},
		"+979123456789":  {"001", true},
		"+80012345678":   {"001", false},
		"+4930901820":    {"DE", false},
		"+8101200000000": {"JP", false},
	} {
		n, problem := identity.Read(number, "US")
		if problem != "" {
			t.Logf("%s cannot be dialled anyway: %s", number, problem)
			continue
		}
		if n.Country() != want.country || n.Costly() != want.costly {
			t.Errorf("%s: %s, costly %t", number, n.Country(), n.Costly())
		}
	}
}
