package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// row of the report. The baseline is the figure of what the new build is compared
// with, another program or itself with less to do; base is that of the older build.
// Ratios are the middle ones of all pairs of a round.
type row struct {
	Name      string   `json:"name"`
	Value     float64  `json:"value"`
	Unit      string   `json:"unit"`
	Baseline  float64  `json:"baseline"`
	Ratio     float64  `json:"ratio"`
	Base      *float64 `json:"base,omitempty"`
	BaseRatio *float64 `json:"base_ratio,omitempty"`
	BaseOwn   *float64 `json:"base_own_ratio,omitempty"` // of the older build with much and with little to do
	Goal      string   `json:"goal,omitempty"`
	Met       *bool    `json:"met,omitempty"`
}

// goal of a row. ok false: what it is about was not measured.
type goal struct {
	says string
	met  func(row) (met, ok bool)
}

var noGoal goal

func ratioAtMost(limit float64) goal {
	return goal{fmt.Sprintf("ratio ≤ %g", limit), func(r row) (bool, bool) { return r.Ratio <= limit, r.Baseline != 0 }}
}

func ratioAtLeast(limit float64) goal {
	return goal{fmt.Sprintf("ratio ≥ %g", limit), func(r row) (bool, bool) { return r.Ratio >= limit, r.Baseline != 0 }}
}

func baseAtMost(limit float64) goal {
	return goal{fmt.Sprintf("base_ratio ≤ %g", limit), func(r row) (bool, bool) { return r.BaseRatio != nil && *r.BaseRatio <= limit, r.BaseRatio != nil }}
}

func baseAtLeast(limit float64) goal {
	return goal{fmt.Sprintf("base_ratio ≥ %g", limit), func(r row) (bool, bool) { return r.BaseRatio != nil && *r.BaseRatio >= limit, r.BaseRatio != nil }}
}

func atMost(limit float64, unit string) goal {
	return goal{fmt.Sprintf("≤ %g %s", limit, unit), func(r row) (bool, bool) { return r.Value <= limit, true }}
}

// figures of a row, one of each round.
type figures struct{ ours, base, baseline []float64 }

// pair of figures of one build, with much and with little to do, one of each round.
type pair struct{ much, little []float64 }

func (p *pair) add(much, little float64) {
	p.much, p.little = append(p.much, much), append(p.little, little)
}

// turn of a build that gives both.
func (p *pair) turn(measure func() (much, little float64)) func() {
	return func() { p.add(measure()) }
}

// pairs of a row that compares a build with itself.
type pairs struct{ ours, base pair }

type report []row

// addPairs: the value is that of the new build with much to do, its baseline that with little.
func (r *report) addPairs(name, unit string, p pairs, g goal) {
	r.add(name, unit, figures{p.ours.much, p.base.much, p.ours.little}, g)
	if len(p.base.much) > 0 {
		own := round(median(ratios(p.base.much, p.base.little)))
		(*r)[len(*r)-1].BaseOwn = &own
	}
}

func (r *report) add(name, unit string, f figures, g goal) {
	one := row{
		Name: name, Unit: unit, Goal: g.says,
		Value: round(median(f.ours)), Baseline: round(median(f.baseline)), Ratio: round(median(ratios(f.ours, f.baseline))),
	}
	if len(f.base) > 0 {
		base, ratio := round(median(f.base)), round(median(ratios(f.ours, f.base)))
		one.Base, one.BaseRatio = &base, &ratio
	}
	if g.met != nil {
		if met, ok := g.met(one); ok {
			one.Met = &met
		}
	}
	*r = append(*r, one)
}

// ratios of the pairs that were measured in the same round.
func ratios(a, b []float64) []float64 {
	var out []float64
	for i := range min(len(a), len(b)) {
		if b[i] != 0 {
			out = append(out, a[i]/b[i])
		}
	}
	return out
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
	fmt.Fprintln(table, "name\tvalue\tunit\tbaseline\tratio\tbase\tbase_ratio\tbase's own\tgoal\t\t")
	for _, row := range r {
		met := ""
		if row.Met != nil {
			met = map[bool]string{true: "met", false: "missed"}[*row.Met]
		}
		fmt.Fprintf(table, "%s\t%g\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", row.Name, row.Value, row.Unit,
			figure(&row.Baseline), figure(&row.Ratio), figure(row.Base), figure(row.BaseRatio), figure(row.BaseOwn), row.Goal, met)
	}
	_ = table.Flush()
	fmt.Fprintln(to)
}

// figure in the table; one that was not measured is left out.
func figure(x *float64) string {
	if x == nil || *x == 0 {
		return ""
	}
	return fmt.Sprintf("%g", *x)
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

// round to three digits that mean something, and never more than to whole numbers.
func round(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := max(math.Pow(10, 3-math.Ceil(math.Log10(math.Abs(x)))), 1)
	return math.Round(x*scale) / scale
}
