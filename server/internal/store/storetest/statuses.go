package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// was is a change of status after so many minutes.
func was(minute int, why interaction.MissReason, text string) interaction.StatusChange {
	return interaction.StatusChange{At: at(time.Duration(minute) * time.Minute), Reason: why, Text: text}
}

func addStatuses(t *testing.T, s store.Store, agent string, changes ...interaction.StatusChange) {
	t.Helper()
	var all []store.StatusChange
	for _, c := range changes {
		all = append(all, store.StatusChange{Agent: agent, StatusChange: c})
	}
	must(t, s.AddStatuses(t.Context(), account, all))
}

var statusCases = []testCase{
	{"come back as they were given, between two moments and from what held at the first", func(t *testing.T, d desk) {
		all := interaction.History{was(1, "", ""), was(2, "away", "Zoë \"<b>"), was(2, "busy", ""), was(4, "gone", "")}
		addStatuses(t, d.Store, "support/7", all[:2]...)
		addStatuses(t, d.Store, "support/8", was(3, "", ""))
		addStatuses(t, d.Store, "support/7", all[2:]...)
		must(t, d.Store.AddStatuses(t.Context(), "sales", []store.StatusChange{{Agent: "support/7", StatusChange: was(3, "away", "")}}))
		minute := func(n int) time.Time { return at(time.Duration(n) * time.Minute) }
		for _, c := range []struct {
			from, to time.Time
			want     interaction.History
		}{
			{time.Time{}, time.Time{}, all},
			{time.Time{}, minute(2), all[:3]},
			{minute(0), minute(1), all[:1]},
			{minute(1), minute(1), all[:1]},
			{minute(1).Add(time.Nanosecond), minute(2).Add(-time.Nanosecond), all[:1]},
			{minute(1), minute(9), all},
			{minute(2), minute(3), all[2:3]},
			{minute(3), time.Time{}, all[2:]},
			{minute(9), time.Time{}, all[3:]},
			{minute(-9), minute(0), nil},
		} {
			got, err := d.Store.Statuses(t.Context(), account, "support/7", c.from, c.to)
			must(t, err)
			equal(t, c.from.String()+" to "+c.to.String(), got, c.want)
		}
		got, err := d.Store.Statuses(t.Context(), account, "support/9", minute(0), minute(9))
		must(t, err)
		equal(t, "nobody", len(got), 0)
	}},
	{"of a long time are found from the end", func(t *testing.T, d desk) {
		var all interaction.History
		for n := range 1234 {
			all = append(all, was(n, "", ""))
		}
		addStatuses(t, d.Store, "support/7", all...)
		for _, n := range []int{0, 99, 100, 1100, 1133, 1134, 1135, 1233} {
			got, err := d.Store.Statuses(t.Context(), account, "support/7", all[n].At, all[min(n+1, 1233)].At)
			must(t, err)
			equal(t, "two", got, all[n:min(n+2, 1234)])
		}
	}},
	{"are forgotten when they were over, but for what held then", func(t *testing.T, d desk) {
		var long interaction.History
		for n := range 250 {
			long = append(long, was(n, "", ""))
		}
		addStatuses(t, d.Store, "support/7", long...)
		same := interaction.History{was(1, "", ""), was(2, "away", ""), was(2, "busy", ""), was(9, "gone", "")}
		addStatuses(t, d.Store, "support/8", same...)
		addStatuses(t, d.Store, "support/9", was(240, "", ""))
		for n := range 50 { // more than one page of agents
			addStatuses(t, d.Store, fmt.Sprint("support/of-many-", n), long[:3]...)
		}
		must(t, d.Store.AddStatuses(t.Context(), "sales", []store.StatusChange{{Agent: "sales/7", StatusChange: long[0]}, {Agent: "sales/7", StatusChange: long[1]}}))
		history := func(account, agent string) interaction.History {
			h, err := d.Store.Statuses(t.Context(), account, agent, time.Time{}, time.Time{})
			must(t, err)
			return h
		}
		forget := func(before int) {
			handles := d.handles(t)
			for i := range 4 { // a hundred of one agent at a time
				last := ""
				for pages := 0; pages == 0 || last != ""; pages++ {
					var err error
					last, err = handles[i%len(handles)].ForgetStatuses(t.Context(), account, last, at(time.Duration(before)*time.Minute))
					must(t, err)
					if pages > 20 {
						t.Fatal("it never comes to the last agent")
					}
				}
			}
		}
		forget(2)
		equal(t, "what held, and later", history(account, "support/7"), long[2:])
		equal(t, "of one moment", history(account, "support/8"), same[1:])
		forget(230)
		equal(t, "of many", history(account, "support/7"), long[230:])
		equal(t, "who was last before", history(account, "support/8"), same[3:])
		equal(t, "younger", history(account, "support/9"), interaction.History{was(240, "", "")})
		equal(t, "the last of many agents", history(account, "support/of-many-9"), long[2:3])
		equal(t, "another account's", history("sales", "sales/7"), long[:2])
		addStatuses(t, d.Store, "support/7", was(251, "away", ""))
		equal(t, "it goes on", len(history(account, "support/7")), 21)
	}},
	{"are there after a restart, and for everybody", func(t *testing.T, d desk) {
		var want interaction.History
		for i, s := range d.handles(t) {
			want = append(want, was(i, "busy", ""))
			addStatuses(t, s, "support/7", want[i])
		}
		d.Store = d.Reopen(t)
		got, err := d.Store.Statuses(t.Context(), account, "support/7", time.Time{}, time.Time{})
		must(t, err)
		equal(t, "history", got, want)
	}},
}
