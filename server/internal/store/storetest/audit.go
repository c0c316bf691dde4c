package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

func audits(t *testing.T, s store.Store, before int64, limit int) (subjects []string, oldest int64) {
	t.Helper()
	entries, err := s.Audits(t.Context(), before, limit)
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
		got, err := d.Store.Audits(t.Context(), 0, 0)
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
