package salesforce

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

// batch is the all-or-nothing part of one update: comments, call logs, links to
// files and the receipt. The receipt names the ids of all the others, so it cannot
// be written unless they were. Behind it comes only what may keep the Case from
// taking more: its status.
type batch struct {
	c       *Connector
	key     string // of the update
	ticket  string // id of the Case; empty: it is made in the same composite
	caseID  string // its id, or a reference to it
	contact string // Contact whom call logs belong to; empty: none

	comments []comment
	calls    []connectors.CallLog
	doing    *without
	files    []stored // uploaded before; all is undone unless they are whole
	link     bool     // the files to the Case: they are linked to nothing yet
	tail     []part   // behind the receipt

	slots []slot
}

// without is what the records of one update must do without, since the organisation
// refused it: learned try by try.
type without struct {
	fields map[string][]string // key of a call log, or caseItem → fields
	notes  map[string]bool     // call logs that become notes
	left   []connectors.Omission

	statusLeft string // why the Case's status stays: a code, and the fields that it is about
}

func newWithout() *without { return &without{fields: map[string][]string{}, notes: map[string]bool{}} }

// caseItem stands for the Case among the items of an opening.
const caseItem = "case"

// takeOut gives the record without those fields.
func (w *without) takeOut(item string, body map[string]any) {
	for _, f := range w.fields[item] {
		delete(body, f)
	}
}

// receiptKey is what makes a repetition fail. It names the Case: an update that
// is moved to another Case keeps its key and must land there too.
func receiptKey(ticket, key string) string {
	if ticket == "" {
		return "open." + key
	}
	return ticket + "." + key
}

type comment struct{ key, text string }

// slot says where in the composite's answer the id of an item stands.
type slot struct {
	key   string
	part  string
	index int // in a collection; -1: the part is one record
}

func (s slot) reference() string { return reference(s.part, s.index, "id") }

// parts puts the batch behind head. Single requests are used as long as they
// fit; collections, of which five are allowed, beyond that.
func (b *batch) parts(head []part) ([]part, error) {
	b.callsAsNotes()
	parts := head
	if len(b.files) > 0 {
		parts = append(parts, b.c.wholePart(b.files))
	}
	links := 0
	if b.link {
		links = len(b.files)
	}
	if len(parts)+len(b.comments)+len(b.calls)+links+len(b.tail)+2 <= compositeParts {
		parts = b.singles(parts)
	} else {
		parts = b.collections(parts)
	}
	heavy := 0
	for _, p := range slices.Concat(parts, b.tail) {
		if strings.Contains(p.URL, "/composite/sobjects") || strings.Contains(p.URL, "/query") {
			heavy++
		}
	}
	if heavy > 5 || len(parts)+len(b.tail) >= compositeParts {
		return nil, fmt.Errorf("update needs %d requests, %d of them collections", len(parts), heavy)
	}
	items := map[string]string{}
	for _, s := range b.slots {
		if _, known := items[s.key]; !known { // a long note is known by its first piece
			items[s.key] = s.reference()
		}
	}
	for _, f := range b.files {
		items[f.key] = f.version
	}
	if n := len(b.files); n > 0 {
		items[filesPart] = wholeFile(n-1, "Id")
	}
	if left := b.doing.statusLeft; left != "" {
		items[statusPart] = left
	}
	list, err := json.Marshal(items)
	if err != nil {
		return nil, err
	}
	n := b.c.names
	parts = append(parts, b.c.create("receipt", n.receipt, map[string]any{n.receiptKey: receiptKey(b.ticket, b.key), n.receiptCase: b.caseID, n.receiptItems: string(list)}, ""))
	return append(parts, b.tail...), nil
}

func (b *batch) singles(parts []part) []part {
	c := b.c
	for i, m := range b.comments {
		name := fmt.Sprintf("n%d", i)
		parts = append(parts, c.create(name, "CaseComment", b.commentBody(m), m.key))
		b.slots = append(b.slots, slot{m.key, name, -1})
	}
	for i, call := range b.calls {
		name := fmt.Sprintf("c%d", i)
		parts = append(parts, part{Method: http.MethodPatch, Name: name, items: []string{call.Key},
			URL: c.resource("sobjects/Task/" + c.names.key + "/" + url.PathEscape(call.Key)), Body: b.taskBody(call)})
		b.slots = append(b.slots, slot{call.Key, name, -1})
	}
	for i := range b.files {
		if b.link {
			parts = append(parts, c.create(fmt.Sprintf("l%d", i), "ContentDocumentLink", linkBody(wholeFile(i, "ContentDocumentId"), b.caseID), ""))
		}
	}
	return parts
}

func (b *batch) collections(parts []part) []part {
	c := b.c
	for first, n := 0, 0; first < len(b.comments); first, n = first+collection, n+1 {
		p := part{Method: http.MethodPost, Name: fmt.Sprintf("notes%d", n), URL: c.resource("composite/sobjects")}
		var records []any
		for i, m := range b.comments[first:min(first+collection, len(b.comments))] {
			records = append(records, typed("CaseComment", b.commentBody(m)))
			p.items = append(p.items, m.key)
			b.slots = append(b.slots, slot{m.key, p.Name, i})
		}
		p.Body = map[string]any{"allOrNone": true, "records": records}
		parts = append(parts, p)
	}
	if len(b.calls) > 0 {
		p := part{Method: http.MethodPatch, Name: "calls", URL: c.resource("composite/sobjects/Task/" + c.names.key)}
		var records []any
		for i, call := range b.calls {
			body := b.taskBody(call)
			body[c.names.key] = call.Key
			records = append(records, typed("Task", body))
			p.items = append(p.items, call.Key)
			b.slots = append(b.slots, slot{call.Key, p.Name, i})
		}
		p.Body = map[string]any{"allOrNone": true, "records": records}
		parts = append(parts, p)
	}
	if b.link && len(b.files) > 0 {
		var records []any
		for i := range b.files {
			records = append(records, typed("ContentDocumentLink", linkBody(wholeFile(i, "ContentDocumentId"), b.caseID)))
		}
		parts = append(parts,
			part{Method: http.MethodPost, Name: "links", URL: c.resource("composite/sobjects"), Body: map[string]any{"allOrNone": true, "records": records}})
	}
	return parts
}

func typed(object string, body map[string]any) map[string]any {
	body["attributes"] = map[string]string{"type": object}
	return body
}

func (b *batch) commentBody(m comment) map[string]any {
	return map[string]any{"ParentId": b.caseID, "CommentBody": m.text, "IsPublished": false}
}

// linkBody shows a file to whoever sees the Case, and to no portal user.
func linkBody(document, to string) map[string]any {
	return map[string]any{"ContentDocumentId": document, "LinkedEntityId": to, "ShareType": "I", "Visibility": "InternalUsers"}
}

// callSubtype marks a Task as a call for good: it is set at birth only.
const callSubtype = "TaskSubtype"

// taskBody is a call log as it is sent: without what was refused lately.
func (b *batch) taskBody(call connectors.CallLog) map[string]any {
	body := b.wholeTask(call)
	b.c.withoutUnfit("Task", body)
	return body
}

// wholeTask is a call log but for what has been refused of this one.
func (b *batch) wholeTask(call connectors.CallLog) map[string]any {
	body := map[string]any{
		"WhatId": b.caseID, "Subject": line(call.Subject, subjectLength), "Description": cut(plain(call.Text), descriptionLength),
		"Status": "Completed", "Type": "Call", "CallType": callType(call.Direction), "CallDurationInSeconds": int(call.Talk / time.Second),
		"CallDisposition": line(call.Disposition, dispositionLength), "CallObject": line(call.CallID, 255),
	}
	if call.Disposition == "" {
		body["CallDisposition"] = line(call.Outcome, dispositionLength)
	}
	body[callSubtype] = "Call"
	if !call.StartedAt.IsZero() {
		body["ActivityDate"] = call.StartedAt.In(b.c.config.Location).Format(time.DateOnly)
	}
	if who, ok := recordID(call.RequesterID, contactPrefix); ok {
		body["WhoId"] = who
	} else if b.contact != "" {
		body["WhoId"] = b.contact
	}
	if owner, ok := recordID(call.AnsweredBy.CRMID, userPrefix); ok {
		body["OwnerId"] = owner
	}
	b.doing.takeOut(call.Key, body)
	return body
}

// task is a call log as it would be written, with what it can do without: all but the
// words and the Case. The call matters more than who took it and how it is filed.
func (b *batch) task(call connectors.CallLog) record {
	return record{object: "Task", body: b.taskBody(call), spare: [][]string{
		{"OwnerId"}, {"WhoId"},
		{"Status", "Type", callSubtype, "CallType", "CallDisposition", "CallDurationInSeconds", "CallObject", "ActivityDate"},
	}}
}

// learn from a refusal what the call log at fault can do without, and tells whether to
// try again. What no Task of this organisation can be made of becomes a note.
func (b *batch) learn(who *culprit) (again bool) {
	if !who.ofCall() {
		return false
	}
	i := slices.IndexFunc(b.calls, func(l connectors.CallLog) bool { return l.Key == who.item })
	if i < 0 {
		return false
	}
	r := b.task(b.calls[i])
	if fields := r.doWithout(who.failure); len(fields) > 0 {
		b.c.rememberUnfit(r.object, fields, r.body, who.failure.detail())
		b.doing.fields[who.item] = append(b.doing.fields[who.item], fields...)
		b.doing.left = append(b.doing.left, r.leftOut(fields, who.failure))
		return true
	}
	if b.c.forgetUnfit(r.object, b.wholeTask(b.calls[i])) {
		return true
	}
	switch who.failure.code() {
	case "REQUIRED_FIELD_MISSING", "FIELD_CUSTOM_VALIDATION_EXCEPTION":
		b.doing.notes[who.item] = true
		b.doing.left = append(b.doing.left, r.asNote(who.failure))
		return true
	}
	return false
}

// callsAsNotes moves the call logs that cannot be Tasks to the comments.
func (b *batch) callsAsNotes() {
	var tasks []connectors.CallLog
	for _, l := range b.calls {
		if !b.doing.notes[l.Key] {
			tasks = append(tasks, l)
			continue
		}
		b.comments = append(b.comments, pieces(l.Key, plain(strings.TrimSpace(l.Subject+"\n"+l.Text)))...)
	}
	b.calls = tasks
}

var callPart = regexp.MustCompile(`^c\d+$`)

func callType(d connectors.Direction) string {
	if d == connectors.Outbound {
		return "Outbound"
	}
	return "Inbound"
}

// receipts reads the ids of all items from the answer.
func (b *batch) receipts(results map[string]partResult, at time.Time) []connectors.Receipt {
	var list []connectors.Receipt
	for _, f := range b.files {
		list = append(list, connectors.Receipt{Key: f.key, ID: f.version, At: at})
	}
	seen := map[string]bool{}
	for _, s := range b.slots {
		id := createdID(results[s.part].Body, s.index)
		if s.key == "" || seen[s.key] || id == "" {
			continue
		}
		seen[s.key] = true
		list = append(list, connectors.Receipt{Key: s.key, ID: id, At: at})
	}
	return list
}

func createdID(body []byte, index int) string {
	type made struct {
		ID string `json:"id"`
	}
	if index < 0 {
		var one made
		_ = json.Unmarshal(body, &one)
		return one.ID
	}
	var list []made
	if json.Unmarshal(body, &list) != nil || index >= len(list) {
		return ""
	}
	return list[index].ID
}

// commentsOf turns a note into comments: who wrote it first, since all of them
// stand under the integration user, and in numbered pieces where it is longer
// than a comment may be.
func commentsOf(n connectors.Note) []comment {
	return pieces(n.Key, noteText(n))
}

func pieces(key, text string) []comment {
	if len(text) <= commentBytes {
		return []comment{{key, text}}
	}
	const mark = 24 // bytes: room for the piece's number
	cuts := split(text, commentBytes-mark)
	var list []comment
	for i, s := range cuts {
		list = append(list, comment{key, fmt.Sprintf("[%d/%d]\n%s", i+1, len(cuts), s)})
	}
	return list
}

func noteText(n connectors.Note) string {
	text, author := plain(n.Text), line(n.Author.Name, 121)
	if author != "" && !n.Signed {
		text = author + ":\n" + text
	}
	if strings.TrimSpace(text) == "" {
		return "(empty note)"
	}
	return text
}

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// checkUpdate refuses what could never be sent, before anything is.
func (c *Connector) checkUpdate(op, key string, u connectors.Update) *connectors.Error {
	refuse := func(item string, reason connectors.Reason) *connectors.Error {
		return &connectors.Error{Kind: connectors.Rejected, Op: op, Item: item, Reason: reason}
	}
	if n := len(u.Notes) + len(u.Files) + len(u.CallLogs); n > itemsBatch {
		return refuse("", connectors.Because("salesforce_items", "limit", strconv.Itoa(itemsBatch)))
	}
	keys := []string{key}
	for _, n := range u.Notes {
		keys = append(keys, n.Key)
	}
	for _, f := range u.Files {
		if f.Size > fileBytes {
			return refuse(f.Key, connectors.Because("salesforce_file_too_large"))
		}
		keys = append(keys, f.Key)
	}
	for _, l := range u.CallLogs {
		keys = append(keys, l.Key)
	}
	for _, k := range keys {
		if !keyForm.MatchString(k) {
			return refuse("", connectors.Because("salesforce_key_form"))
		}
	}
	return nil
}
