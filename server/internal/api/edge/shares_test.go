package edge_test

import (
	"testing"

	"github.com/deskside/deskside/server/internal/api/edge"
)

// TestAppsKeepPlaces: strangers of other apps, however many, leave each app its part of the
// places that customers share; what nobody has taken is for who comes first.
func TestAppsKeepPlaces(t *testing.T) {
	var s edge.Shares[int]
	var n int
	var leave []func()
	fill := func(app string) (took int) {
		for {
			n++
			left, ok := s.Take(n, []edge.Sharer{{Kind: edge.OfApp, Name: app, Most: 192}}, 256, 4)
			if !ok {
				return took
			}
			leave = append(leave, left)
			took++
		}
	}
	for _, c := range []struct {
		app  string
		want int
	}{{"flooded", 160}, {"also", 32}, {"shop", 32}, {"boutique", 32}, {"flooded", 0}} {
		if got := fill(c.app); got != c.want {
			t.Errorf("%s has %d places, want %d", c.app, got, c.want)
		}
	}
	for _, left := range leave {
		left()
	}
	if got := fill("shop"); got != 160 {
		t.Errorf("when all have left there are %d", got)
	}
}
