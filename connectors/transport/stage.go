package transport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/deskside/deskside/connectors"
)

// Stage is a RoundTripper for rehearsals. Nothing leaves it: it keeps what would
// have been sent, and answers as the play has it.
type Stage struct {
	// Answer to a request, as a status and what its JSON is made of.
	Answer func(r *http.Request, body []byte) (status int, answer any)
	// Reads says of a POST that it changes nothing.
	Reads func(r *http.Request, body []byte) bool

	mu   sync.Mutex
	sent []connectors.RehearsedRequest
}

// Sent is everything that would have been sent so far.
func (s *Stage) Sent() []connectors.RehearsedRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// shown are the headers that matter to a reader; no credential is among them.
var shown = []string{"Content-Type", "Idempotency-Key", "Sforce-Auto-Assign"}

// RoundTrip implements http.RoundTripper.
func (s *Stage) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead || s.Reads != nil && s.Reads(r, body)
	staged := connectors.RehearsedRequest{Method: r.Method, URL: r.URL.String(), Writes: !reads, Body: layOut(r.Header.Get("Content-Type"), body)}
	for name, values := range r.Header {
		if slices.ContainsFunc(shown, func(want string) bool { return strings.EqualFold(want, name) }) {
			media, _, _ := strings.Cut(values[0], ";")
			staged.Headers = append(staged.Headers, http.CanonicalHeaderKey(name)+": "+media)
		}
	}
	slices.Sort(staged.Headers)
	s.mu.Lock()
	s.sent = append(s.sent, staged)
	s.mu.Unlock()
	status, answer := s.Answer(r, body)
	text, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(text)), ContentLength: int64(len(text)), Request: r,
	}, nil
}

// secrets are names of form fields and JSON members whose values are not shown.
var secrets = []string{"client_secret", "assertion", "refresh_token"}

const withheld = "(withheld)"

func layOut(contentType string, body []byte) string {
	media, params, _ := mime.ParseMediaType(contentType)
	switch {
	case len(body) == 0:
		return ""
	case json.Valid(body):
		return indent(body)
	case media == "application/x-www-form-urlencoded":
		return form(body)
	case strings.HasPrefix(media, "multipart/"):
		return parts(multipart.NewReader(bytes.NewReader(body), params["boundary"]))
	}
	return fmt.Sprintf("(%d bytes)", len(body))
}

// indent JSON and withhold secrets. Numbers stay as they are written.
func indent(body []byte) string {
	var v any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return fmt.Sprintf("(%d bytes)", len(body))
	}
	if members, ok := v.(map[string]any); ok {
		for _, name := range secrets {
			if _, there := members[name]; there {
				members[name] = withheld
			}
		}
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(v) != nil {
		return fmt.Sprintf("(%d bytes)", len(body))
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func form(body []byte) string {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return fmt.Sprintf("(%d bytes)", len(body))
	}
	var lines []string
	for name, list := range values {
		value := strings.Join(list, ", ")
		if slices.Contains(secrets, name) {
			value = withheld
		}
		lines = append(lines, name+" = "+value)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func parts(r *multipart.Reader) string {
	var lines []string
	for {
		p, err := r.NextPart()
		if err != nil {
			return strings.Join(lines, "\n")
		}
		body, _ := io.ReadAll(p)
		name := p.FormName()
		if file := p.FileName(); file != "" {
			name += ", file " + file
		}
		text := fmt.Sprintf("(%d bytes)", len(body))
		if json.Valid(body) {
			text = indent(body)
		}
		lines = append(lines, "part "+name+":", text)
	}
}
