package zendesktest

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

type upload struct {
	token   string
	files   []*Attachment
	expires time.Time
	used    bool
}

// Attachment is a file that was uploaded.
type Attachment struct {
	ID          int64
	Name        string
	ContentType string
	Content     []byte

	token string // of its download address
}

// SHA256 of the content, in hex.
func (a *Attachment) SHA256() string {
	sum := sha256.Sum256(a.Content)
	return hex.EncodeToString(sum[:])
}

// createUpload takes a raw body. The content type it keeps follows from the
// file's name, whatever the request's header says; the answer is JSON under
// the name of plain text. Both as recorded.
func createUpload(s *Server, c *call) answer {
	q := c.r.URL.Query()
	name := q.Get("filename")
	if name == "" {
		return fail(http.StatusBadRequest, "ParameterMissing", "Parameter filename is required")
	}
	kind, _, _ := strings.Cut(mime.TypeByExtension(filepath.Ext(name)), ";")
	f := &Attachment{
		ID: s.nextID(), Name: name, ContentType: cmp.Or(kind, "application/octet-stream"), Content: c.body, token: strings.ToLower(rand.Text()),
	}
	u := s.state.uploads[q.Get("token")]
	if u == nil || u.used {
		u = &upload{token: "u" + rand.Text(), expires: s.now().Add(s.opts.UploadTTL)}
		s.state.uploads[u.token] = u
	}
	u.files = append(u.files, f)
	s.state.files[f.token] = f
	all := []object{}
	for _, f := range u.files {
		all = append(all, s.viewAttachment(c.base, f))
	}
	a := jsonAnswer(http.StatusCreated, object{"upload": object{
		"token": u.token, "expires_at": stamp(s.now().Add(72 * time.Hour)), "attachments": all, "attachment": s.viewAttachment(c.base, f),
	}})
	a.header.Set("Content-Type", "text/plain; charset=utf-8")
	a.header.Set("Location", s.url("attachments/"+itoa(f.ID)+".json"))
	return a
}

func deleteUpload(s *Server, c *call) answer {
	name := c.r.PathValue("token")
	if u := s.state.uploads[name]; u == nil || u.used {
		return notFound()
	}
	delete(s.state.uploads, name)
	return answer{status: http.StatusNoContent, header: http.Header{}}
}

// attach moves the files of uploads, which were checked before, to a comment.
func (s *Server) attach(tokens []string, k *Comment) {
	for _, t := range tokens {
		u := s.state.uploads[t]
		u.used = true
		k.Attachments = append(k.Attachments, u.files...)
	}
}

func (s *Server) viewAttachment(base string, f *Attachment) object {
	address := base + "/attachments/token/" + f.token + "/?name=" + url.QueryEscape(f.Name)
	return object{
		"url": s.url("attachments/" + itoa(f.ID) + ".json"), "id": f.ID, "file_name": f.Name, "content_url": address, "mapped_content_url": address,
		"content_type": f.ContentType, "size": len(f.Content), "width": nil, "height": nil, "inline": false, "deleted": false,
		"malware_access_override": false, "malware_scan_result": "not_scanned", "thumbnails": []object{},
	}
}

func showAttachment(s *Server, c *call) answer {
	id, _ := c.id()
	for _, f := range s.state.files {
		if f.ID == id {
			return reply200(object{"attachment": s.viewAttachment(c.base, f)})
		}
	}
	return notFound()
}

// serveContent gives a file to anyone who has its address, as Zendesk does
// unless private attachments are switched on.
func (s *Server) serveContent(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.state.files[r.PathValue("token")]
	s.mu.Unlock()
	if f == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.ContentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Content)))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox")
	_, _ = w.Write(f.Content)
}
