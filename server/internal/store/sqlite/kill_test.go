package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// childDatabase in the environment makes the test binary a server that commits
// until it is killed; its value is the database.
const childDatabase = "DESKSIDE_TEST_CHILD_DATABASE"

// TestKilled kills a committing process with SIGKILL again and again, at random
// moments, and looks for every commit that it has acknowledged. This proves the
// order of commit and acknowledgement and that the file recovers. That the disk
// has it after a power cut is SQLite's synchronous=FULL; see TestPragmas.
func TestKilled(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "deskside.db")
	acked := map[interaction.ID]int{} // number of the last acknowledged event
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	for range rounds {
		for id, n := range killAfter(t, path, 1+random.IntN(120)) {
			acked[id] = n
		}
		verify(t, path, acked)
	}
	total := 0
	for _, n := range acked {
		total += n
	}
	t.Logf("%d kills, %d acknowledged commits, none lost", rounds, total)
}

// killAfter that many acknowledgements, and returns all that were given.
func killAfter(t *testing.T, path string, acks int) map[interaction.ID]int {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childDatabase+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acked := map[interaction.ID]int{}
	for r := bufio.NewReader(out); ; acks-- {
		if acks == 0 {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break // half a line is no acknowledgement
		}
		if err != nil {
			t.Fatal(err)
		}
		id, n, _ := strings.Cut(strings.TrimSpace(line), " ")
		if acked[interaction.ID(id)], err = strconv.Atoi(n); err != nil {
			t.Fatalf("the child says %q", line)
		}
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return acked
}

// verify that what was acknowledged is there, and nothing by halves.
func verify(t *testing.T, path string, acked map[interaction.ID]int) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	feed, err1 := s.Feed(t.Context(), 0, 1<<30)
	rows, err2 := s.Writes(t.Context(), store.WriteFilter{Limit: 1 << 30})
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	last := map[interaction.ID]int{}
	for i, e := range feed {
		if e.Seq != int64(i+1) || e.Event.N != last[e.Interaction]+1 {
			t.Fatalf("entry %d: number %d, event %d of %s after %d", i+1, e.Seq, e.Event.N, e.Interaction, last[e.Interaction])
		}
		last[e.Interaction] = e.Event.N
	}
	for id, n := range acked {
		if last[id] < n {
			t.Errorf("%s: event %d was acknowledged, %d are there", id, n, last[id])
		}
	}
	if len(rows) != len(feed) {
		t.Errorf("%d events, %d writes: a commit is there by halves", len(feed), len(rows))
	}
	if t.Failed() {
		t.FailNow()
	}
}

// commitUntilKilled is the child: eight callers, each on an interaction of its
// own, each commit of one event and one write, acknowledged on standard output.
func commitUntilKilled(path string) {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			id := interaction.ID(fmt.Sprintf("p%d-%d", os.Getpid(), i))
			for n := 1; ; n++ {
				if err := s.Commit(ctx, step(id, n)); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				// One write call per line: lines of several callers do not mix.
				fmt.Fprintf(os.Stdout, "%s %d\n", id, n)
			}
		})
	}
	wg.Wait()
}

// step is the nth commit on an interaction: one event, one write.
func step(id interaction.ID, n int) store.Commit {
	var data interaction.Data = interaction.NoteAdded{Note: strconv.Itoa(n), Text: "A note of the length that an agent types during a call."}
	if n == 1 {
		data = interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound}
	}
	return store.Commit{
		Interaction: id, Account: "support", Expect: n - 1, Active: true, Lane: "i/" + string(id),
		Events: []interaction.Event{{N: n, At: time.Unix(int64(n), 1), Data: data}},
		Writes: []interaction.Write{{Key: id.Key("note-"+strconv.Itoa(n), 1), Type: interaction.ItemNote}},
	}
}
