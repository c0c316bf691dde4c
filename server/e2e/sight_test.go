package e2e

import "testing"

// TestFirstSight: inside both CRMs the widget asks its own server alone, and what it
// shows first waits for the sign-in, and then for data (all asked for at once:
// widget/test/first.test.ts). How long that takes is said, and not held: it depends on
// who else computes.
func TestFirstSight(t *testing.T) { everywhere(t, firstSight) }

func firstSight(t *testing.T, s *sandbox, c crm) {
	d := s.desk(c, mia)
	type request struct {
		Path  string  `json:"path"`
		Start float64 `json:"start"` // ms since the page began
		End   float64 `json:"end"`
	}
	var seen struct {
		At      float64   `json:"at"`
		Asked   []request `json:"asked"`
		Strange []string  `json:"strange"`
	}
	if err := d.widget.run(&seen, `() => {
		const all = performance.getEntriesByType("resource");
		const at = performance.getEntriesByName("deskside:data")[0]?.startTime ?? 0;
		const asked = all.map((e) => ({ path: new URL(e.name).pathname, start: e.startTime, end: e.responseEnd })).filter((e) => e.path.startsWith("/v1/") && e.end <= at);
		return { at, asked, strange: all.map((e) => e.name).filter((name) => new URL(name).origin !== location.origin) };
	}`); err != nil {
		t.Fatal(err)
	}
	if len(seen.Strange) > 0 {
		t.Errorf("asked others than our server: %v", seen.Strange)
	}
	if len(seen.Asked) < 4 || seen.Asked[0].Path != "/v1/sessions" {
		t.Fatalf("before its first sight it asked %v", seen.Asked)
	}
	for _, r := range seen.Asked[1:] {
		if r.Start < seen.Asked[0].End {
			t.Errorf("%s was asked for before the sign-in was answered: %v", r.Path, seen.Asked)
		}
	}
	t.Logf("data in sight after %.0f ms", seen.At)
}
