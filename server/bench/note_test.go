package bench

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

func (b *bench) noteRows() []string {
	vs := fmt.Sprintf("_%d_vs_%d", b.size.manyNotes, b.size.fewNotes)
	return []string{"note_cpu" + vs, "note_bytes" + vs, "note_cpu_next" + vs}
}

// noteWidgets are connected, all of which are told of each note.
const noteWidgets = 10

// notes: one more of an interaction that has many, and of one that has few, each from the
// agent's request until all is told: written, landed, shown.
func (b *bench) notes() {
	turn := func(of *build) func() (many, few noteCost) {
		w := b.newWorld(noLimits)
		place, ids := b.noted(w)
		p := b.startServer(w, of.sandbox, place)
		b.t.Cleanup(p.discard)
		b.t.Cleanup(w.close)
		c := p.client()
		token, err := c.signIn("7", "agent")
		if err != nil {
			b.t.Fatal(err)
		}
		ws := b.connect(p, noteWidgets, livePath, func(int) string { return token })
		b.t.Cleanup(ws.leave)
		p.quiet(w, time.Second, nil)
		next := func(notes, interactions int) []string {
			taken := ids[notes][:interactions]
			ids[notes] = ids[notes][interactions:]
			return taken
		}
		return func() (many, few noteCost) {
			return b.note(w, c, ws, token, next(b.size.manyNotes, 1)), b.note(w, c, ws, token, next(b.size.fewNotes, b.size.notesIn))
		}
	}
	var cpu, bytes, warm pairs
	into := func(cpu, bytes, warm *pair, turn func() (many, few noteCost)) func() {
		return func() {
			many, few := turn()
			cpu.add(many.cpu, few.cpu)
			bytes.add(many.bytes, few.bytes)
			warm.add(many.next, few.next)
		}
	}
	turns := []func(){into(&cpu.ours, &bytes.ours, &warm.ours, turn(b.ours))}
	if b.base != nil {
		turns = append(turns, into(&cpu.base, &bytes.base, &warm.base, turn(b.base)))
	}
	b.inTurns(turns...)
	names := b.noteRows()
	b.report.addPairs(names[0], "ms", cpu, ratioAtMost(2))
	b.report.addPairs(names[1], "KB", bytes, ratioAtMost(1.5))
	b.report.addPairs(names[2], "ms", warm, ratioAtMost(2))
}

// noted is a place with interactions for every round, by how many notes they have. Their
// tickets are in that world's CRM.
func (b *bench) noted(w *world) (place string, ids map[int][]string) {
	ids = map[int][]string{}
	who := w.zendesk.AddUser(zendesktest.User{Name: "Somebody"})
	b.places++
	file := b.seeded(fmt.Sprintf("notes-%d", b.places), func(s *seed) {
		fill := func(notes, interactions int) {
			for range interactions * b.size.rounds {
				k := w.zendesk.AddTicket(zendesktest.Ticket{Subject: "Lamp", RequesterID: who.ID}, "It is broken.", time.Hour)
				ids[notes] = append(ids[notes], s.closedCall(strconv.FormatInt(k.ID, 10), notes, false))
			}
		}
		fill(b.size.manyNotes, 1)
		fill(b.size.fewNotes, b.size.notesIn)
	})
	return b.placeWith(file), ids
}

// noteCost of one note: milliseconds of CPU time, the same of those that are not the
// first of their interaction (which reads all of it once), kilobytes pushed to each widget.
type noteCost struct{ cpu, next, bytes float64 }

func (b *bench) note(w *world, c *client, ws *widgets, token string, interactions []string) noteCost {
	b.t.Helper()
	before, pushed, n := c.p.cpu(), ws.bytes.Load(), 0
	var next time.Duration
	for _, id := range interactions {
		var read time.Duration
		known := struct{ Version int }{} // as the widget knows it
		for i := range b.size.notesEach {
			b.notesTaken++
			text := fmt.Sprintf("note %06d of the bench", b.notesTaken)
			landed := w.awaitText(text)
			path := fmt.Sprintf("/v1/interactions/%s/notes/bench-%06d", id, b.notesTaken)
			if i > 0 {
				path += fmt.Sprintf("?since=%d", known.Version)
			}
			if err := c.do(http.MethodPut, path, token, map[string]string{"text": text}, &known); err != nil {
				b.t.Fatal(err)
			}
			select {
			case <-landed:
			case <-time.After(patience):
				b.t.Fatalf("%q has not landed", text)
			}
			ws.silent(c.p)
			n++
			if i == 0 {
				read = c.p.cpu()
			}
		}
		next += c.p.cpu() - read
	}
	return noteCost{
		next:  next.Seconds() * 1e3 / float64(max(1, n-len(interactions))),
		cpu:   (c.p.cpu() - before).Seconds() * 1e3 / float64(n),
		bytes: float64(ws.bytes.Load()-pushed) / 1e3 / float64(n) / noteWidgets,
	}
}
