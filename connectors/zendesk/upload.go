package zendesk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/deskside/deskside/connectors"
)

// stalled is how long an upload may make no progress before it is given up.
const stalled = 2 * time.Minute

// upload sends one file and returns the token by which a comment can take it.
// A file that no comment takes disappears by itself, so no failure here is ever
// of unknown effect.
func (c *Connector) upload(ctx context.Context, f connectors.File) (string, *connectors.Error) {
	kind := f.ContentType
	if _, _, err := mime.ParseMediaType(kind); err != nil {
		kind = "application/octet-stream"
	}
	var out struct {
		Upload struct {
			Token      string `json:"token"`
			Attachment struct {
				Size int64 `json:"size"`
			} `json:"attachment"`
		} `json:"upload"`
	}
	_, e := c.do(ctx, request{
		op: "zendesk: upload file", method: http.MethodPost, path: "/uploads.json?filename=" + url.QueryEscape(fileName(f.Name, kind)),
		file: &f, header: http.Header{"Content-Type": {kind}},
		accept: func(any) bool { return out.Upload.Token != "" },
	}, &out)
	if e != nil {
		if gone := connectors.FileGone("zendesk: upload file", f, e); gone != nil {
			return "", gone
		}
		switch e.Kind {
		case connectors.Rejected:
			e.Item = f.Key
		case connectors.Conflict, connectors.Unknown:
			e.Kind = connectors.Transient
		case connectors.Transient, connectors.Throttled, connectors.Unauthorized, connectors.Gone:
		}
		return "", e
	}
	if got := out.Upload.Attachment.Size; got != f.Size {
		return "", &connectors.Error{
			Kind: connectors.Transient, Op: "zendesk: upload file", Item: f.Key, Reason: connectors.Because("zendesk_file_part"),
			Err: fmt.Errorf("zendesk has %d bytes of %d", got, f.Size),
		}
	}
	return out.Upload.Token, nil
}

// extensions for names without one: Zendesk takes the content type from the
// name, not from the header.
var extensions = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/heic": ".heic",
	"image/avif": ".avif", "video/3gpp": ".3gp", "video/3gpp2": ".3g2",
	"application/pdf": ".pdf", "video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm",
	"audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/ogg": ".ogg", "text/plain": ".txt",
}

const nameBytes = 200

var extension = regexp.MustCompile(`^\.[A-Za-z0-9]{1,15}$`)

// fileName makes a stranger's file name harmless: no folders, no control or
// direction-changing characters, not too long, never empty.
func fileName(name, contentType string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '/' || r == '\\':
			return '_'
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if !extension.MatchString(ext) {
		stem, ext = name, ""
	}
	if ext == "" {
		kind, _, _ := mime.ParseMediaType(contentType)
		ext = extensions[kind]
	}
	if stem == "" {
		stem = "file"
	}
	if len(stem) > nameBytes {
		stem = strings.ToValidUTF8(stem[:nameBytes], "")
	}
	return stem + ext
}

// fileBody hands a file to the HTTP transport, which may go on reading after
// the exchange has ended: once closed, it gives nothing more. It remembers when
// the fault was the file's.
type fileBody struct {
	mu     sync.Mutex
	from   io.ReadCloser
	left   int64
	closed bool
	err    error
}

func newFileBody(from io.ReadCloser, size int64) *fileBody { return &fileBody{from: from, left: size} }

func (b *fileBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, io.ErrClosedPipe
	}
	n, err := b.from.Read(p)
	b.left -= int64(n)
	if errors.Is(err, io.EOF) && b.left > 0 {
		err = fmt.Errorf("file is %d bytes shorter than it should be", b.left)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

func (b *fileBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	b.closed = true
	return b.from.Close()
}

func (b *fileBody) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}
