package salesforce

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/deskside/deskside/connectors"
)

// seenTags are the tags of Cases as an answer last showed them. They spare the
// read before most updates. One that has grown old costs a refused update and a
// read, so nothing is kept beyond a restart.
type seenTags struct {
	mu sync.Mutex
	m  map[string]string // Case id → the field as Salesforce joins it
}

// maxSeen bounds memory; beyond it a Case at random makes room.
const maxSeen = 10_000

func (s *seenTags) get(id string) (joined string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	joined, ok = s.m[id]
	return joined, ok
}

func (s *seenTags) put(id, joined string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = map[string]string{}
	}
	if _, known := s.m[id]; !known && len(s.m) >= maxSeen {
		for k := range s.m {
			delete(s.m, k)
			break
		}
	}
	s.m[id] = joined
}

func (s *seenTags) drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, id)
}

// tagChange says what the field held when we saw it, and what it should hold.
type tagChange struct{ stored, all string }

func (t tagChange) missing() bool { return t.all != t.stored }

// tagsToAdd compares what is to be there with what was seen, and asks the Case
// only if it was not seen before. A tag that somebody has taken off since is
// not put back.
func (c *Connector) tagsToAdd(ctx context.Context, id string, tags []string) (tagChange, *connectors.Error) {
	if len(tags) == 0 {
		return tagChange{}, nil
	}
	stored, known := c.seen.get(id)
	if !known {
		results, failed := c.composite(ctx, opApply, false, []part{c.queryPart("tags", "SELECT "+c.names.tags+" FROM Case WHERE Id="+quote(id))})
		if failed != nil {
			return tagChange{}, failed
		}
		var records []map[string]any
		if failed := queryResult(opApply, results["tags"], &records); failed != nil {
			return tagChange{}, failed
		}
		if len(records) == 0 {
			return tagChange{}, &connectors.Error{Kind: connectors.Gone, Op: opApply, Reason: reasonGone}
		}
		stored, _ = records[0][c.names.tags].(string)
		c.seen.put(id, stored)
	}
	return tagChange{stored, joinTags(stored, tags)}, nil
}

// caseParts add the missing tags and set the status, on condition that the fields still
// hold what we saw: the address of the change names a record that the first part finds
// only then, and without it the whole composite is undone. Salesforce has no
// request that adds, and If-Unmodified-Since is only as fine as a second.
func (c *Connector) caseParts(id string, t tagChange, st *statusChange) []part {
	where, body := "", map[string]any{}
	if t.missing() {
		body[c.names.tags] = t.all
		where += " AND " + c.names.tags + held(t.stored)
	}
	if st != nil {
		body["Status"] = st.to
		where += " AND Status" + held(st.from)
	}
	if len(body) == 0 {
		return nil
	}
	return []part{
		c.queryPart("held", "SELECT Id FROM Case WHERE Id="+quote(id)+where),
		{Method: http.MethodPatch, Name: "case", URL: c.resource("sobjects/Case/@{held.records[0].Id}"), Body: body, Headers: map[string]string{"Sforce-Auto-Assign": "FALSE"}},
	}
}

// held is the condition that a field still holds that.
func held(stored string) string {
	if stored == "" {
		return "=null"
	}
	return "=" + quote(stored)
}

func joinTags(stored string, add []string) string {
	var list []string
	for t := range strings.SplitSeq(stored, ";") {
		if t != "" {
			list = append(list, t)
		}
	}
	for _, t := range add {
		t = strings.ReplaceAll(line(t, 40), ";", ",")
		if t != "" && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return strings.Join(list, ";")
}
