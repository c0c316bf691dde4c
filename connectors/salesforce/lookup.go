package salesforce

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
)

const opLookup = "salesforce: look for an update"

// Lookup costs one call, and one more if a file with a sought key was uploaded
// elsewhere before it was linked.
func (c *Connector) Lookup(ctx context.Context, s connectors.LookupQuery) (connectors.Result, error) {
	var out connectors.Result
	ticket := ""
	if s.Ticket != "" {
		id, ok := recordID(s.Ticket, casePrefix)
		if !ok {
			return out, nil
		}
		ticket, out.Ticket = id, connectors.Ticket{ID: id, URL: c.TicketURL(id)}
	}
	n := c.names
	parts := []part{c.queryPart("receipt", "SELECT Id,CreatedDate,"+n.receiptItems+" FROM "+n.receipt+" WHERE "+n.receiptKey+"="+quote(receiptKey(ticket, s.Key)))}
	if ticket == "" {
		parts = append(parts, c.casePart("case", n.key+"="+quote(s.Key)))
	}
	if len(s.Items) > 0 {
		parts = append(parts, c.queryPart("files", c.versionQuery(s.Items)), c.queryPart("calls",
			"SELECT Id,CreatedDate,WhatId,"+n.key+" FROM Task WHERE "+n.key+" IN "+quoteAll(s.Items)))
	}
	results, failed := c.composite(ctx, opLookup, false, parts)
	if failed != nil {
		return out, failed
	}
	found := &landed{receipts: map[string]connectors.Receipt{}}
	if ticket == "" {
		cases, failed := c.readCases(opLookup, results["case"])
		if failed != nil {
			return out, failed
		}
		if len(cases) == 0 {
			return out, nil // files alone, linked to nothing, count for nothing
		}
		out.Ticket, ticket = c.ticket(cases[0]), cases[0].ID
		found.add(s.Key, ticket, cases[0].CreatedDate)
	}
	if failed := c.readReceipt(results["receipt"], s.Key, found); failed != nil {
		return out, failed
	}
	if len(s.Items) > 0 {
		if failed := c.readCalls(results["calls"], ticket, found); failed != nil {
			return out, failed
		}
		if failed := c.readFiles(ctx, results["files"], ticket, found); failed != nil {
			return out, failed
		}
	}
	out.Omitted = connectors.LeftStatus(found.statusLeft)
	for _, k := range append([]string{s.Key}, s.Items...) {
		if r, ok := found.receipts[k]; ok && !slices.Contains(out.Receipts, r) {
			out.Receipts = append(out.Receipts, r)
		}
	}
	return out, nil
}

type landed struct {
	receipts   map[string]connectors.Receipt
	statusLeft string
}

func (l *landed) add(key, id string, at stamp) {
	if _, known := l.receipts[key]; !known {
		l.receipts[key] = connectors.Receipt{Key: key, ID: id, At: at.Time}
	}
}

func (c *Connector) readReceipt(res partResult, key string, found *landed) *connectors.Error {
	var records []map[string]any
	if failed := queryResult(opLookup, res, &records); failed != nil {
		return failed
	}
	for _, r := range records {
		id, _ := r["Id"].(string)
		var at stamp
		created, _ := r["CreatedDate"].(string)
		_ = at.UnmarshalJSON([]byte(created))
		found.add(key, id, at)
		list, _ := r[c.names.receiptItems].(string)
		items := map[string]string{}
		_ = json.Unmarshal([]byte(list), &items)
		found.statusLeft = items[statusPart]
		delete(items, statusPart)
		for k, item := range items {
			if strings.HasPrefix(item, "@{") { // never filled in: the receipt still proves it
				item = id
			}
			found.add(k, item, at)
		}
	}
	return nil
}

func (c *Connector) readCalls(res partResult, ticket string, found *landed) *connectors.Error {
	var records []map[string]any
	if failed := queryResult(opLookup, res, &records); failed != nil {
		return failed
	}
	for _, r := range records {
		if r["WhatId"] != ticket {
			continue
		}
		id, _ := r["Id"].(string)
		key, _ := r[c.names.key].(string)
		var at stamp
		created, _ := r["CreatedDate"].(string)
		_ = at.UnmarshalJSON([]byte(created))
		found.add(key, id, at)
	}
	return nil
}

// readFiles finds files that hang on the Case. Whether they are whole, the receipt
// of their update tells: there is none unless they are.
func (c *Connector) readFiles(ctx context.Context, res partResult, ticket string, found *landed) *connectors.Error {
	versions, failed := c.readVersions(opLookup, res)
	if failed != nil {
		return failed
	}
	here := slices.DeleteFunc(slices.Clone(versions), func(v version) bool { return v.Location != ticket })
	if elsewhere := slices.DeleteFunc(slices.Clone(versions), func(v version) bool { return v.Location == ticket }); len(elsewhere) > 0 {
		linked, failed := c.linked(ctx, opLookup, elsewhere, ticket)
		if failed != nil {
			return failed
		}
		for _, v := range elsewhere {
			if linked[v.Document] {
				here = append(here, v)
			}
		}
	}
	for _, v := range here {
		found.add(v.key, v.ID, v.Created)
	}
	return nil
}
