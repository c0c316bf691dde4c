package torture

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// report is the table that is printed at the end.
func report(s setup, st *stage, v *verdict, w *weather, helper *attendant, played, took time.Duration) string {
	var out strings.Builder
	memory := "embedded database"
	if s.redisURL != "" {
		memory = "one Redis"
	}
	fmt.Fprintf(&out, "torture: seed %d, %d interactions, %d server(s), %s; %.0f s, of which %.0f s of storm\n\n",
		s.seed, s.contacts, s.servers, memory, took.Seconds(), played.Seconds())
	t := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tacknowledged\tdelivered\tlost\tdoubled\tout of order\t")
	for _, k := range kinds {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t\t\n", k, v.acknowledged[k], v.delivered[k], v.lost[k], v.doubled[k])
	}
	fmt.Fprintf(t, "all\t%d\t%d\t%d\t%d\t%d\t\n", total(v.acknowledged), total(v.delivered), total(v.lost), total(v.doubled), v.outOfOrder)
	_ = t.Flush()
	calls, of := st.calls(), map[string]int{}
	for _, story := range st.ledger.stories {
		of[story.account]++
	}
	fmt.Fprintln(&out)
	for _, account := range accounts {
		fmt.Fprintf(&out, "CRM calls, %s: %d for %d interactions (%.1f each)\n", account, calls[account], of[account], float64(calls[account])/float64(max(of[account], 1)))
	}
	fmt.Fprintf(&out, "servers: %d killed, %d stopped by SIGTERM; %d requests were sent again by their clients\n", st.fleet.killed, st.fleet.stopped, st.retries)
	fmt.Fprintf(&out, "tickets: %d taken away (a person chose another one), %d merged\n", v.moved, v.merged)
	fmt.Fprintf(&out, "faults: %s\n", listed(w.struck))
	fmt.Fprintf(&out, "held for a person, as seen in rounds: %s\n", listed(helper.held))
	return out.String()
}

func listed(m map[string]int) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
	}
	return strings.Join(parts, ", ")
}
