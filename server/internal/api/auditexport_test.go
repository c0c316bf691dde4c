package api_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// TestRecordOfADay: the record is filtered by time, and exported whole as a table in
// which nothing that people typed is a formula.
func TestRecordOfADay(t *testing.T) {
	e := open(t, nil)
	day := e.clock.Now().Add(-72 * time.Hour)
	for n := range 1_300 { // more than two pages
		e.must(e.store.Audit(t.Context(), store.AuditEntry{At: day.Add(time.Duration(n) * time.Minute), Actor: "Root", Action: "write_retried", Account: []string{"support", "sales"}[n%2], Subject: fmt.Sprint(n)}))
	}
	for _, typed := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "plain, \"quoted\"\nand =more"} {
		e.must(e.store.Audit(t.Context(), store.AuditEntry{At: day.Add(48 * time.Hour), Actor: typed, Action: "write_dropped", Account: "support", Subject: "k", Detail: typed}))
	}
	hour := "from=" + url.QueryEscape(day.Add(time.Hour).Format(time.RFC3339)) + "&to=" + url.QueryEscape(day.Add(2*time.Hour).Format(time.RFC3339))
	var rows auditRows
	e.ask(http.StatusOK, "GET", "/v1/admin/audit?"+hour+"&limit=500", e.admin(), nil, &rows)
	if len(rows.Entries) != 60 || rows.Entries[0].Subject != "119" || rows.Entries[59].Subject != "60" {
		t.Errorf("%d entries of an hour: %v", len(rows.Entries), rows)
	}
	table := func(token, query string) [][]string {
		t.Helper()
		a := e.send(request{method: "GET", path: "/v1/admin/audit.csv" + query, token: token})
		if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
			t.Fatalf("%d %v", a.StatusCode, a.Header)
		}
		text, marked := strings.CutPrefix(string(a.body), "\ufeff")
		records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || !marked {
			t.Fatal(err, marked)
		}
		return records[1:]
	}
	if got := table(e.admin(), "?"+hour); len(got) != 60 || got[0][5] != "119" || got[0][1] != "2026-02-26T11:59:00Z" {
		t.Errorf("%d lines, first %v", len(got), got[0])
	}
	if got := table(e.adminOf("sales"), ""); len(got) != 650 || got[0][4] != "sales" {
		t.Errorf("an admin of one account exports %d lines", len(got))
	}
	all := table(e.admin(), "")
	if len(all) != 1_306 {
		t.Fatalf("%d lines", len(all))
	}
	for _, line := range all {
		for _, cell := range line {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	if all[5][6] != "'=1+1" || all[0][6] != "plain, \"quoted\"\nand =more" {
		t.Errorf("%q %q", all[5][6], all[0][6])
	}
}
