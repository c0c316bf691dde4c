package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// size of a run.
type size struct {
	rounds   int           // of each measurement, in turns; the middle one counts
	clients  []int         // for accepts
	warm     time.Duration // before each window of accepts
	window   time.Duration // of accepts
	contacts int           // that are followed to the CRM, by each client
	settle   time.Duration // until memory is looked at; two rounds of pings and more
	sockets  int           // whose memory is looked at

	manyNotes, fewNotes     int
	notesIn                 int           // interactions with few notes, in each round
	notesEach               int           // more notes: Zendesk takes 30 updates of a ticket in ten minutes
	enough                  time.Duration // of CPU time for a figure of it
	old, young              int           // closed calls
	manyAgents, fewAgents   int
	rings                   int // calls of each round that ring for all agents
	manyWaiting, fewWaiting int // contacts
	brought                 int // of them, in each round
	active                  int // calls at start
	loads                   int // of a page in a round, of which the middle one counts
}

var (
	full = size{
		rounds: 7, clients: []int{1, 16, 64}, warm: time.Second, window: 2 * time.Second, contacts: 20, settle: 12 * time.Second, sockets: 2000,
		manyNotes: 5000, fewNotes: 10, notesIn: 6, notesEach: 4, enough: 300 * time.Millisecond, old: 100_000, young: 1000, manyAgents: 9000, fewAgents: 1000, rings: 3,
		manyWaiting: 50_000, fewWaiting: 1000, brought: 800, active: 2000, loads: 3,
	}
	tiny = size{
		rounds: 1, clients: []int{2}, window: 100 * time.Millisecond, contacts: 2, settle: 100 * time.Millisecond, sockets: 10,
		manyNotes: 20, fewNotes: 2, notesIn: 1, notesEach: 2, enough: tick, old: 40, young: 20, manyAgents: 10, fewAgents: 2, rings: 1,
		manyWaiting: 20, fewWaiting: 10, brought: 5, active: 2, loads: 1,
	}
)

// bench is one run.
type bench struct {
	t     *testing.T // of the measurement that runs
	dir   string
	size  size
	rows  []string // beginnings of the names of rows that are wanted; none: all of them
	peers bool     // are measured too

	ours, base *build // base nil: it is not run
	binaries   map[string]string
	next       number
	places     int // of processes, so far
	notesTaken int
	report     report
}

// measurement of rows that come from the same turns.
type measurement struct {
	rows []string
	run  func()
}

func (b *bench) measurements() []measurement {
	var all []measurement
	for _, n := range b.size.clients {
		all = append(all, measurement{acceptRows(n), func() { b.accepts(n) }})
	}
	return append(all,
		measurement{[]string{"accept_to_crm_p50", "accept_to_crm_p99"}, b.toCRM},
		measurement{b.noteRows(), b.notes},
		measurement{ageRows, b.age},
		measurement{b.ringRows(), b.ring},
		measurement{[]string{"socket_rss_vs_centrifuge"}, b.sockets},
		measurement{b.backlogRows(), b.backlog},
		measurement{[]string{b.activeRow()}, b.startActive},
		measurement{[]string{"idle_rss_anon"}, b.idle},
		measurement{paintRows, b.firstPaint},
		measurement{[]string{"start"}, b.starts},
		measurement{[]string{"binary"}, b.binary},
	)
}

// wants a row, or one of several.
func (b *bench) wants(rows ...string) bool {
	return len(b.rows) == 0 || slices.ContainsFunc(rows, func(row string) bool {
		return slices.ContainsFunc(b.rows, func(begin string) bool { return strings.HasPrefix(row, begin) })
	})
}

// TestReport is what make bench runs: it prints the table and writes it to $BENCH.
// $BASE names the commit that is measured beside the new build, $ROWS the rows by how
// their names begin, $ROUNDS how often each is measured.
func TestReport(t *testing.T) {
	out := os.Getenv("BENCH")
	if out == "" {
		t.Skip("make bench runs this: $BENCH names the file for the numbers")
	}
	b := newBench(t, full)
	b.peers = true
	b.rows = strings.FieldsFunc(os.Getenv("ROWS"), func(r rune) bool { return r == ',' || r == ' ' })
	if rounds := os.Getenv("ROUNDS"); rounds != "" {
		n, err := strconv.Atoi(rounds)
		if err != nil || n < 1 {
			t.Fatalf("ROUNDS=%s is not a number of rounds", rounds)
		}
		b.size.rounds = n
	}
	b.ours = b.build("../..", b.dir)
	if commit := os.Getenv("BASE"); commit != "" {
		b.base = b.buildCommit(commit, filepath.Join(filepath.Dir(out), "bench"))
	}
	b.run(func() {
		if err := b.report.write(out); err != nil {
			t.Error(err)
		}
	})
	if len(b.report) == 0 {
		t.Fatalf("no row of %q was measured", b.rows)
	}
	b.report.print(os.Stdout, b.dir)
}

// newBench, or the test is skipped.
func newBench(t *testing.T, s size) *bench {
	if _, err := os.Stat("../../widget/dist/agent.html"); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			t.Fatal("the widget is not built: make widget")
		}
		t.Skip("the widget is not built: make widget")
	}
	if _, ok := memory(os.Getpid(), "VmRSS"); !ok {
		t.Skip("the memory of a process can be seen on Linux alone")
	}
	return &bench{t: t, dir: t.TempDir(), size: s, binaries: map[string]string{}}
}

// run what is wanted; done is called after each measurement. One that fails leaves its
// rows out, and the others go on.
func (b *bench) run(done func()) {
	all := b.t
	defer func() { b.t = all }()
	for _, m := range b.measurements() {
		if b.wants(m.rows...) {
			all.Run(m.rows[0], func(t *testing.T) {
				b.t = t
				m.run()
			})
			done()
		}
	}
}

// inTurns lets each measure once in every round, each round begun by another.
func (b *bench) inTurns(turns ...func()) {
	for i := range b.size.rounds {
		for j := range turns {
			turns[(i+j)%len(turns)]()
		}
	}
}

// both builds, or the new one alone, each with its own figures.
func (b *bench) both(turn func(*build) float64) (ours, base *[]float64, turns []func()) {
	ours, base = new([]float64), new([]float64)
	turns = append(turns, func() { *ours = append(*ours, turn(b.ours)) })
	if b.base != nil {
		turns = append(turns, func() { *base = append(*base, turn(b.base)) })
	}
	return ours, base, turns
}

// binary sizes.
func (b *bench) binary() {
	megabytes := func(file string) []float64 {
		info, err := os.Stat(file)
		if err != nil {
			b.t.Fatal(err)
		}
		return []float64{float64(info.Size()) / 1e6}
	}
	var base []float64
	if b.base != nil {
		base = megabytes(b.base.server)
	}
	b.report.add("binary", "MB", figures{megabytes(b.ours.server), base, megabytes(b.floor())}, noGoal)
}

// starts of processes whose database is there already: from exec until they are ready.
func (b *bench) starts() {
	w := b.newWorld(realLimits)
	defer w.close()
	start := func(place string, start func(string) *process) float64 {
		p := start(place)
		p.end()
		return p.took.Seconds() * 1e3
	}
	server := func(of *build) float64 {
		return start("starts-"+of.name, func(place string) *process { return b.startServer(w, of.server, place) })
	}
	ours, base, turns := b.both(server)
	server(b.ours) // whose database is there from then on
	if b.base != nil {
		server(b.base)
	}
	var floors []float64
	b.inTurns(append(turns, func() {
		floors = append(floors, start("starts", func(place string) *process { return b.startFloor(w, place) }))
	})...)
	b.report.add("start", "ms", figures{*ours, *base, floors}, noGoal)
}

// place for the data of a process that begins with none.
func (b *bench) place() string {
	b.places++
	return fmt.Sprintf("place-%d", b.places)
}
