package salesforce

import (
	"context"
	"errors"

	"github.com/deskside/deskside/connectors"
)

const opApply = "salesforce: update case"

// Apply costs one call per file and one for all the rest; one more if it brings tags to a Case that was not seen lately, and
// one more if it brings a status.
func (c *Connector) Apply(ctx context.Context, u connectors.Update) (connectors.Result, error) {
	out := connectors.Result{Ticket: connectors.Ticket{ID: u.Ticket}}
	if failed := c.checkUpdate(opApply, u.Key, u); failed != nil {
		return out, failed
	}
	id, ok := recordID(u.Ticket, casePrefix)
	if !ok {
		return out, &connectors.Error{Kind: connectors.Gone, Op: opApply, Reason: connectors.Because("salesforce_no_case")}
	}
	out.Ticket = connectors.Ticket{ID: id, URL: c.TicketURL(id)}
	var files []stored
	for _, f := range u.Files {
		file, failed := c.upload(ctx, opApply, f, id)
		if failed != nil {
			return out, c.whyRefused(ctx, opApply, id, failed)
		}
		files = append(files, file)
	}
	doing := newWithout()
	receipts, failed := c.applyBatch(ctx, id, u, files, doing)
	if failed != nil {
		return out, failed
	}
	out.Receipts, out.Omitted = append(out.Receipts, receipts...), doing.left
	return out, nil
}

func (c *Connector) applyBatch(ctx context.Context, id string, u connectors.Update, files []stored, doing *without) ([]connectors.Receipt, error) {
	status, failed := c.statusToSet(ctx, id, u.Status, doing)
	if failed != nil {
		return nil, failed
	}
	tags, failed := c.tagsToAdd(ctx, id, u.Tags)
	if failed != nil {
		return nil, failed
	}
	reread := false
	for {
		b := &batch{c: c, key: u.Key, ticket: id, caseID: id, calls: u.CallLogs, files: files, doing: doing}
		for _, n := range u.Notes {
			b.comments = append(b.comments, commentsOf(n)...)
		}
		head := c.requesterPart(id, u.Requester)
		if status != nil {
			b.tail = c.caseParts(id, tags, status) // a closed Case may take nothing more
		} else {
			head = append(c.caseParts(id, tags, nil), head...)
		}
		parts, err := b.parts(head)
		if err != nil {
			return nil, &connectors.Error{Kind: connectors.Rejected, Op: opApply, Reason: connectors.Because("salesforce_update_too_long"), Err: err}
		}
		results, failed := c.composite(ctx, opApply, true, parts)
		if failed != nil {
			return nil, c.whyRefused(ctx, opApply, id, failed)
		}
		who := blame(parts, results)
		if who != nil && b.learn(who) {
			continue
		}
		if who != nil && status != nil && c.statusRefused(who, doing) {
			status = nil
			continue
		}
		if who != nil && tags.missing() && c.caseRefused(who) {
			tags = tagChange{stored: tags.stored, all: tags.stored} // they decorate
			doing.left = append(doing.left, connectors.Omission{Of: connectors.OfFields, Detail: who.failure.detail(),
				Reason: connectors.Because("fields_left_out", "fields", "Case."+c.names.tags, "code", safeCode(who.failure.code()))})
			continue
		}
		switch {
		case who == nil:
			if tags.missing() {
				c.seen.put(id, tags.all)
			}
			b.slots = append(b.slots, slot{u.Key, "receipt", -1})
			return b.receipts(results, c.clock.Now()), nil
		case who.part == "receipt" && who.failure.code() == "DUPLICATE_VALUE":
			return c.landedBefore(ctx, id, u)
		}
		if who.failure.code() == "PROCESSING_HALTED" {
			if failed := c.broken(ctx, opApply, files); failed != nil {
				return nil, failed
			}
		}
		if (tags.missing() || status != nil) && who.failure.code() == "PROCESSING_HALTED" {
			// The Case is not what it was when we saw it.
			c.seen.drop(id)
			if reread {
				return nil, &connectors.Error{Kind: connectors.Conflict, Op: opApply, Status: who.status, Reason: reasonConflict}
			}
			reread = true
			if status != nil {
				if status, failed = c.statusToSet(ctx, id, u.Status, doing); failed != nil {
					return nil, failed
				}
			}
			if tags, failed = c.tagsToAdd(ctx, id, u.Tags); failed != nil {
				return nil, failed
			}
			continue
		}
		refused := c.whyRefused(ctx, opApply, id, c.verdict(opApply, who))
		if who.part == requesterItem {
			refused = notTaken(refused, u.Requester)
		}
		return nil, refused
	}
}

// landedBefore gives the receipts of an update that turned out to be a
// repetition, which Salesforce has undone.
func (c *Connector) landedBefore(ctx context.Context, id string, u connectors.Update) ([]connectors.Receipt, error) {
	items := make([]string, 0, len(u.Notes)+len(u.CallLogs)+len(u.Files))
	for _, f := range u.Files {
		items = append(items, f.Key)
	}
	for _, n := range u.Notes {
		items = append(items, n.Key)
	}
	for _, l := range u.CallLogs {
		items = append(items, l.Key)
	}
	out, err := c.Lookup(ctx, connectors.LookupQuery{Ticket: id, Key: u.Key, Items: items})
	if err != nil {
		var e *connectors.Error
		if errors.As(err, &e) {
			e.Kind = connectors.Unknown // it has landed, but we cannot say as what
		}
		return nil, err
	}
	if _, ok := out.Landed(u.Key); !ok {
		return nil, &connectors.Error{Kind: connectors.Rejected, Op: opApply, Code: "DUPLICATE_VALUE", Reason: connectors.Because("salesforce_key_refused")}
	}
	return out.Receipts, nil
}
