package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// row of the report. The baseline is the floor's figure, from the same run; the
// ratio is value to baseline, for rates the middle one of all pairs of rounds.
type row struct {
	Name     string  `json:"name"`
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	Baseline float64 `json:"baseline"`
	Ratio    float64 `json:"ratio"`

	goal goal
}

// goal of a row.
type goal struct {
	says string
	met  func(row) bool
}

func atMost(limit float64) goal {
	return goal{fmt.Sprintf("≤ %g", limit), func(r row) bool { return r.Value <= limit }}
}

func timesTheFloor(n float64) goal {
	return goal{fmt.Sprintf("≥ %g × floor", n), func(r row) bool { return r.Ratio >= n }}
}

var noGoal goal

type report []row

func (r *report) add(name, unit string, value, baseline float64, g goal) {
	ratio := 0.0
	if baseline != 0 {
		ratio = value / baseline
	}
	r.addRatio(name, unit, value, baseline, ratio, g)
}

func (r *report) addRatio(name, unit string, value, baseline, ratio float64, g goal) {
	*r = append(*r, row{Name: name, Value: round(value), Unit: unit, Baseline: round(baseline), Ratio: round(ratio), goal: g})
}

func (r report) write(file string) error {
	doc, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, append(doc, '\n'), 0o644)
}

func (r report) print(to io.Writer, dir string) {
	fmt.Fprintf(to, "\n%s/%s, %d cores, %s, %s, %s\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), fileSystem(dir), time.Now().UTC().Format(time.DateTime))
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "name\tvalue\tfloor\tunit\tratio\tgoal\t\t")
	for _, row := range r {
		verdict := ""
		switch {
		case row.goal.met == nil:
		case row.goal.met(row):
			verdict = "met"
		default:
			verdict = "missed"
		}
		fmt.Fprintf(table, "%s\t%g\t%g\t%s\t%.2f\t%s\t%s\t\n", row.Name, row.Value, row.Baseline, row.Unit, row.Ratio, row.goal.says, verdict)
	}
	_ = table.Flush()
	fmt.Fprintln(to)
}

// fileSystem that holds a folder, of those that the kernel lists.
func fileSystem(dir string) string {
	mounts, _ := os.ReadFile("/proc/self/mounts")
	best, kind := "", "file system unknown"
	for line := range strings.Lines(string(mounts)) {
		f := strings.Fields(line)
		if len(f) > 2 && len(f[1]) >= len(best) && strings.HasPrefix(dir+"/", strings.TrimSuffix(f[1], "/")+"/") {
			best, kind = f[1], f[2]
		}
	}
	return kind
}

func median(of []float64) float64 { return percentile(of, 50) }

// percentile by nearest rank.
func percentile(of []float64, p int) float64 {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	return sorted[max((len(sorted)*p+99)/100, 1)-1]
}
