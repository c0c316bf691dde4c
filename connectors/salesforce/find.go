package salesforce

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
)

// contact is a Contact with its open Cases.
type contact struct {
	ID          string
	Name        string
	Email       string
	Phone       string
	MobilePhone string
	HomePhone   string
	OtherPhone  string
	Cases       *struct{ Records []json.RawMessage }

	customerID string
}

func (p contact) phones() []string {
	return []string{p.Phone, p.MobilePhone, p.HomePhone, p.OtherPhone}
}

const (
	maxContacts = 50 // who share one number
)

// Find costs one call, and up to two more when the phone is the only thing known
// and nobody has it stored in a usual form. The strongest of what is known
// decides who it is: the CRM's id, the company's id, the e-mail address, the phone.
func (c *Connector) Find(ctx context.Context, q connectors.Query) (connectors.Matches, error) {
	const op = "salesforce: find"
	var found connectors.Matches
	s := c.readQuery(q)
	results, failed := c.ask(ctx, op, s)
	if failed != nil || results == nil {
		return found, asError(failed)
	}
	for part, object := range map[string]string{"named": "Case", "strangers": "Case", "contacts": "Contact", "phones": "Contact"} {
		if res, asked := results[part]; !asked || !hiddenField(res) {
			continue
		}
		news, failed := c.see(ctx, op, object)
		if failed == nil && news {
			results, failed = c.ask(ctx, op, s)
		}
		if failed != nil {
			return found, failed
		}
	}
	if res, asked := results["named"]; asked {
		records, failed := c.readCases(op, res)
		if failed != nil {
			return found, failed
		}
		if len(records) == 1 {
			t := c.ticket(records[0])
			found.Named = &t
			if found.LivesOn, failed = c.livesOn(ctx, op, records[0]); failed != nil {
				return found, failed
			}
		}
	}
	var people []contact
	for _, part := range []string{"contacts", "phones"} {
		res, asked := results[part]
		if !asked {
			continue
		}
		more, failed := c.readContacts(op, res)
		if failed != nil {
			return found, failed
		}
		for _, p := range more {
			if !slices.ContainsFunc(people, func(known contact) bool { return known.ID == p.ID }) {
				people = append(people, p)
			}
		}
	}
	people = s.strongest(people)
	if len(people) == 0 && s.phone.E164 != "" {
		if people, failed = c.searchPhone(ctx, op, s); failed != nil {
			return found, failed
		}
	}
	if failed := c.fill(op, &found, s, people); failed != nil {
		return found, failed
	}
	if res, asked := results["strangers"]; asked && len(people) == 0 {
		records, failed := c.readCases(op, res)
		if failed != nil {
			return found, failed
		}
		c.fillStrangers(&found, s, records)
	}
	slices.SortStableFunc(found.Tickets, func(a, b connectors.Ticket) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return found, nil
}

// ask for all that is known in one call; no results: nothing of it can be searched by.
func (c *Connector) ask(ctx context.Context, op string, s known) (map[string]partResult, *connectors.Error) {
	var parts []part
	if s.named != "" {
		parts = append(parts, c.casePart("named", s.named))
	}
	// Apart, so that who is named is found however many share the number: a switchboard's
	// may stand with all of a company.
	for part, where := range map[string]string{"contacts": c.contactsWhere(s), "phones": c.phonesWhere(s)} {
		if where != "" {
			parts = append(parts, c.queryPart(part, c.contactQuery(where)))
		}
	}
	if where := c.strangersWhere(s); where != "" {
		parts = append(parts, c.queryPart("strangers", "SELECT "+c.caseFields()+" FROM Case WHERE IsClosed=false AND ContactId=null AND ("+where+
			") ORDER BY CreatedDate DESC LIMIT 50"))
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return c.composite(ctx, op, false, parts)
}

// asError keeps a nil *Error from becoming an error that is not nil.
func asError(e *connectors.Error) error {
	if e == nil {
		return nil
	}
	return e
}

// known is what of a query can be searched by.
type known struct {
	named     string // condition
	contactID string
	customer  string
	email     string
	phone     identity.Number
	country   string // of numbers without one
}

var caseNumberForm = regexp.MustCompile(`^\d{4,30}$`)

func (c *Connector) readQuery(q connectors.Query) known {
	var k known
	if id, ok := recordID(q.Ticket, casePrefix); ok {
		k.named = "Id=" + quote(id)
	} else if caseNumberForm.MatchString(q.Ticket) {
		k.named = "CaseNumber=" + quote(q.Ticket)
	}
	k.contactID, _ = recordID(q.RequesterID, contactPrefix)
	if c.config.CustomerIDField != "" {
		k.customer = searchable(q.ExternalID)
	}
	if address, ok := identity.Email(q.Email); ok {
		k.email = searchable(address)
	}
	k.phone, _ = identity.Read(q.Phone, "")
	k.country = c.config.DefaultCountry
	return k
}

// searchable gives nothing for what no field can hold.
func searchable(s string) string {
	s = strings.TrimSpace(s)
	if strings.ToValidUTF8(s, "") != s || strings.ContainsFunc(s, unicode.IsControl) || len(s) > 255 || strings.Contains(s, "@{") {
		return ""
	}
	return s
}

func (c *Connector) contactsWhere(k known) string {
	var any []string
	visible := c.searchedFields()
	if k.contactID != "" {
		any = append(any, "Id="+quote(k.contactID))
	}
	if id := c.customerLiteral(k.customer); id != "" && slices.Contains(visible, c.config.CustomerIDField) {
		any = append(any, c.config.CustomerIDField+"="+id)
	}
	if k.email != "" && slices.Contains(visible, "Email") {
		any = append(any, "Email="+quote(k.email))
	}
	return strings.Join(any, " OR ")
}

func (c *Connector) phonesWhere(k known) string {
	if k.phone.E164 == "" {
		return ""
	}
	var any []string
	list := quoteAll(k.phone.Forms(k.country))
	for _, f := range c.searchedFields() {
		if slices.Contains(phoneFields, f) {
			any = append(any, f+" IN "+list)
		}
	}
	return strings.Join(any, " OR ")
}

var numberForm = regexp.MustCompile(`^\d{1,18}$`)

// customerLiteral is the company's own id as a query compares its field; "": no field of
// this kind holds it.
func (c *Connector) customerLiteral(id string) string {
	switch {
	case id == "":
		return ""
	case !c.numbered():
		return quote(id)
	case numberForm.MatchString(id):
		return id
	}
	return ""
}

// strangersWhere finds the Cases in which Open noted down a customer who is not a
// Contact.
func (c *Connector) strangersWhere(k known) string {
	var any []string
	visible := c.visible("Case", optionalCaseFields)
	if k.email != "" && slices.Contains(visible, "SuppliedEmail") {
		any = append(any, "SuppliedEmail="+quote(k.email))
	}
	if k.phone.E164 != "" && slices.Contains(visible, "SuppliedPhone") {
		any = append(any, "SuppliedPhone="+quote(k.phone.E164))
	}
	return strings.Join(any, " OR ")
}

// has tells whether a phone field holds the number, however it was typed.
func (k known) has(stored string) bool { return k.phone.Same(stored, k.country) }

// strongest keeps those whom the strongest of what is known names.
func (k known) strongest(people []contact) []contact {
	for _, named := range []func(contact) bool{
		func(p contact) bool { return k.contactID != "" && p.ID == k.contactID },
		func(p contact) bool { return k.customer != "" && strings.EqualFold(p.customerID, k.customer) },
		func(p contact) bool { return k.email != "" && strings.EqualFold(p.Email, k.email) },
		func(p contact) bool { return k.phone.E164 != "" && slices.ContainsFunc(p.phones(), k.has) },
	} {
		var kept []contact
		for _, p := range people {
			if named(p) {
				kept = append(kept, p)
			}
		}
		if len(kept) > 0 {
			return kept
		}
	}
	return nil
}

func (c *Connector) contactQuery(where string) string {
	return "SELECT " + strings.Join(c.contactFields(), ",") + ",(SELECT " + c.caseFields() +
		" FROM Cases WHERE IsClosed=false ORDER BY CreatedDate DESC LIMIT 50) FROM Contact WHERE " + where + " LIMIT 50"
}

// searchPhone asks the search index, which knows phones by their digits, and
// drops whoever has a longer or foreign number. Then it reads their Cases. A number
// that has changed costs one more call.
func (c *Connector) searchPhone(ctx context.Context, op string, k known) ([]contact, *connectors.Error) {
	var ids []string
	for _, digits := range k.phone.Endings(k.country) {
		r := request{op: op, method: http.MethodPost, path: "parameterizedSearch", body: jsonBody(map[string]any{
			"q": digits, "in": "PHONE", "sobjects": []map[string]any{{"name": "Contact", "fields": c.contactFields(), "limit": maxContacts}},
		})}
		x, failed := c.do(ctx, r)
		if failed != nil {
			return nil, failed
		}
		var in struct {
			SearchRecords []contact `json:"searchRecords"`
		}
		if json.Unmarshal(x.Body, &in) != nil {
			return nil, unreadable(r, x)
		}
		for _, p := range in.SearchRecords {
			if slices.ContainsFunc(p.phones(), k.has) && !slices.Contains(ids, p.ID) {
				ids = append(ids, p.ID)
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	results, failed := c.composite(ctx, op, false, []part{c.queryPart("contacts", c.contactQuery("Id IN "+quoteAll(ids)))})
	if failed != nil {
		return nil, failed
	}
	return c.readContacts(op, results["contacts"])
}

func (c *Connector) readContacts(op string, res partResult) ([]contact, *connectors.Error) {
	var raw []json.RawMessage
	if failed := queryResult(op, res, &raw); failed != nil {
		return nil, failed
	}
	people := make([]contact, len(raw))
	for i, r := range raw {
		var extra map[string]any
		if json.Unmarshal(r, &people[i]) != nil || json.Unmarshal(r, &extra) != nil {
			return nil, &connectors.Error{Kind: connectors.Transient, Op: op, Reason: connectors.Because("salesforce_query_unreadable")}
		}
		switch id := extra[c.config.CustomerIDField].(type) {
		case string:
			people[i].customerID = id
		case float64:
			people[i].customerID = strconv.FormatFloat(id, 'f', -1, 64)
		}
	}
	return people, nil
}

func (c *Connector) readCases(op string, res partResult) ([]caseRecord, *connectors.Error) {
	var raw []json.RawMessage
	if failed := queryResult(op, res, &raw); failed != nil {
		return nil, failed
	}
	return c.parseCases(op, raw)
}

func (c *Connector) parseCases(op string, raw []json.RawMessage) ([]caseRecord, *connectors.Error) {
	records := make([]caseRecord, len(raw))
	for i, r := range raw {
		var extra map[string]any
		if json.Unmarshal(r, &records[i]) != nil || json.Unmarshal(r, &extra) != nil {
			return nil, &connectors.Error{Kind: connectors.Transient, Op: op, Reason: connectors.Because("salesforce_query_unreadable")}
		}
		records[i].issue, _ = extra[c.names.issue].(string)
		records[i].channel, _ = extra[c.names.channel].(string)
		tags, _ := extra[c.names.tags].(string)
		c.seen.put(records[i].ID, tags)
	}
	return records, nil
}

func (c *Connector) fill(op string, found *connectors.Matches, k known, people []contact) *connectors.Error {
	for _, p := range people {
		r := connectors.Requester{ID: p.ID, Name: p.Name, Email: p.Email, ExternalID: p.customerID, URL: c.recordURL("Contact", p.ID)}
		for _, stored := range p.phones() {
			switch {
			case k.has(stored):
				r.Phone = k.phone.E164
			case r.Phone == "":
				r.Phone = identity.Normal(stored, k.country)
			}
		}
		found.Requesters = append(found.Requesters, r)
		if p.Cases == nil {
			continue
		}
		records, failed := c.parseCases(op, p.Cases.Records)
		if failed != nil {
			return failed
		}
		for _, record := range records {
			found.Tickets = append(found.Tickets, c.ticket(record))
		}
	}
	return nil
}

// fillStrangers makes one requester without an ID of the Cases that noted down
// the same e-mail address, or else the same phone.
func (c *Connector) fillStrangers(found *connectors.Matches, k known, records []caseRecord) {
	byEmail := slices.DeleteFunc(slices.Clone(records), func(r caseRecord) bool { return k.email == "" || !strings.EqualFold(r.SuppliedEmail, k.email) })
	if len(byEmail) > 0 {
		records = byEmail
	}
	if len(records) == 0 {
		return
	}
	var who connectors.Requester
	for _, r := range records {
		who.Name, who.Email, who.Phone = cmp.Or(who.Name, r.SuppliedName), cmp.Or(who.Email, r.SuppliedEmail), cmp.Or(who.Phone, r.SuppliedPhone)
		found.Tickets = append(found.Tickets, c.ticket(r))
	}
	found.Requesters = append(found.Requesters, who)
}
