package salesforce

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/connectors/transport"
)

var _ connectors.People = (*Connector)(nil)

// SearchPeople implements connectors.People. What is neither an address nor a number is
// looked for in Contacts and Cases alike, by the search index.
func (c *Connector) SearchPeople(ctx context.Context, text string) ([]connectors.Person, error) {
	number, problem := identity.Read(text, c.config.DefaultCountry)
	_, addressed := identity.Email(text)
	q := connectors.Query{Email: text}
	if problem == "" {
		q = connectors.Query{Phone: number.E164}
	}
	if addressed || problem == "" {
		found, err := c.Find(ctx, q)
		var people []connectors.Person
		for _, r := range found.Requesters {
			if r.ID != "" { // else only a Case knows of them
				people = append(people, connectors.Person{Requester: r})
			}
		}
		if err != nil || addressed || len(people) > 0 {
			return people[:min(len(people), connectors.MaxPeople)], err
		}
	}
	people, failed := c.searchWords(ctx, text)
	if failed != nil {
		return nil, failed
	}
	return people[:min(len(people), connectors.MaxPeople)], nil
}

// shortest text, in characters, that the index looks for.
const shortestSearch = 2

func (c *Connector) searchWords(ctx context.Context, text string) ([]connectors.Person, *connectors.Error) {
	const op = "salesforce: search people"
	words := searchedWords(text)
	if len([]rune(words)) < shortestSearch {
		return nil, nil
	}
	r := request{op: op, method: http.MethodPost, path: "parameterizedSearch", body: jsonBody(map[string]any{
		"q": words, "in": "ALL", "sobjects": []map[string]any{
			{"name": "Contact", "fields": []string{"Id"}, "limit": connectors.MaxPeople},
			{"name": "Case", "fields": []string{"Id", "ContactId"}, "limit": 2 * connectors.MaxPeople},
		},
	})}
	x, failed := c.do(ctx, r)
	if failed != nil {
		return nil, failed
	}
	var in struct {
		SearchRecords []struct {
			ID        string `json:"Id"`
			ContactID string `json:"ContactId"`
		} `json:"searchRecords"`
	}
	if json.Unmarshal(x.Body, &in) != nil {
		return nil, unreadable(r, x)
	}
	var ids []string             // of Contacts, those found themselves first
	cases := map[string]string{} // Contact → Case
	for _, rec := range in.SearchRecords {
		if id, ok := recordID(rec.ID, contactPrefix); ok {
			ids = append(ids, id)
		}
	}
	for _, rec := range in.SearchRecords {
		id, ok := recordID(rec.ContactID, contactPrefix)
		if ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
			cases[id] = rec.ID
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return c.peopleByID(ctx, op, ids, cases)
}

// peopleByID reads Contacts, in that order, with the Cases that led to them.
func (c *Connector) peopleByID(ctx context.Context, op string, ids []string, cases map[string]string) ([]connectors.Person, *connectors.Error) {
	ids = ids[:min(len(ids), connectors.MaxPeople)]
	parts := []part{c.queryPart("contacts", c.contactQuery("Id IN "+quoteAll(ids)))}
	var wanted []string
	for _, id := range ids {
		if cases[id] != "" {
			wanted = append(wanted, cases[id])
		}
	}
	if len(wanted) > 0 {
		parts = append(parts, c.queryPart("cases", "SELECT "+c.caseFields()+" FROM Case WHERE Id IN "+quoteAll(wanted)))
	}
	results, failed := c.composite(ctx, op, false, parts)
	if failed != nil {
		return nil, failed
	}
	contacts, failed := c.readContacts(op, results["contacts"])
	if failed != nil {
		return nil, failed
	}
	var found connectors.Matches
	if failed := c.fill(op, &found, known{country: c.config.DefaultCountry}, contacts); failed != nil {
		return nil, failed
	}
	var records []caseRecord
	if len(wanted) > 0 {
		if records, failed = c.readCases(op, results["cases"]); failed != nil {
			return nil, failed
		}
	}
	var people []connectors.Person
	for _, id := range ids {
		i := slices.IndexFunc(found.Requesters, func(r connectors.Requester) bool { return SameRecord(r.ID, id) })
		if i < 0 {
			continue
		}
		p := connectors.Person{Requester: found.Requesters[i]}
		if j := slices.IndexFunc(records, func(r caseRecord) bool { return r.ID == cases[id] }); j >= 0 {
			t := c.ticket(records[j])
			p.Ticket = &t
		}
		people = append(people, p)
	}
	return people, nil
}

// searchedWords are what was typed without what the index would take for its own signs.
func searchedWords(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r), strings.ContainsRune("-._@’", r):
			return r
		}
		return ' '
	}, cut(plain(text), 100))), " ")
}

// CreatePerson implements connectors.People. Nothing makes a Contact unique, so whoever
// has the same name and the same address or number already is who is meant.
func (c *Connector) CreatePerson(ctx context.Context, r connectors.Requester) (connectors.Requester, error) {
	const op = "salesforce: create person"
	name, number, address := line(r.Name, 121), "", ""
	if n, problem := identity.Read(r.Phone, c.config.DefaultCountry); problem == "" {
		number = n.E164
	}
	if a, ok := identity.Email(r.Email); ok {
		address = searchable(a)
	}
	if name == "" || number == "" && address == "" {
		return connectors.Requester{}, &connectors.Error{Kind: connectors.Rejected, Op: op, Reason: connectors.Because("person_unreachable")}
	}
	found, err := c.Find(ctx, connectors.Query{Email: address, Phone: number})
	if err != nil {
		return connectors.Requester{}, err
	}
	for _, one := range found.Requesters {
		switch {
		case one.ID != "" && strings.EqualFold(one.Name, name):
			return one, nil
		case one.ID != "" && address != "" && strings.EqualFold(one.Email, address):
			return connectors.Requester{}, &connectors.Error{Kind: connectors.Rejected, Op: op, Reason: connectors.Because(connectors.PersonExists)}
		}
	}
	return c.makeContact(ctx, op, connectors.Requester{Name: name, Email: address, Phone: number})
}

// makeContact without what of it the organisation does not take: a way to answer remains,
// or nobody is made.
func (c *Connector) makeContact(ctx context.Context, op string, who connectors.Requester) (connectors.Requester, error) {
	first, last := splitName(who.Name)
	body := map[string]any{"LastName": cut(last, 80)}
	for field, value := range map[string]string{"FirstName": cut(first, 40), "Email": who.Email, "Phone": who.Phone} {
		if value != "" {
			body[field] = value
		}
	}
	q := request{op: op, method: http.MethodPost, path: "sobjects/Contact", body: jsonBody(body), writes: true}
	for {
		x, failed := c.do(ctx, q)
		if failed == nil {
			var made struct {
				ID string `json:"id"`
			}
			if json.Unmarshal(x.Body, &made) != nil || made.ID == "" {
				return connectors.Requester{}, unreadable(q, x)
			}
			who.ID, who.URL = made.ID, c.recordURL("Contact", made.ID)
			return who, nil
		}
		if failed.Code == "DUPLICATES_DETECTED" {
			failed.Kind, failed.Reason = connectors.Rejected, connectors.Because(connectors.PersonExists)
		}
		var fields []string
		if failures := readFailures(bodyOf(x)); len(failures) > 0 {
			fields = newContact(body).doWithout(failures[0])
		}
		for _, f := range fields {
			delete(body, f)
		}
		who.Email, _ = body["Email"].(string)
		who.Phone, _ = body["Phone"].(string)
		if len(fields) == 0 || who.Email == "" && who.Phone == "" {
			return connectors.Requester{}, failed
		}
		if body["FirstName"] == nil { // all of the name in what is left for it
			body["LastName"] = cut(who.Name, 80)
		}
	}
}

// newContact is a Contact as it would be written, with what it can do without.
func newContact(body map[string]any) record {
	return record{object: "Contact", body: body, spare: [][]string{{"FirstName"}, {"Phone"}, {"Email"}}}
}

// bodyOf an answer; nil: nothing was heard.
func bodyOf(x *transport.Exchange) []byte {
	if x == nil {
		return nil
	}
	return x.Body
}

// splitName gives what Salesforce keeps apart: the last word is the family's, except
// in scripts that write the family first, where all of it stands in LastName.
func splitName(name string) (first, last string) {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 || strings.ContainsFunc(name, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
	}) {
		return "", name
	}
	return name[:i], name[i+1:]
}

// requesterItem names the part that makes a Case somebody's.
const requesterItem = "requester"

func (c *Connector) requesterPart(caseID string, r *connectors.NewRequester) []part {
	if r == nil {
		return nil
	}
	return []part{{Method: http.MethodPatch, Name: requesterItem, URL: c.resource("sobjects/Case/" + caseID), Body: map[string]any{"ContactId": r.ID}, items: []string{r.Key}}}
}

// notTaken: the Case is well, and cannot become theirs.
func notTaken(e *connectors.Error, r *connectors.NewRequester) *connectors.Error {
	if e.Kind == connectors.Rejected {
		e.Item, e.Reason = r.Key, connectors.Because("requester_not_taken", "name", r.Name)
	}
	return e
}
