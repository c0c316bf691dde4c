package bench

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// size of a run.
type size struct {
	rounds   int           // of each measurement that is repeated; the middle one counts
	clients  []int         // for accepts
	window   time.Duration // of each round of accepts
	contacts int           // that are followed to the CRM, by each client
	widgets  int
	calls    int           // that are followed to the widgets
	settle   time.Duration // until memory is looked at
	starts   int
	loads    int // of the agent's page
}

var (
	full = size{
		rounds: 5, clients: []int{1, 16, 64}, window: 2 * time.Second, contacts: 100, widgets: 1000, calls: 100,
		settle: 12 * time.Second, starts: 11, loads: 9, // two rounds of pings and more
	}
	tiny = size{
		rounds: 1, clients: []int{2}, window: 100 * time.Millisecond, contacts: 2, widgets: 10, calls: 2,
		settle: 100 * time.Millisecond, starts: 1, loads: 1,
	}
)

// bench is one run.
type bench struct {
	t      *testing.T
	dir    string
	size   size
	server string // binaries
	floor  string
	next   number
	report report
}

// TestReport is what make bench runs: it prints the table and writes it to $BENCH.
func TestReport(t *testing.T) {
	out := os.Getenv("BENCH")
	if out == "" {
		t.Skip("make bench runs this: $BENCH names the file for the numbers")
	}
	b := run(t, full)
	if err := b.report.write(out); err != nil {
		t.Fatal(err)
	}
	b.report.print(os.Stdout, b.dir)
}

// TestRuns: the benchmark still fits the server it measures.
func TestRuns(t *testing.T) {
	b := run(t, tiny)
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
		{"accepts_2_clients", "1/s"},
		{"accept_to_crm_p50", "ms"}, {"accept_to_crm_p99", "ms"},
		{"accept_to_widget_p50", "ms"}, {"accept_to_widget_p99", "ms"},
		{"widget_connection", "KB"}, {"idle_rss", "MB"}, {"start", "ms"}, {"binary", "MB"},
	}
	if chromium() != "" {
		want = append(want, struct{ name, unit string }{"first_paint", "ms"})
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d: %s", len(rows), len(want), doc)
	}
	for i, w := range want {
		if rows[i]["name"] != w.name || rows[i]["unit"] != w.unit || len(rows[i]) != 5 {
			t.Errorf("row %d is %v, want %v", i, rows[i], w)
		}
		for _, figure := range []string{"value", "baseline", "ratio"} {
			// A few sockets fit into what the process has already.
			if v, ok := rows[i][figure].(float64); !ok || v <= 0 && w.name != "widget_connection" {
				t.Errorf("%s: its %s is %v", w.name, figure, rows[i][figure])
			}
		}
	}
}

// run all measurements.
func run(t *testing.T, s size) *bench {
	if _, err := os.Stat("../../widget/dist/agent.html"); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			t.Fatal("the widget is not built: make widget")
		}
		t.Skip("the widget is not built: make widget")
	}
	if _, ok := rss(os.Getpid()); !ok {
		t.Skip("the memory of a process can be seen on Linux alone")
	}
	b := &bench{t: t, dir: t.TempDir(), size: s}
	b.server, b.floor = b.build("../../server"), b.build("./testdata/floor")
	b.accepts()
	b.toCRM()
	b.toWidgets()
	b.starts()
	b.binary()
	b.firstPaint()
	return b
}

// build as the Dockerfile does. With the race detector where this test has it:
// what it says then is of no use, but what it needs has been compiled already.
func (b *bench) build(pkg string) string {
	b.t.Helper()
	out := filepath.Join(b.dir, filepath.Base(pkg)+".bin")
	args := []string{"build", "-tags", "nomsgpack", "-o", out}
	env := os.Environ()
	if raced {
		args = append(args, "-race")
	} else {
		args = append(args, "-trimpath", "-ldflags", "-s -w")
		env = append(env, "CGO_ENABLED=0")
	}
	c := exec.CommandContext(b.t.Context(), "go", append(args, pkg)...)
	c.Env = env
	if said, err := c.CombinedOutput(); err != nil {
		b.t.Fatalf("build %s: %v\n%s", pkg, err, said)
	}
	return out
}

// binary sizes.
func (b *bench) binary() {
	megabytes := func(file string) float64 {
		info, err := os.Stat(file)
		if err != nil {
			b.t.Fatal(err)
		}
		return float64(info.Size()) / 1e6
	}
	b.report.add("binary", "MB", megabytes(b.server), megabytes(b.floor), atMost(20))
}

// starts of processes whose database is there already: from exec until they are ready.
func (b *bench) starts() {
	w := b.newWorld(realLimits)
	var ours, floors []float64
	for range b.size.starts {
		s := b.startServer(w, "starts")
		ours = append(ours, s.took.Seconds()*1e3)
		s.end()
		f := b.startFloor(w, "starts")
		floors = append(floors, f.took.Seconds()*1e3)
		f.end()
	}
	b.report.add("start", "ms", median(ours), median(floors), atMost(150))
}

func round(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := math.Pow(10, 3-math.Ceil(math.Log10(math.Abs(x)))) // three digits that mean something
	if scale < 1 {
		scale = 1
	}
	return math.Round(x*scale) / scale
}
