package torture

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// setup of one run.
type setup struct {
	seed     uint64
	contacts int
	servers  int
	redisURL string
	between  func(context.Context) // done once, in the middle of the storm; may be nil
	limit    time.Duration         // for all stories
}

// TestTorture: one server with its embedded database.
func TestTorture(t *testing.T) {
	s := setup{seed: seed(t), contacts: contacts(t, 40), servers: 1}
	torture(t, s)
}

// settle is how long everything may take to land once the storm is over. Nothing
// backs off for longer than a second here; the rest is for a busy machine.
const settle = 2 * time.Minute

// patience with one story: a call that is cut off, dialled again and claimed anew
// takes a while.
const patience = 2 * time.Minute

// TestTortureReplicas: three servers on one Redis, which dies in the middle too.
func TestTortureReplicas(t *testing.T) {
	redis := redistest.Start(t)
	torture(t, setup{seed: seed(t), contacts: contacts(t, 25), servers: 3, redisURL: redis.URL, between: func(ctx context.Context) {
		redis.Kill(t)
		pause(ctx, 700*time.Millisecond)
		redis.Start(t)
	}})
}

// atOnce is how many stories are played at the same time.
const atOnce = 24

func torture(t *testing.T, s setup) {
	began := time.Now()
	s.limit = 3*time.Minute + time.Duration(s.contacts)*2*time.Second
	ctx, cancel := context.WithTimeout(t.Context(), s.limit)
	defer cancel()
	t.Logf("TORTURE_SEED=%d TORTURE_CONTACTS=%d, %d server(s)", s.seed, s.contacts, s.servers)

	dir := t.TempDir()
	fleet := newFleet(t, s.seed, s.servers)
	world := newWorld(t, fleet.door)
	fleet.start(t.Context(), dir, func(sv *server) string { return world.writeConfig(t, dir, sv.name, sv.address, fleet.door, s.redisURL) })
	st := &stage{world: world, client: newClient(fleet, s.seed), ledger: &ledger{byID: map[string]*story{}}, tokens: map[string][]string{}}
	for _, account := range accounts {
		for _, agent := range world.agents[account] {
			token, err := st.session(ctx, account, agent, "agent")
			if err != nil {
				t.Fatalf("sign in: %v\n%s", err, fleet.lastWords(20))
			}
			st.tokens[account] = append(st.tokens[account], token)
		}
	}
	admin, err := st.session(ctx, support, "admin", "admin")
	if err != nil {
		t.Fatal(err)
	}

	storm, calm := context.WithCancel(ctx)
	w := &weather{world: world, fleet: fleet, struck: map[string]int{}}
	helper := &attendant{stage: st, admin: admin, held: map[string]int{}}
	var around, blowing sync.WaitGroup
	rounds, stopRounds := context.WithCancel(t.Context())
	defer stopRounds()
	blowing.Go(func() { w.blow(storm, s.seed) })
	around.Go(func() { helper.rounds(rounds) })
	st.playAll(ctx, s)
	played := time.Since(began)
	calm()
	blowing.Wait()
	settling, giveUp := context.WithTimeout(t.Context(), settle)
	defer giveUp()
	left, err := st.untilQuiet(settling, admin)
	stopRounds()
	around.Wait()
	if err != nil {
		t.Errorf("not everything has landed: %v\n%s\n%s", err, left, fleet.lastWords(6))
	}

	v := newVerdict()
	shelves, finals := world.shelves(), map[*story]view{}
	for _, story := range st.ledger.stories {
		if story.err != nil {
			t.Errorf("story %d (%s, %s, interaction %s) broke off: %v", story.n, story.account, story.plan, story.id, story.err)
		}
		var final view
		if story.id != "" {
			if final, err = st.interaction(t.Context(), st.tokens[story.account][0], story.id); err != nil {
				t.Fatal(err)
			}
		}
		finals[story] = final
	}
	v.judgeAll(st.ledger.stories, finals, shelves)
	for _, story := range st.ledger.stories {
		v.arrivals(story, finals[story], world.twilio)
	}
	for i, detail := range v.details {
		if i == 12 {
			t.Errorf("… and %d more", len(v.details)-i)
			break
		}
		t.Error(detail)
	}
	for _, complaint := range fleet.complaints() {
		t.Error(complaint)
	}
	t.Log(report(s, st, v, w, helper, played, time.Since(began)))
}

// playAll stories, a few at a time.
func (st *stage) playAll(ctx context.Context, s setup) {
	r := dice(s.seed, "plan")
	for n := range s.contacts {
		st.ledger.stories = append(st.ledger.stories, &story{n: n, account: accounts[r.IntN(len(accounts))], plan: drawPlan(r)})
	}
	slots := make(chan struct{}, atOnce)
	var playing sync.WaitGroup
	for i, story := range st.ledger.stories {
		slots <- struct{}{}
		if s.between != nil && i == len(st.ledger.stories)/2 {
			st.fleet.without(ctx, s.between)
		}
		playing.Go(func() {
			defer func() { <-slots }()
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			story.err = st.play(ctx, story, dice(s.seed, fmt.Sprintf("story %d", story.n)))
		})
	}
	playing.Wait()
}

// untilQuiet: no write waits, is being sent, or is held.
func (st *stage) untilQuiet(ctx context.Context, admin string) (left string, err error) {
	for {
		var overview struct {
			Counts struct{ Waiting, Sending, Held, Landed int }
		}
		if err := st.send(ctx, request{method: "GET", path: "/v1/admin/overview", token: admin}, &overview); err != nil {
			return "", err
		}
		c := overview.Counts
		going, err := st.textsGoing(ctx)
		if err != nil {
			return left, err
		}
		if c.Waiting+c.Sending+c.Held+going == 0 {
			return "", nil
		}
		left = fmt.Sprintf("%+v, %d texts", c, going)
		if ctx.Err() != nil {
			return left, ctx.Err()
		}
		pause(ctx, look)
	}
}

func seed(t *testing.T) uint64 {
	if text := os.Getenv("TORTURE_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("TORTURE_SEED: %v", err)
		}
		return n
	}
	return uint64(time.Now().UnixNano()) % 1_000_000
}

func contacts(t *testing.T, otherwise int) int {
	if text := os.Getenv("TORTURE_CONTACTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 10_000 {
			t.Fatalf("TORTURE_CONTACTS is %q; a number from 1 to 10000 is needed", text)
		}
		return n
	}
	return otherwise
}
