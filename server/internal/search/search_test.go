package search_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/search"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var begin = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// desk with a log of customers who have called.
type desk struct {
	t        *testing.T
	clock    *clocktest.Clock
	store    *store.States
	deciding store.Decider
	search   *search.Search
	n        int
}

func open(t *testing.T) *desk {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{t: t, clock: clocktest.New(begin), store: store.NewStates(db, 0)}
	d.deciding = store.Decider{Clock: d.clock, Policy: interaction.Policy{OpenOn: interaction.OnArrival, ConnectBy: time.Minute}}
	d.search = search.New(search.Config{Store: d.store, Clock: d.clock, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	return d
}

func (d *desk) customer(account string, c interaction.Customer, fields ...interaction.Field) interaction.ID {
	d.t.Helper()
	d.n++
	id := interaction.ID(fmt.Sprintf("01jq%022d", d.n))
	start := interaction.Start{Started: interaction.Started{Account: account, Channel: interaction.Voice, Direction: interaction.Inbound, Customer: c}}
	if len(fields) > 0 {
		start.Packet = &interaction.Packet{Trust: interaction.Signed, Signed: fields}
	}
	if _, err := d.deciding.Create(d.t.Context(), d.store, id, start, nil, interaction.Arrive{CallSID: fmt.Sprint("CA", d.n), From: c.Phone}); err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *desk) chosen(id interaction.ID, ticket string) {
	d.t.Helper()
	pick := interaction.PickTicket{Agent: interaction.Agent{ID: "support/7", Name: "Mia"}, Ticket: interaction.TicketRef{ID: ticket, Number: "#" + ticket}}
	if _, err := d.deciding.Update(d.t.Context(), d.store, id, pick); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) expect(q search.Query, want ...interaction.ID) {
	d.t.Helper()
	if q.Limit == 0 {
		q.Limit = 50
	}
	states, err := d.search.Find(d.t.Context(), q)
	if err != nil {
		d.t.Fatal(err)
	}
	var got []interaction.ID
	for _, s := range states {
		got = append(got, s.ID)
	}
	if !slices.Equal(got, want) {
		d.t.Errorf("%+v: %v, want %v", q, got, want)
	}
}

// TestAsPeopleType: what stands in a contact is found the way people write it, and no
// other contact is.
func TestAsPeopleType(t *testing.T) {
	d := open(t)
	zoe := d.customer("support", interaction.Customer{Name: "Zoë Müller-Lüdenscheidt", Email: "Zoe.M@Example.com", Phone: "+493012345678", ExternalID: "C-7781"}, interaction.Field{Key: "order", Label: "Order", Value: "A-100/35436", Type: "text"})
	taro := d.customer("support", interaction.Customer{Name: "山田太郎", Phone: "+819012345678"})
	kim := d.customer("support", interaction.Customer{Name: "김민수", Phone: "+14155550134"})
	d.chosen(zoe, "4711")
	for typed, want := range map[string]interaction.ID{
		"zoë": zoe, "ZOE": zoe, "müll": zoe, "Muller": zoe, "lüden": "", "müller zoë": zoe, "Müller Anna": "",
		"zoe.m@example.com": zoe, "example.com": zoe, "c-7781": zoe, "A-100/354": zoe,
		"+49 30 12345678": zoe, "030 12345678": zoe, "(030) 1234-5678": zoe, "12345678 9": "",
		"#4711": zoe, "4711": zoe, "471": zoe, "4712": "",
		"山田": taro, "太郎": taro, "090-1234-5678": taro, "０９０１２３４５６７８": taro,
		"김": kim, "민수": kim, "(415) 555-0134": kim, "555-0134": kim,
		"%": "", "'": "", "--": "", "w:": "",
	} {
		if want == "" {
			d.expect(search.Query{Text: typed})
		} else {
			d.expect(search.Query{Text: typed}, want)
		}
	}
	d.expect(search.Query{Text: "5678"}, taro, zoe)
}

// A contact is found by its number as people have it in front of them, wherever they are,
// and by no other's.
func TestNumbersAsPeopleHaveThem(t *testing.T) {
	d := open(t)
	d.search.Country = func(account string) string { return account }
	for _, c := range []struct {
		country, phone string
		typed          []string
	}{
		{"DE", "+493012345678", []string{
			"+49 (0)30 12345678", "0049 (0)30 12345678", "030/123456-78", "tel:+493012345678", "tel:+49-30-12345678;ext=22", "Tel. 030 12345678",
			"+49-30-12345678 x22", "030 12345678 Durchwahl", "030 12345678 Durchwahl 22", "Anna +49 (0)30 12345678", "０３０ １２３４５６７８",
		}},
		{"GB", "+442079460018", []string{"+44 (0)20 7946 0018", "00 44 20 7946 0018"}},
		{"US", "+442079460018", []string{"011 44 20 7946 0018", "+44 (0)20 7946 0018 ext. 5"}},
		{"RU", "+74951234567", []string{"8 495 123-45-67", "8 (495) 123-45-67"}},
		{"AR", "+5491123456789", []string{"011 15-2345-6789", "11 2345-6789", "+54 11 15-2345-6789"}},
		{"MX", "+5215512345678", []string{"55 1234 5678", "+52 55 1234 5678", "044 55 1234 5678"}},
		{"BR", "+5511987654321", []string{"+55 11 8765-4321", "(11) 8765-4321"}},
		{"CA", "+14155550134", []string{"1-415-555-0134", "(415) 555-0134 x22", "415.555.0134 ext 22"}},
	} {
		id := d.customer(c.country, interaction.Customer{Name: "Anna Lind", Phone: c.phone})
		d.customer(c.country, interaction.Customer{Name: "Ben", Phone: "+12079460018"}) // ends as London's do
		for _, text := range c.typed {
			d.expect(search.Query{Account: c.country, Text: text}, id)
		}
	}
	for _, text := range []string{"Zoe +49 (0)30 12345678", "+49 (0)30 12345679", "+49 (0)30 1234567", "+49 (0)30 12345678 +49 (0)30 12345679", "Durchwahl"} {
		d.expect(search.Query{Account: "DE", Text: text})
	}
	d.expect(search.Query{Account: "FR", Text: "+49 (0)30 12345678"}) // another account's
}

// TestNeverBehind: whatever was committed before a question is in its answer, and what an
// interaction is not any more is not.
func TestNeverBehind(t *testing.T) {
	d := open(t)
	first := d.customer("support", interaction.Customer{Name: "Anna"})
	d.chosen(first, "1")
	d.expect(search.Query{Ticket: "1"}, first)
	d.chosen(first, "12")
	d.expect(search.Query{Ticket: "1"})
	d.expect(search.Query{Ticket: "12"}, first)
	d.expect(search.Query{Account: "sales", Ticket: "12"})
	// A thousand contacts later, and by day.
	var annas []interaction.ID
	for n := range 400 {
		d.clock.Advance(time.Hour)
		id := d.customer("support", interaction.Customer{Name: []string{"Anna", "Ben"}[n%2]})
		if n%2 == 0 {
			annas = append(annas, id)
		}
	}
	d.expect(search.Query{Ticket: "12"}, first)
	slices.Reverse(annas)
	d.expect(search.Query{Text: "anna", Limit: 3}, annas[:3]...)
	d.expect(search.Query{Text: "anna", Limit: 2, Before: annas[2]}, annas[3:5]...)
	d.expect(search.Query{Text: "anna", From: begin, To: begin.Add(90 * time.Minute)}, annas[len(annas)-1], first)
	d.expect(search.Query{From: begin, To: begin.Add(time.Hour)}, first)
}

// TestIndexFollows: while nobody asks, the index is brought up to date all the same.
func TestIndexFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t)
		d.run()
		d.customer("support", interaction.Customer{Name: "Anna"})
		d.pass(5 * time.Second)
		if behind := d.behind(); behind > 0 {
			t.Errorf("it is %d events behind", behind)
		}
	})
}

// TestIndexGivesWay: while calls come in fast the index waits for them, but not for ever,
// and not for who asks.
func TestIndexGivesWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t)
		d.run()
		for range 5 {
			d.fast()
			d.pass(2 * time.Second)
		}
		if behind := d.behind(); behind < 500 {
			t.Errorf("it is %d events behind after 10 s of calls: it has not given way", behind)
		}
		d.expect(search.Query{Text: "anna", Limit: 1}, d.fast())
		for n, behind := 0, d.behind(); ; n++ {
			d.fast()
			d.pass(2 * time.Second)
			if now := d.behind(); now < behind {
				break
			} else if behind = now; n > 20 {
				t.Fatalf("it is %d events behind after 40 s of calls", behind)
			}
		}
		d.pass(5 * time.Second)
		if behind := d.behind(); behind > 0 {
			t.Errorf("it is %d events behind when no more calls come in", behind)
		}
	})
}

// fast come calls, more than the index gives way to.
func (d *desk) fast() (last interaction.ID) {
	d.t.Helper()
	for range 35 {
		last = d.customer("support", interaction.Customer{Name: "Anna"})
	}
	return last
}

// pass lets time go by, and what it wakes be done.
func (d *desk) pass(span time.Duration) {
	time.Sleep(span)
	synctest.Wait()
}

// behind is how many events the index is not yet at.
func (d *desk) behind() int64 {
	d.t.Helper()
	head, err := d.store.Head(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	indexed, err := d.store.Indexed(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return head - indexed
}

// run the search by the machine's clock until the test ends.
func (d *desk) run() {
	d.search = search.New(search.Config{Store: d.store, Log: slog.New(slog.NewTextHandler(d.t.Output(), nil))})
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan error)
	go func() { done <- d.search.Run(ctx) }()
	d.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			d.t.Error(err)
		}
	})
}
