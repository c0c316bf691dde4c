package salesforce

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
)

const opOpen = "salesforce: open case"

// Open costs one call, and one per file. The files come first, linked to
// nothing; the composite that makes the Case links them.
func (c *Connector) Open(ctx context.Context, o connectors.Opening) (connectors.Result, error) {
	var out connectors.Result
	if failed := c.checkUpdate(opOpen, o.Key, o.First); failed != nil {
		return out, failed
	}
	var files []stored
	for _, f := range o.First.Files {
		file, failed := c.upload(ctx, opOpen, f, "")
		if failed != nil {
			return out, failed
		}
		files = append(files, file)
	}
	t := opening{o: o, settings: c.settingsOf(o.Queue), files: files, doing: newWithout()}
	t.contact, _ = recordID(o.Requester.ID, contactPrefix)
	for {
		o := connectors.Remarked(o, t.doing.left)
		b := c.openingBatch(o, t)
		head := c.casePartOf(o, t)
		parts, err := b.parts(head)
		if err != nil {
			return out, &connectors.Error{Kind: connectors.Rejected, Op: opOpen, Reason: connectors.Because("salesforce_opening_too_long"), Err: err}
		}
		parts = append(parts, part{Method: http.MethodGet, Name: "made", URL: c.resource("sobjects/Case/" + reference("case", -1, "id") + "?fields=" + c.caseFields())})
		results, failed := c.composite(ctx, opOpen, true, parts)
		if failed != nil {
			return out, failed
		}
		who := blame(parts, results)
		switch {
		case who == nil:
			for _, g := range t.guesses {
				c.rememberUnfit(g.r.object, g.fields, g.r.body, g.detail)
			}
			return c.opened(o, b, results)
		case b.learn(who):
			continue
		case who.failure.code() == "DUPLICATE_VALUE" && (who.part == "case" || who.part == "receipt"):
			return c.openedBefore(ctx, o, c.verdict(opOpen, who))
		case who.part == "made" && who.failure.code() == "INVALID_FIELD":
			if seen, failed := c.see(ctx, opOpen, "Case"); failed != nil || !seen {
				return out, c.verdict(opOpen, who)
			}
			continue
		}
		if who.failure.code() == "PROCESSING_HALTED" {
			if failed := c.broken(ctx, opOpen, files); failed != nil {
				return out, failed
			}
		}
		if t.learn(c, who) || who.part == "case" && c.forgetUnfit("Case", c.wholeCase(o, t)) {
			continue
		}
		e := c.verdict(opOpen, who)
		if e.Kind == connectors.Gone { // there is no Case yet that could be
			e.Kind, e.Reason = connectors.Rejected, connectors.Because("salesforce_record")
		}
		return out, e
	}
}

// opening is a Case to be, as far as the organisation has let it come.
type opening struct {
	o        connectors.Opening
	contact  string
	settings Settings
	files    []stored
	doing    *without
	guesses  []guess
}

// guess that fields are what a refusal is about which names none of them. It is
// remembered when the Case is taken without.
type guess struct {
	r      record
	fields []string
	detail string
}

// caseRecordOf gives the Case with what it can do without: settings first, what
// Deskside stamps on it next, whose it is after that, and at last the words, which
// then become a note.
func (t opening) record(c *Connector) record {
	first := append([]string{"Origin", recordTypeField}, slices.Sorted(maps.Keys(t.settings.Fields))...)
	n := c.names
	return record{object: "Case", body: c.caseBody(t.o, t), spare: [][]string{
		first, {n.issue, n.channel, n.tags, "SuppliedName", "SuppliedEmail", "SuppliedPhone"}, {"ContactId"}, {"Subject", "Description"},
	}}
}

// learn from a refusal what the Case can do without, and tells whether to try again.
func (t *opening) learn(c *Connector, who *culprit) (again bool) {
	r := t.record(c)
	f := who.failure
	if f.code() == "PROCESSING_HALTED" {
		if ref, asked := r.body[recordTypeField].(string); !asked || !strings.HasPrefix(ref, "@{") {
			return false
		}
		// The query for the record type gave none, so nothing could refer to it.
		f = failure{Code: "RECORD_TYPE_MISSING", Message: "There is no active record type of Case with this developer name.", Fields: []string{recordTypeField}}
		t.leaveOut(c, r, []string{recordTypeField}, f)
		return true
	}
	if who.part != "case" {
		return false
	}
	fields := r.doWithout(f)
	if len(fields) == 0 {
		return false
	}
	t.leaveOut(c, r, fields, f)
	return true
}

func (t *opening) leaveOut(c *Connector, r record, fields []string, f failure) {
	if len(f.Fields) > 0 {
		c.rememberUnfit(r.object, fields, r.body, f.detail())
	} else {
		t.guesses = append(t.guesses, guess{r, slices.Clone(fields), f.detail()})
	}
	t.doing.fields[caseItem] = append(t.doing.fields[caseItem], fields...)
	if i := slices.Index(fields, "ContactId"); i >= 0 {
		why := "requester_refused"
		if f.code() == "ENTITY_IS_DELETED" || f.code() == "INVALID_CROSS_REFERENCE_KEY" {
			why = "requester_gone"
		}
		t.doing.left = append(t.doing.left, connectors.Omission{Of: connectors.OfRequester, Reason: connectors.Because(why, "id", t.contact), Detail: f.detail()})
		t.contact = "" // note the customer down instead
		fields = slices.Delete(fields, i, i+1)
	}
	if len(fields) > 0 {
		t.doing.left = append(t.doing.left, r.leftOut(fields, f))
	}
}

func (c *Connector) openingBatch(o connectors.Opening, t opening) *batch {
	b := &batch{c: c, key: o.Key, caseID: reference("case", -1, "id"), contact: t.contact, calls: o.First.CallLogs, files: t.files, link: true, doing: t.doing}
	if k := o.First.Key; k != "" && k != o.Key {
		b.slots = append(b.slots, slot{k, "case", -1})
	}
	for i, n := range o.First.Notes {
		if i > 0 || slices.Contains(t.doing.fields[caseItem], "Description") {
			b.comments = append(b.comments, commentsOf(n)...)
			continue
		}
		b.slots = append(b.slots, slot{n.Key, "case", -1})
		if _, rest := description(n); rest != "" {
			b.comments = append(b.comments, pieces(n.Key, rest)...)
		}
	}
	return b
}

// description is the part of the first note that the Case itself holds.
func description(n connectors.Note) (text, rest string) {
	all := noteText(n)
	text = split(all, descriptionLength)[0]
	return text, all[len(text):]
}

// casePartOf gives the part that makes the Case, behind what it refers to.
func (c *Connector) casePartOf(o connectors.Opening, t opening) []part {
	p := c.create("case", "Case", c.caseBody(o, t), "")
	p.Headers = map[string]string{"Sforce-Auto-Assign": "TRUE"}
	if c.config.SkipAssignmentRules {
		p.Headers["Sforce-Auto-Assign"] = "FALSE"
	}
	if body, ok := p.Body.(map[string]any); ok && body[recordTypeField] != nil {
		_, lookup := c.recordType(t.settings)
		return append(lookup, p)
	}
	return []part{p}
}

// caseBody is the Case as it is sent: without what was refused lately.
func (c *Connector) caseBody(o connectors.Opening, t opening) map[string]any {
	body := c.wholeCase(o, t)
	c.withoutUnfit("Case", body)
	return body
}

// wholeCase is the Case but for what has been refused of this one.
func (c *Connector) wholeCase(o connectors.Opening, t opening) map[string]any {
	n := c.names
	body := map[string]any{
		"Subject": line(o.Subject, subjectLength), "Origin": cmp.Or(t.settings.Origin, origin(o.Channel)), n.key: o.Key,
		n.issue: line(o.IssuePath, issueLength), n.channel: line(o.Channel, channelLength),
	}
	if len(o.First.Notes) > 0 {
		body["Description"], _ = description(o.First.Notes[0])
	}
	if tags := joinTags("", o.First.Tags); tags != "" {
		body[n.tags] = tags
	}
	if t.contact != "" {
		body["ContactId"] = t.contact
	} else {
		body["SuppliedName"], body["SuppliedPhone"] = line(o.Requester.Name, suppliedName), line(o.Requester.Phone, suppliedPhone)
		if address, ok := identity.Email(o.Requester.Email); ok && len(address) <= suppliedEmail && searchable(address) != "" {
			body["SuppliedEmail"] = address
		}
	}
	if id, _ := c.recordType(t.settings); id != "" {
		body[recordTypeField] = id
	}
	for name, value := range t.settings.Fields {
		if text, ok := value.(string); ok {
			value = plain(text)
		}
		body[name] = value
	}
	t.doing.takeOut(caseItem, body)
	return body
}

// origin is the standard value of Case Origin for a channel.
func origin(channel string) string {
	switch channel {
	case "call", "voice", "phone", "callback":
		return "Phone"
	case "email":
		return "Email"
	}
	return "Web"
}

func (c *Connector) opened(o connectors.Opening, b *batch, results map[string]partResult) (connectors.Result, error) {
	b.slots = append([]slot{{o.Key, "case", -1}}, b.slots...)
	out := connectors.Result{Receipts: b.receipts(results, c.clock.Now()), Omitted: b.doing.left}
	made, failed := c.parseCases(opOpen, []json.RawMessage{results["made"].Body})
	if failed != nil { // it is there all the same
		failed.Kind = connectors.Unknown
		return out, failed
	}
	out.Ticket = c.ticket(made[0])
	return out, nil
}

// openedBefore gives the Case that an earlier Open with the same key has made.
func (c *Connector) openedBefore(ctx context.Context, o connectors.Opening, refused *connectors.Error) (connectors.Result, error) {
	items := []string{}
	if o.First.Key != "" && o.First.Key != o.Key {
		items = append(items, o.First.Key)
	}
	for _, n := range o.First.Notes {
		items = append(items, n.Key)
	}
	for _, f := range o.First.Files {
		items = append(items, f.Key)
	}
	for _, l := range o.First.CallLogs {
		items = append(items, l.Key)
	}
	out, err := c.Lookup(ctx, connectors.LookupQuery{Key: o.Key, Items: items})
	if err != nil {
		return out, err
	}
	if out.Ticket.ID == "" {
		return out, refused
	}
	return out, nil
}
