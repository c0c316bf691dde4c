package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

func audits(t *testing.T, s store.Store, before int64, limit int) (subjects []string, oldest int64) {
	t.Helper()
	entries, err := s.Audits(t.Context(), store.AuditFilter{Before: before, Limit: limit})
	must(t, err)
	for _, e := range entries {
		subjects, oldest = append(subjects, e.Subject), e.Seq
	}
	return subjects, oldest
}

var auditCases = []testCase{
	{"comes back as it was given, newest first", func(t *testing.T, d desk) {
		first := store.AuditEntry{At: t0, Actor: "Zoë \"<b>", Action: "write_dropped", Account: account, Subject: contactKey("a"), Detail: "Already told."}
		second := store.AuditEntry{At: at(time.Minute), Actor: "Root", Action: "signed_in"}
		must(t, d.Store.Audit(t.Context(), first))
		must(t, d.Store.Audit(t.Context(), second))
		got, err := d.Store.Audits(t.Context(), store.AuditFilter{})
		must(t, err)
		if len(got) != 2 || got[0].Seq <= got[1].Seq || got[1].Seq <= 0 {
			t.Fatalf("%+v", got)
		}
		second.Seq, first.Seq = got[0].Seq, got[1].Seq
		equal(t, "record", got, []store.AuditEntry{second, first})
	}},
	{"is read in pages", func(t *testing.T, d desk) {
		for i := range 7 {
			must(t, d.Store.Audit(t.Context(), store.AuditEntry{At: at(time.Duration(i)), Actor: "Root", Action: "write_retried", Subject: fmt.Sprint(i)}))
		}
		page, oldest := audits(t, d.Store, 0, 3)
		equal(t, "newest", page, []string{"6", "5", "4"})
		must(t, d.Store.Audit(t.Context(), store.AuditEntry{At: t0, Actor: "Root", Action: "write_retried", Subject: "later"}))
		page, oldest = audits(t, d.Store, oldest, 3)
		equal(t, "next", page, []string{"3", "2", "1"})
		page, oldest = audits(t, d.Store, oldest, 3)
		equal(t, "last", page, []string{"0"})
		page, _ = audits(t, d.Store, oldest, 3)
		equal(t, "end", len(page), 0)
	}},
	{"is found by its time, in pages, though clocks differ", func(t *testing.T, d desk) {
		// Forty days, each with three changes; every second server is five minutes behind.
		for n := range 120 {
			when := at(time.Duration(n/3)*24*time.Hour + time.Duration(n%3)*time.Minute)
			if n%2 == 1 {
				when = when.Add(-5 * time.Minute)
			}
			must(t, d.Store.Audit(t.Context(), store.AuditEntry{At: when, Actor: "Root", Action: "write_retried", Subject: fmt.Sprint(n)}))
		}
		all, err := d.Store.Audits(t.Context(), store.AuditFilter{Limit: 1000})
		must(t, err)
		for _, f := range []store.AuditFilter{
			{From: at(7 * 24 * time.Hour), To: at(9 * 24 * time.Hour)},
			{From: at(-time.Hour), To: at(2 * 24 * time.Hour)},
			{From: at(38*24*time.Hour + time.Minute)},
			{To: at(24 * time.Hour)},
			{From: at(1000 * 24 * time.Hour)},
			{To: at(-24 * time.Hour)},
		} {
			var want []string
			for _, e := range all {
				if !e.At.Before(f.From) && (f.To.IsZero() || e.At.Before(f.To)) {
					want = append(want, e.Subject)
				}
			}
			var got []string
			for f.Limit = 2; ; {
				page, err := d.Store.Audits(t.Context(), f)
				must(t, err)
				for _, e := range page {
					got, f.Before = append(got, e.Subject), e.Seq
				}
				if len(page) < f.Limit {
					break
				}
			}
			equal(t, fmt.Sprintf("from %s to %s", f.From, f.To), got, want)
		}
	}},
	{"is there after a restart, and for everybody", func(t *testing.T, d desk) {
		for i, s := range d.handles(t) {
			must(t, s.Audit(t.Context(), store.AuditEntry{At: t0, Actor: "Root", Action: "signed_in", Subject: fmt.Sprint(i)}))
		}
		before, _ := audits(t, d.Store, 0, 0)
		equal(t, "entries", len(before), len(d.handles(t)))
		d.Store = d.Reopen(t)
		after, _ := audits(t, d.Store, 0, 0)
		equal(t, "entries", after, before)
	}},
}
