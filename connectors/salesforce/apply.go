package salesforce

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

const opApply = "salesforce: update case"

// Apply costs one call per file and one for all the rest, if there is any; one
// more if it brings tags.
func (c *Connector) Apply(ctx context.Context, u connectors.Update) (connectors.Outcome, error) {
	out := connectors.Outcome{Ticket: connectors.Ticket{ID: u.Ticket}}
	if failed := c.checkUpdate(opApply, u.Key, u); failed != nil {
		return out, failed
	}
	id, ok := recordID(u.Ticket, casePrefix)
	if !ok {
		return out, &connectors.Error{Kind: connectors.Gone, Op: opApply, Reason: "There is no such case."}
	}
	out.Ticket = connectors.Ticket{ID: id, URL: c.TicketURL(id)}
	for _, f := range u.Files {
		version, failed := c.upload(ctx, opApply, f, id)
		if failed != nil {
			return out, c.whyRefused(ctx, opApply, id, failed)
		}
		out.Receipts = append(out.Receipts, connectors.Receipt{Key: f.Key, ID: version, At: c.now()})
	}
	if len(u.Notes)+len(u.CallLogs)+len(u.Tags) == 0 && len(u.Files) > 0 {
		// Files are their own receipts: Lookup needs no other.
		last := out.Receipts[len(out.Receipts)-1]
		out.Receipts = append(out.Receipts, connectors.Receipt{Key: u.Key, ID: last.ID, At: last.At})
		return out, nil
	}
	receipts, failed := c.applyBatch(ctx, id, u)
	if failed != nil {
		return out, failed
	}
	out.Receipts = append(out.Receipts, receipts...)
	return out, nil
}

func (c *Connector) applyBatch(ctx context.Context, id string, u connectors.Update) ([]connectors.Receipt, error) {
	head, failed := c.tagPart(ctx, id, u.Tags)
	if failed != nil {
		return nil, failed
	}
	without := map[string][]string{}
	for {
		b := &batch{c: c, key: u.Key, ticket: id, caseID: id, calls: u.CallLogs, without: without}
		for _, n := range u.Notes {
			b.comments = append(b.comments, commentsOf(n)...)
		}
		parts, err := b.parts(slices.Clone(head))
		if err != nil {
			return nil, &connectors.Error{Kind: connectors.Rejected, Op: opApply, Reason: "The update is too long to be written in one go.", Err: err}
		}
		results, failed := c.composite(ctx, opApply, true, parts)
		if failed != nil {
			return nil, c.whyRefused(ctx, opApply, id, failed)
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
			b.slots = append(b.slots, slot{u.Key, "receipt", -1})
			return b.receipts(results, c.now()), nil
		case who.part == "receipt" && who.failure.code() == "DUPLICATE_VALUE":
			return c.landedBefore(ctx, id, u)
		}
		return nil, c.whyRefused(ctx, opApply, id, c.verdict(opApply, who))
	}
}

// landedBefore gives the receipts of an update that turned out to be a
// repetition, which Salesforce has undone.
func (c *Connector) landedBefore(ctx context.Context, id string, u connectors.Update) ([]connectors.Receipt, error) {
	items := make([]string, 0, len(u.Notes)+len(u.CallLogs))
	for _, n := range u.Notes {
		items = append(items, n.Key)
	}
	for _, l := range u.CallLogs {
		items = append(items, l.Key)
	}
	out, err := c.Lookup(ctx, connectors.Sought{Ticket: id, Key: u.Key, Items: items})
	if err != nil {
		var e *connectors.Error
		if errors.As(err, &e) {
			e.Kind = connectors.Unknown // it has landed, but we cannot say as what
		}
		return nil, err
	}
	if _, ok := out.Landed(u.Key); !ok {
		return nil, &connectors.Error{Kind: connectors.Rejected, Op: opApply, Code: "DUPLICATE_VALUE", Reason: "Salesforce refuses the key of this update, yet shows none that has it."}
	}
	return out.Receipts, nil
}

// tagPart reads the Case's tags and gives the request that adds the missing
// ones, on condition that nobody has changed the Case since. Salesforce has no
// request that adds; the condition is as fine as a second.
func (c *Connector) tagPart(ctx context.Context, id string, tags []string) ([]part, *connectors.Error) {
	if len(tags) == 0 {
		return nil, nil
	}
	results, failed := c.composite(ctx, opApply, false, []part{c.queryPart("tags", "SELECT LastModifiedDate,"+c.names.tags+" FROM Case WHERE Id="+quote(id))})
	if failed != nil {
		return nil, failed
	}
	var records []map[string]any
	if failed := queryResult(opApply, results["tags"], &records); failed != nil {
		return nil, failed
	}
	if len(records) == 0 {
		return nil, &connectors.Error{Kind: connectors.Gone, Op: opApply, Reason: reasonGone}
	}
	stored, _ := records[0][c.names.tags].(string)
	all := joinTags(stored, tags)
	if all == stored {
		return nil, nil
	}
	changed, _ := records[0]["LastModifiedDate"].(string)
	var at stamp
	_ = at.UnmarshalJSON([]byte(changed))
	return []part{{Method: http.MethodPatch, Name: "case", URL: c.resource("sobjects/Case/" + id), Body: map[string]any{c.names.tags: all},
		Headers: map[string]string{
			"Sforce-Auto-Assign":  "FALSE",
			"If-Unmodified-Since": at.Add(time.Second - time.Nanosecond).Truncate(time.Second).UTC().Format(http.TimeFormat),
		}}}, nil
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
