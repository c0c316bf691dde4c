package routing

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// crowd is a day of a company: its agents and customers behave by a seed, and time goes by
// in steps. What decides is what decides in a server, without its store.
type crowd struct {
	t      *testing.T
	clock  *clocktest.Clock
	r      *Routing
	dice   *rand.Rand
	states map[interaction.ID]*interaction.State
	policy interaction.Policy
	agents []interaction.Agent

	acts   map[interaction.ID]time.Time // when somebody does something next about a call
	lastOf map[string]string            // who spoke last with a customer, by number
	free   map[string]time.Time         // since when an agent has had nothing to do and no turn
	sum    uint64                       // of all that was decided, in its order

	waits            []time.Duration
	turns, remembers int
}

const (
	crowdStep  = 5 * time.Second
	crowdTurn  = 20 * time.Second
	crowdBegin = 1_772_352_000 // 1 March 2026, 8:00 UTC
)

// crowdRules: a queue of each mode, with skills, a language, a head start and help.
func crowdRules(agents int) Rules {
	rules := Rules{Queues: []QueueRule{
		{Name: "orders", Skills: []string{"orders"}, Mode: ModeOne, Timeout: crowdTurn, Languages: []string{"en", "ja"}},
		{Name: "vip", Skills: []string{"orders"}, Mode: ModeOne, Timeout: crowdTurn, HeadStart: 10 * time.Minute},
		{Name: "repairs", Skills: []string{"tools"}, Mode: ModeWidening, Timeout: crowdTurn, Overflow: "orders", OverflowAfter: 2 * time.Minute},
		{Name: "plain"},
	}}
	for n := range agents {
		p := Profile{Account: "support", CRMID: fmt.Sprint(n), Group: n%3 + 1, Languages: []string{"en"}}
		if n%4 != 0 {
			p.Skills = append(p.Skills, "orders")
		}
		if n%4 < 2 {
			p.Skills = append(p.Skills, "tools")
		}
		if n%5 == 0 {
			p.Languages = append(p.Languages, "ja")
		}
		if n%10 != 9 { // a tenth has no profile
			rules.Profiles = append(rules.Profiles, p)
		}
	}
	return rules
}

func newCrowd(t *testing.T, seed uint64, agents int) *crowd {
	c := &crowd{
		t: t, clock: clocktest.New(time.Unix(crowdBegin, 0).UTC()), dice: rand.New(rand.NewPCG(seed, 1)), //nolint:gosec // no secret
		states: map[interaction.ID]*interaction.State{}, acts: map[interaction.ID]time.Time{}, lastOf: map[string]string{}, free: map[string]time.Time{},
		policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute, WrapUp: time.Hour},
	}
	c.r = New(Config{Accounts: []string{"support"}, Rules: crowdRules(agents), Clock: c.clock, Server: "one"})
	for n := range agents {
		a := interaction.Agent{ID: fmt.Sprintf("support/%d", n), Name: fmt.Sprint("Agent ", n), CRMID: fmt.Sprint(n)}
		since := c.clock.Now().Add(-time.Duration(n) * time.Second)
		c.agents = append(c.agents, a)
		c.free[a.ID] = since
		c.r.accounts["support"].roster[a.ID] = entry{Agent: a, Choice: Choice{Status: Available, Since: since}, Seen: since}
		c.r.reach[person{"support", a.ID}] = reachability{agent: a, present: true, answers: true}
		c.r.histories[person{"support", a.ID}] = &history{}
	}
	return c
}

// do a command, as the store's writer would.
func (c *crowd) do(id interaction.ID, commands ...interaction.Command) {
	s := *c.states[id]
	for _, cmd := range commands {
		d, err := s.Decide(cmd, c.clock.Now(), c.policy)
		if err != nil {
			c.t.Fatalf("%T: %v", cmd, err)
		}
		for _, e := range d.Events {
			name, data, err := interaction.Encode(e.Data)
			if err != nil {
				c.t.Fatal(err)
			}
			h := fnv.New64a()
			fmt.Fprint(h, c.sum, id, e.N, e.At.UnixNano(), name, string(data))
			c.sum = h.Sum64()
		}
		s = d.State
	}
	*c.states[id] = s
	c.r.calls.update(s)
}

// comes a customer, one of some thousands.
func (c *crowd) comes(n int) {
	id := interaction.ID(fmt.Sprintf("01jq%022d", n))
	phone := fmt.Sprintf("+1555%07d", c.dice.IntN(4000))
	queue := []string{"orders", "orders", "vip", "repairs", "plain"}[c.dice.IntN(5)]
	c.states[id] = &interaction.State{ID: id}
	c.do(id, interaction.Start{
		Started: interaction.Started{Account: "support", Queue: queue, Channel: interaction.Voice, Direction: interaction.Inbound, Customer: interaction.Customer{Phone: phone}},
		Packet:  &interaction.Packet{Unsigned: []interaction.Field{{Key: "language", Value: []string{"en-GB", "en", "ja", "fr"}[c.dice.IntN(4)]}}},
	}, interaction.Arrive{CallSID: "CA" + fmt.Sprint(n), From: phone})
	c.r.last[id] = c.lastOf[phone]
}

// behave: what agents and customers do by themselves, the call first that comes first.
func (c *crowd) behave() {
	now := c.clock.Now()
	type act struct {
		at position
		id interaction.ID
	}
	var acts []act
	for id, one := range c.r.calls.active {
		if due, set := c.acts[id]; !set || !now.Before(due) {
			acts = append(acts, act{one.place(), id})
		}
	}
	slices.SortFunc(acts, func(a, b act) int { return cmp.Or(a.at.compare(b.at), cmp.Compare(a.id, b.id)) })
	for _, one := range acts {
		id := one.id
		s := c.states[id]
		switch s.Call.Phase {
		case interaction.Ringing:
			c.pickUp(s)
		case interaction.Connected:
			c.do(id, interaction.DisconnectCustomer{CallSID: s.Call.CustomerSID(), Status: "completed", At: now})
			c.acts[id] = now.Add(time.Duration(5+c.dice.IntN(30)) * time.Second)
		case interaction.Ended:
			c.do(id, interaction.SaveWrapUp{Agent: *s.Owner(), Disposition: "Resolved"})
			c.free[s.Owner().ID] = now
			delete(c.states, id)
			delete(c.acts, id)
		case interaction.NoCall, interaction.Awaited, interaction.Dialling, interaction.Claimed:
		}
	}
}

// pickUp what rings, if somebody does: most answer in their turn, some decline, some sleep.
func (c *crowd) pickUp(s *interaction.State) {
	one := s.Assignments.Current()
	if one.Rule == "" {
		return
	}
	who, some := c.somebody(one)
	if !some {
		return
	}
	switch luck := c.dice.IntN(20); {
	case luck == 0 && one.Rule == interaction.RingOne:
		c.do(s.ID, interaction.Decline{Offer: one.N, Agent: who})
	case luck < 14:
		c.take(s, who)
	}
}

// somebody of those for whom it rings.
func (c *crowd) somebody(one interaction.Assignment) (interaction.Agent, bool) {
	from := c.dice.IntN(len(c.agents))
	for n := range c.agents {
		a := c.agents[(from+n)%len(c.agents)]
		p := person{"support", a.ID}
		if one.Rule == interaction.RingOne && one.Agent() != a.ID || one.DeclinedBy(a.ID) || !c.ready(p) {
			continue
		}
		if one.Rule.Passes(one.Whom, a.ID, c.r.abilities(p)) == "" {
			return a, true
		}
	}
	return interaction.Agent{}, false
}

func (c *crowd) ready(p person) bool {
	return c.r.calls.free(p) && c.r.reach[p].answers && c.r.accounts[p.account].roster[p.id].Choice.Status == Available
}

// take a call, and talk for a while.
func (c *crowd) take(s *interaction.State, who interaction.Agent) {
	now := c.clock.Now()
	c.waits = append(c.waits, now.Sub(s.StartedAt))
	sid := fmt.Sprint("CB", s.ID)
	c.do(s.ID, interaction.Accept{Offer: s.Assignments.Current().N, Agent: who, Tab: "tab"}, interaction.JoinAgent{Offer: s.Assignments.Current().N, CallSID: sid, At: now})
	c.lastOf[s.Customer.Phone] = who.ID
	c.acts[s.ID] = now.Add(time.Duration(30+c.dice.IntN(240)) * time.Second)
}

// comesAndGoes: an agent's page dies, comes back, or they take a break.
func (c *crowd) comesAndGoes() {
	a := c.agents[c.dice.IntN(len(c.agents))]
	p, now := person{"support", a.ID}, c.clock.Now()
	switch reach := c.r.reach[p]; {
	case !reach.answers:
		reach.answers = true
		c.r.reach[p] = reach
	case c.dice.IntN(10) == 0:
		reach.answers, reach.lost = false, now.Add(-grace) // no page that is being reloaded
		c.r.reach[p] = reach
	default:
		e := c.r.accounts["support"].roster[a.ID]
		e.Choice = Choice{Status: Available, Since: now}
		if c.dice.IntN(10) == 0 {
			e.Choice.Status = Away
		}
		c.free[a.ID] = later(c.free[a.ID], now)
		c.r.accounts["support"].roster[a.ID] = e
	}
}

// rings as the server's loop does, and holds each turn to what was promised.
func (c *crowd) rings() {
	changed, _ := c.r.changedStatuses("support")
	for _, one := range changed {
		c.r.histories[person{"support", one.Agent}].add(one.StatusChange)
	}
	given := map[string]interaction.ID{} // turns of this moment
	commands := c.r.plan("support")
	for _, cmd := range commands { // those that go on were given before any of these
		if ring, ok := cmd.cmd.(interaction.Ring); ok && ring.Agent != nil {
			c.turns++
		}
	}
	going := c.turnsGoing(commands)
	for _, cmd := range commands {
		before := c.r.calls.active[cmd.id]
		c.do(cmd.id, cmd.cmd)
		ring, ok := cmd.cmd.(interaction.Ring)
		if !ok || ring.Agent == nil || before.offer.Agent() == ring.Agent.ID {
			continue
		}
		who := ring.Agent.ID
		if other := given[who] + going[who]; other != "" {
			c.t.Fatalf("%s has a turn with %s and with %s", who, other, cmd.id)
		}
		c.checkTurn(before, who, given, going)
		given[who] = cmd.id
		c.free[who] = c.clock.Now()
	}
}

// turnsGoing are the turns that stand and are not touched by a plan.
func (c *crowd) turnsGoing(commands []planned) map[string]interaction.ID {
	going := map[string]interaction.ID{}
	for id, one := range c.r.calls.active {
		a := one.offer.Agent()
		if a == "" || !one.ringing || slices.ContainsFunc(commands, func(p planned) bool { return p.id == id }) {
			continue
		}
		if other := going[a]; other != "" {
			c.t.Fatalf("%s has a turn with %s and with %s", a, other, id)
		}
		if !c.clock.Now().Before(one.offer.Since.Add(crowdTurn)) {
			c.t.Fatalf("the turn of %s with %s does not end", a, id)
		}
		going[a] = id
	}
	return going
}

// checkTurn of an agent: they are able and free, and nobody was to be had who comes before.
func (c *crowd) checkTurn(one call, who string, held ...map[string]interaction.ID) {
	whom := c.r.rules.whom(one.demand, false)
	could := func(id string) bool {
		p := person{"support", id}
		taken := slices.ContainsFunc(held, func(m map[string]interaction.ID) bool { return m[id] != "" })
		asked := slices.ContainsFunc(one.offer.Asked, func(a interaction.Asked) bool { return a.Agent == id })
		return !taken && !asked && c.ready(p) && !one.offer.DeclinedBy(id) && interaction.RingAvailable.Passes(whom, id, c.r.abilities(p)) == ""
	}
	if !could(who) {
		c.t.Fatalf("it is the turn of %s, who cannot be rung for %s", who, one.id)
	}
	if last := c.r.last[one.id]; last != "" && could(last) {
		c.remembers++
		if who != last {
			c.t.Fatalf("%s spoke with the customer of %s last, and it is the turn of %s", last, one.id, who)
		}
		return
	}
	for _, a := range c.agents {
		if c.free[a.ID].Before(c.free[who]) && could(a.ID) {
			c.t.Fatalf("%s has been idle since %v, and it is the turn of %s, since %v", a.ID, c.free[a.ID], who, c.free[who])
		}
	}
}

// run until so many customers have come and all of them were served.
func (c *crowd) run(contacts int) {
	come, longest := 0, c.clock.Now().Add(24*time.Hour)
	for come < contacts || len(c.r.calls.active) > 0 {
		// Calm, and a rush in the middle for which there are too few agents.
		rush := come > contacts/3 && come < contacts/2
		for range c.dice.IntN(8) * (1 + btoi(rush)) {
			if come < contacts {
				c.comes(come)
				come++
			}
		}
		c.comesAndGoes()
		c.behave()
		c.rings()
		c.clock.Advance(crowdStep)
		if c.clock.Now().After(longest) {
			c.t.Fatalf("%d calls are never taken", len(c.r.calls.active))
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A day with 10,000 contacts and 200 agents: nobody waits for ever, or much longer than who
// came at the same time; each turn is the right one's, and no agent has two.
func TestCrowd(t *testing.T) {
	c := newCrowd(t, 2026, 200)
	c.run(10_000)
	slices.Sort(c.waits)
	at := func(share float64) time.Duration { return c.waits[int(share*float64(len(c.waits)-1))] }
	t.Logf("%d turns, %d of them a customer's last agent; waits: half %v, 99%% %v, longest %v; it took until %v", c.turns, c.remembers, at(.5), at(.99), at(1), c.clock.Now())
	if len(c.waits) != 10_000 || c.turns < 5000 || c.remembers < 100 {
		t.Error("it was no such day")
	}
	if at(1) > 30*time.Minute {
		t.Errorf("somebody waited for %v", at(1))
	}
}

// The same day comes out the same.
func TestCrowdIsDeterministic(t *testing.T) {
	day := func(seed uint64) uint64 {
		c := newCrowd(t, seed, 40)
		c.run(200)
		return c.sum
	}
	if a, b := day(7), day(7); a != b || a == day(8) {
		t.Errorf("%x and %x", a, b)
	}
}
