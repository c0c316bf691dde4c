package zendesktest

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// terms of a search: the values of one keyword are alternatives, different
// keywords must all hold. "" holds the words without a keyword.
type terms map[string][]string

// parseTerms reads `phone:"+1555" email:x words`. A plus sign that was not
// escaped in the URL has become a space before it comes here, as at Zendesk.
func parseTerms(q string) terms {
	t := terms{}
	for q = strings.TrimSpace(q); q != ""; q = strings.TrimSpace(q) {
		key, value := "", ""
		if i := strings.IndexAny(q, ` :"`); i > 0 && q[i] == ':' {
			key, q = strings.ToLower(q[:i]), q[i+1:]
		}
		if strings.HasPrefix(q, `"`) {
			value, q, _ = strings.Cut(q[1:], `"`)
		} else {
			value, q, _ = strings.Cut(q, " ")
		}
		t[key] = append(t[key], value)
	}
	return t
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// matchText compares as the index does: whole values without regard to case,
// or a beginning when the term ends in '*'.
func matchText(term, value string) bool {
	term, value = strings.ToLower(term), strings.ToLower(value)
	if start, ok := strings.CutSuffix(term, "*"); ok {
		return value != "" && strings.HasPrefix(value, start)
	}
	return value != "" && term == value
}

// matchPhone compares digits alone: the index drops punctuation but knows
// nothing of countries, so +1 661… and (661)… are different numbers to it. Digits of
// other scripts and widths are text to it.
func matchPhone(term, value string) bool {
	d := digits(term)
	return d != "" && d == digits(value) || value != "" && term == value
}

func (s *Server) userMatches(u *User, t terms) bool {
	if s.now().Before(u.created.Add(s.opts.SearchLag)) {
		return false
	}
	for key, values := range t {
		ok := slices.ContainsFunc(values, func(v string) bool {
			switch key {
			case "type":
				return v == "user"
			case "phone":
				return matchPhone(v, u.Phone) || slices.ContainsFunc(u.identities, func(i identity) bool { return i.kind == "phone_number" && matchPhone(v, i.text) })
			case "email":
				return slices.ContainsFunc(u.identities, func(i identity) bool { return i.kind == "email" && matchText(v, i.text) })
			case "external_id":
				return matchText(v, u.ExternalID)
			case "role":
				return v == u.Role
			case "name":
				return matchText(v, u.Name)
			case "":
				return strings.Contains(strings.ToLower(u.Name+" "+u.Email+" "+u.Phone), strings.ToLower(strings.Trim(v, "*")))
			}
			return false
		})
		if !ok {
			return false
		}
	}
	return true
}

func (s *Server) matchingUsers(match func(*User) bool) []*User {
	var found []*User
	for _, u := range s.state.users {
		if !u.inactive && match(u) {
			found = append(found, u)
		}
	}
	slices.SortFunc(found, func(a, b *User) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

func searchUsers(s *Server, c *call) answer {
	q := c.r.URL.Query()
	var found []*User
	switch {
	case q.Get("external_id") != "":
		found = s.matchingUsers(func(u *User) bool { return strings.EqualFold(u.ExternalID, q.Get("external_id")) })
	case strings.TrimSpace(q.Get("query")) != "":
		t := parseTerms(q.Get("query"))
		found = s.matchingUsers(func(u *User) bool { return s.userMatches(u, t) })
	}
	list := []object{}
	for _, u := range found[:min(len(found), pageSize(c.r))] {
		list = append(list, s.viewUser(u))
	}
	return reply200(object{"users": list, "count": len(found), "next_page": nil, "previous_page": nil})
}

// search answers GET /search for users and tickets, one type at a time.
func search(s *Server, c *call) answer {
	query := c.r.URL.Query().Get("query")
	if strings.TrimSpace(query) == "" {
		return fail(http.StatusBadRequest, "MissingParameter", "query is missing")
	}
	t := parseTerms(query)
	results := []object{}
	if slices.Contains(t["type"], "ticket") {
		for _, k := range s.sortedTickets(func(k *Ticket) bool { return s.ticketMatches(k, t) }) {
			v := s.viewTicket(k)
			v["result_type"] = "ticket"
			results = append(results, v)
		}
	} else {
		for _, u := range s.matchingUsers(func(u *User) bool { return s.userMatches(u, t) }) {
			v := s.viewUser(u)
			v["result_type"] = "user"
			results = append(results, v)
		}
	}
	return reply200(object{"results": results, "facets": nil, "count": len(results), "next_page": nil, "previous_page": nil})
}

var statusOrder = []string{"new", "open", "pending", "hold", "solved", "closed"}

func (s *Server) ticketMatches(k *Ticket, t terms) bool {
	if s.now().Before(k.updated.Add(s.opts.SearchLag)) {
		return false
	}
	for key, values := range t {
		ok := slices.ContainsFunc(values, func(v string) bool {
			switch key {
			case "type":
				return v == "ticket"
			case "external_id":
				return matchText(v, k.ExternalID)
			case "requester_id", "requester":
				return v == itoa(k.RequesterID)
			case "status":
				return v == k.Status
			case "tags":
				return slices.Contains(k.Tags, v)
			case "":
				if below, is := strings.CutPrefix(v, "status<"); is {
					return slices.Index(statusOrder, k.Status) < slices.Index(statusOrder, below)
				}
				return k.says(strings.ToLower(v))
			}
			return false
		})
		if !ok {
			return false
		}
	}
	return true
}

// says: the index holds the subject and every comment, private ones too.
func (k *Ticket) says(words string) bool {
	return strings.Contains(strings.ToLower(k.Subject), words) ||
		slices.ContainsFunc(k.Comments, func(c *Comment) bool { return strings.Contains(strings.ToLower(c.Text), words) })
}

// pageSize reads either form of pagination; 100 is the most of both.
func pageSize(r *http.Request) int {
	q := r.URL.Query()
	n, err := strconv.Atoi(cmp.Or(q.Get("page[size]"), q.Get("per_page"), "100"))
	if err != nil || n < 1 {
		return 100
	}
	return min(n, 100)
}
