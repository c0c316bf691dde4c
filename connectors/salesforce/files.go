package salesforce

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // see whole.go
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/deskside/deskside/connectors"
)

// stalled is how long an upload may make no progress. How long all of it takes does
// not matter: a large video needs hours on a thin line.
const stalled = 2 * time.Minute

// upload puts a file on the Case, or on none yet. The content is streamed. A file
// that has landed before, by its key, is linked to the Case if it is not yet.
func (c *Connector) upload(ctx context.Context, op string, f connectors.File, caseID string) (stored, *connectors.Error) {
	name := fileName(f.Name, titleLength)
	about := map[string]any{"Title": name, "PathOnClient": name, c.names.key: f.Key}
	if caseID != "" {
		about["FirstPublishLocationId"] = caseID
	}
	front, back, contentType, err := envelope(about, f.ContentType)
	if err != nil {
		return stored{}, &connectors.Error{Kind: connectors.Rejected, Op: op, Item: f.Key, Reason: connectors.Because("salesforce_file_wrap"), Err: err}
	}
	var content *sized
	r := request{
		op: op, method: http.MethodPost, path: "sobjects/ContentVersion", writes: true,
		header: http.Header{"Content-Type": {contentType}}, length: int64(len(front)) + f.Size + int64(len(back)),
		stall: stalled,
		body: func() (io.ReadCloser, error) {
			in, err := f.Open()
			if err != nil {
				return nil, err
			}
			content = &sized{in: in, left: f.Size, sum: md5.New()} //nolint:gosec // what Salesforce tells of a file
			return &upload{Reader: io.MultiReader(bytes.NewReader(front), content, bytes.NewReader(back)), content: content}, nil
		},
	}
	x, failed := c.do(ctx, r)
	if content != nil {
		if err := content.failure(); err != nil {
			// The other side never saw the end of the request.
			e := &connectors.Error{Kind: connectors.Transient, Op: op, Item: f.Key, Reason: connectors.Because("file_unread"), Err: err}
			if errors.Is(err, errSize) {
				e.Kind, e.Reason = connectors.Rejected, connectors.Because("file_length")
			}
			return stored{}, e
		}
	}
	if failed != nil {
		if gone := connectors.FileGone(op, f, failed.Err); gone != nil {
			return stored{}, gone
		}
		if x != nil && failed.Code == "DUPLICATE_VALUE" && !ofAnother(x.Body, c.names.key) {
			return c.adopt(ctx, op, f, caseID)
		}
		if failed.Kind == connectors.Rejected {
			failed.Item = f.Key
		}
		return stored{}, failed
	}
	var made struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(x.Body, &made) != nil || made.ID == "" {
		return stored{}, unreadable(r, x)
	}
	return stored{f.Key, made.ID, f.Size, content.digest()}, nil
}

// ofAnother tells whether a refusal names other fields than that one.
func ofAnother(body []byte, field string) bool {
	failures := readFailures(body)
	return len(failures) > 0 && len(failures[0].Fields) > 0 && !slices.Contains(failures[0].Fields, field)
}

// envelope is what stands before and after the content in a multipart request.
// The file's own name stands in the record alone; the part's name is fixed.
func envelope(about map[string]any, contentType string) (front, back []byte, formType string, err error) {
	record, err := json.Marshal(about)
	if err != nil {
		return nil, nil, "", err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	p, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="entity_content"`}, "Content-Type": {"application/json"}})
	if err == nil {
		_, err = p.Write(record)
	}
	if err != nil {
		return nil, nil, "", err
	}
	if !contentTypeForm(contentType) {
		contentType = "application/octet-stream"
	}
	if _, err = w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="VersionData"; filename="content"`}, "Content-Type": {contentType}}); err != nil {
		return nil, nil, "", err
	}
	front = bytes.Clone(b.Bytes())
	if err = w.Close(); err != nil {
		return nil, nil, "", err
	}
	return front, b.Bytes()[len(front):], w.FormDataContentType(), nil
}

func contentTypeForm(s string) bool {
	return s != "" && len(s) < 200 && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// adopt gives the version that has the file's key already, linked to the Case. One
// that is not what was sent is removed.
func (c *Connector) adopt(ctx context.Context, op string, f connectors.File, caseID string) (stored, *connectors.Error) {
	versions, failed := c.versions(ctx, op, []string{f.Key})
	if failed != nil {
		return stored{}, failed
	}
	if len(versions) == 0 {
		return stored{}, &connectors.Error{Kind: connectors.Transient, Op: op, Item: f.Key, Code: "DUPLICATE_VALUE", Reason: connectors.Because("salesforce_file_deleted")}
	}
	sum, err := md5Of(f)
	if err != nil {
		return stored{}, &connectors.Error{Kind: connectors.Transient, Op: op, Item: f.Key, Reason: connectors.Because("file_unread"), Err: err}
	}
	v := versions[0]
	known := stored{f.Key, v.ID, f.Size, sum}
	if !v.holds(known) {
		return stored{}, c.remove(ctx, op, f.Key, v)
	}
	if caseID == "" || v.Location == caseID {
		return known, nil
	}
	linked, failed := c.linked(ctx, op, versions, caseID)
	if failed != nil || linked[v.Document] {
		return known, failed
	}
	_, failed = c.do(ctx, request{op: op, method: http.MethodPost, path: "sobjects/ContentDocumentLink", writes: true, body: jsonBody(linkBody(v.Document, caseID))})
	return known, failed
}

// version is a ContentVersion.
type version struct {
	ID       string
	Document string `json:"ContentDocumentId"`
	Location string `json:"FirstPublishLocationId"`
	Created  stamp  `json:"CreatedDate"`
	Size     int64  `json:"ContentSize"`
	Checksum string `json:"Checksum"` // MD5 in hex; may be missing

	key string
}

func (c *Connector) versionQuery(keys []string) string {
	return "SELECT Id,ContentDocumentId,FirstPublishLocationId,CreatedDate,ContentSize,Checksum," + c.names.key + " FROM ContentVersion WHERE " + c.names.key + " IN " + quoteAll(keys)
}

func (c *Connector) versions(ctx context.Context, op string, keys []string) ([]version, *connectors.Error) {
	results, failed := c.composite(ctx, op, false, []part{c.queryPart("files", c.versionQuery(keys))})
	if failed != nil {
		return nil, failed
	}
	return c.readVersions(op, results["files"])
}

func (c *Connector) readVersions(op string, res partResult) ([]version, *connectors.Error) {
	var raw []json.RawMessage
	if failed := queryResult(op, res, &raw); failed != nil {
		return nil, failed
	}
	list := make([]version, len(raw))
	for i, r := range raw {
		var extra map[string]any
		if json.Unmarshal(r, &list[i]) != nil || json.Unmarshal(r, &extra) != nil {
			return nil, &connectors.Error{Kind: connectors.Transient, Op: op, Reason: connectors.Because("salesforce_query_unreadable")}
		}
		list[i].key, _ = extra[c.names.key].(string)
	}
	return list, nil
}

// linked tells which documents of versions hang on the Case.
func (c *Connector) linked(ctx context.Context, op string, versions []version, caseID string) (map[string]bool, *connectors.Error) {
	var docs []string
	for _, v := range versions {
		docs = append(docs, v.Document)
	}
	results, failed := c.composite(ctx, op, false, []part{c.queryPart("links",
		"SELECT ContentDocumentId FROM ContentDocumentLink WHERE LinkedEntityId="+quote(caseID)+" AND ContentDocumentId IN "+quoteAll(docs))})
	if failed != nil {
		return nil, failed
	}
	var records []struct {
		ContentDocumentID string `json:"ContentDocumentId"`
	}
	if failed := queryResult(op, results["links"], &records); failed != nil {
		return nil, failed
	}
	on := map[string]bool{}
	for _, r := range records {
		on[r.ContentDocumentID] = true
	}
	return on, nil
}

// upload is the body of a request, closed once however often it is closed.
type upload struct {
	io.Reader
	content *sized
}

func (u *upload) Close() error { return u.content.Close() }

var errSize = errors.New("file differs from its size")

// sized reads exactly left bytes and remembers why it could not. The HTTP client
// may still be reading while its caller has given up.
type sized struct {
	mu     sync.Mutex
	in     io.ReadCloser
	left   int64
	sum    hash.Hash // of what was read
	err    error
	closed bool
}

// digest of the whole file, once it has been read.
func (s *sized) digest() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return hex.EncodeToString(s.sum.Sum(nil))
}

func (s *sized) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, io.ErrClosedPipe
	}
	if s.err != nil {
		return 0, s.err
	}
	if s.left == 0 {
		if n, _ := io.ReadFull(s.in, make([]byte, 1)); n > 0 {
			s.err = &bodyError{fmt.Errorf("%w: there is more", errSize)}
			return 0, s.err
		}
		return 0, io.EOF
	}
	n, err := s.in.Read(b[:min(int64(len(b)), s.left)])
	s.left -= int64(n)
	s.sum.Write(b[:n])
	switch {
	case err == io.EOF && s.left > 0:
		s.err = &bodyError{fmt.Errorf("%w: %d bytes are missing", errSize, s.left)}
	case err != nil && err != io.EOF:
		s.err = &bodyError{err}
	}
	if n > 0 {
		return n, nil
	}
	if s.err != nil {
		return 0, s.err
	}
	return n, err
}

func (s *sized) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *sized) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return s.in.Close()
}
