package bench

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestRuns: the benchmark still fits the server it measures.
func TestRuns(t *testing.T) {
	b := newBench(t, tiny)
	b.ours = b.build("../..", b.dir)
	b.run(func() {})
	out := filepath.Join(t.TempDir(), "deep", "bench.json")
	if err := b.report.write(out); err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(doc, &rows); err != nil {
		t.Fatal(err)
	}
	want := []struct{ name, unit string }{
		{"accepts_2_clients", "1/s"}, {"accepts_2_clients_p99", "ms"}, {"accept_cpu_2_clients", "µs"},
		{"accept_to_crm_p50", "ms"}, {"accept_to_crm_p99", "ms"},
		{"note_cpu_20_vs_2", "ms"}, {"note_bytes_20_vs_2", "KB"}, {"note_cpu_next_20_vs_2", "ms"},
		{"age_overview", "ms"}, {"age_metrics", "ms"}, {"age_held", "ms"}, {"age_resume", "ms"}, {"age_dispatch", "ms"},
		{"ring_bytes_10_vs_2", "KB"}, {"ring_stored_10_vs_2", "KB"}, {"ring_p99_2", "ms"}, {"ring_p99_10_vs_centrifuge", "ms"},
		{"socket_rss_vs_centrifuge", "KB"}, {"contacts_20ms_crm", "1/s"}, {"backlog_20_vs_10", "1/s"},
		{"start_cpu_2_active", "s"}, {"idle_rss_anon", "MB"},
	}
	if chromium() != "" {
		want = append(want, struct{ name, unit string }{"first_paint", "ms"}, struct{ name, unit string }{"first_paint_slow", "ms"})
	}
	want = append(want, struct{ name, unit string }{"start", "ms"}, struct{ name, unit string }{"binary", "MB"})
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d: %s", len(rows), len(want), doc)
	}
	for i, w := range want {
		if rows[i]["name"] != w.name || rows[i]["unit"] != w.unit {
			t.Errorf("row %d is %v, want %v", i, rows[i], w)
		}
		for _, figure := range []string{"value", "baseline", "ratio"} {
			// A few sockets, or a few requests, fit into what the process has already.
			if v, ok := rows[i][figure].(float64); !ok || v < 0 {
				t.Errorf("%s: its %s is %v", w.name, figure, rows[i][figure])
			}
		}
	}
}
