package salesforce

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

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
	contact, _ := recordID(o.Requester.ID, contactPrefix)
	without := map[string][]string{}
	for {
		b := c.openingBatch(o, contact, files, without)
		parts, err := b.parts([]part{c.casePartOf(o, contact)})
		if err != nil {
			return out, &connectors.Error{Kind: connectors.Rejected, Op: opOpen, Reason: connectors.Because("salesforce_opening_too_long"), Err: err}
		}
		parts = append(parts, part{Method: http.MethodGet, Name: "made", URL: c.resource("sobjects/Case/" + reference("case", -1, "id") + "?fields=" + c.caseFields())})
		results, failed := c.composite(ctx, opOpen, true, parts)
		if failed != nil {
			return out, failed
		}
		who := blame(parts, results)
		if who != nil {
			if field, ok := dispensable(who, without[who.item]); ok {
				without[who.item] = append(without[who.item], field)
				continue
			}
		}
		switch {
		case who == nil:
			return c.opened(o, b, results)
		case who.failure.code() == "DUPLICATE_VALUE" && (who.part == "case" || who.part == "receipt"):
			return c.openedBefore(ctx, o, c.verdict(opOpen, who))
		case who.part == "case" && contact != "" && staleContact(who.failure):
			contact = "" // merged or deleted meanwhile: note the customer down instead
			continue
		}
		if who.failure.code() == "PROCESSING_HALTED" {
			if failed := c.broken(ctx, opOpen, files); failed != nil {
				return out, failed
			}
		}
		e := c.verdict(opOpen, who)
		if e.Kind == connectors.Gone { // there is no Case yet that could be
			e.Kind, e.Reason = connectors.Rejected, connectors.Because("salesforce_record")
		}
		return out, e
	}
}

func staleContact(f failure) bool {
	return slices.Contains([]string{"ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"}, f.code()) &&
		(len(f.Fields) == 0 || slices.Contains(f.Fields, "ContactId"))
}

func (c *Connector) openingBatch(o connectors.Opening, contact string, files []stored, without map[string][]string) *batch {
	b := &batch{c: c, key: o.Key, caseID: reference("case", -1, "id"), contact: contact, calls: o.First.CallLogs, files: files, link: true, without: without}
	if k := o.First.Key; k != "" && k != o.Key {
		b.slots = append(b.slots, slot{k, "case", -1})
	}
	for i, n := range o.First.Notes {
		if i > 0 {
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

func (c *Connector) casePartOf(o connectors.Opening, contact string) part {
	n := c.names
	body := map[string]any{
		"Subject": line(o.Subject, subjectLength), "Origin": origin(o.Channel), n.key: o.Key,
		n.issue: line(o.IssuePath, issueLength), n.channel: line(o.Channel, channelLength),
	}
	if len(o.First.Notes) > 0 {
		body["Description"], _ = description(o.First.Notes[0])
	}
	if tags := joinTags("", o.First.Tags); tags != "" {
		body[n.tags] = tags
	}
	if contact != "" {
		body["ContactId"] = contact
	} else {
		body["SuppliedName"], body["SuppliedPhone"] = line(o.Requester.Name, suppliedName), line(o.Requester.Phone, suppliedPhone)
		if address, ok := identity.Email(o.Requester.Email); ok && len(address) <= suppliedEmail && searchable(address) != "" {
			body["SuppliedEmail"] = address
		}
	}
	p := c.create("case", "Case", body, "")
	p.Headers = map[string]string{"Sforce-Auto-Assign": "TRUE"}
	if c.config.SkipAssignmentRules {
		p.Headers["Sforce-Auto-Assign"] = "FALSE"
	}
	return p
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
	out := connectors.Result{Receipts: b.receipts(results, c.now())}
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
