package salesforcetest

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strings"

	"github.com/deskside/deskside/connectors/crmtest"
)

// blob is the content of a file version, on disk.
type blob struct {
	path        string
	size        int64
	sha256      string // hex
	md5         string // hex; what ContentVersion.Checksum shows
	contentType string // as uploaded; Salesforce itself derives it from the extension
}

// maxFile is the largest multipart upload, in bytes.
const maxFile = 2 << 30

func (s *Server) store(r io.Reader, contentType string) (*blob, error) {
	s.mu.Lock()
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "salesforcetest-")
		if err != nil {
			s.mu.Unlock()
			return nil, err
		}
		s.dir = dir
	}
	dir := s.dir
	s.mu.Unlock()
	return storeIn(dir, r, contentType)
}

func storeIn(dir string, r io.Reader, contentType string) (*blob, error) {
	f, err := os.CreateTemp(dir, "version-")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum, short := sha256.New(), md5.New()
	n, err := io.Copy(io.MultiWriter(f, sum, short), io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	return &blob{f.Name(), n, hex.EncodeToString(sum.Sum(nil)), hex.EncodeToString(short.Sum(nil)), contentType}, nil
}

// spoil what was stored.
func (b *blob) spoil(t crmtest.Trouble) error {
	content, err := os.ReadFile(b.path)
	if err != nil {
		return err
	}
	content = t.Spoil(content)
	sum, short := sha256.Sum256(content), md5.Sum(content)
	b.size, b.sha256, b.md5 = int64(len(content)), hex.EncodeToString(sum[:]), hex.EncodeToString(short[:])
	return os.WriteFile(b.path, content, 0o600)
}

func (b *blob) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", b.contentType)
	http.ServeFile(w, r, b.path)
}

// readMultipart takes the parts in any order: the one with a file name is the
// content, the other the record in JSON, whatever it is called.
func (s *Server) readMultipart(r *http.Request) (record []byte, file *blob, bad *refusal) {
	malformed := func(why string) ([]byte, *blob, *refusal) {
		return nil, nil, refuse(400, "INVALID_MULTIPART_REQUEST", why)
	}
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" || len(params["boundary"]) > 70 {
		return malformed("bad boundary")
	}
	parts := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return malformed("part cannot be read")
		}
		contentType := part.Header.Get("Content-Type")
		_, disposition, err := mime.ParseMediaType(strings.TrimSuffix(part.Header.Get("Content-Disposition"), ";"))
		if err != nil || contentType == "" {
			return malformed("each part needs Content-Disposition and Content-Type")
		}
		if _, named := disposition["filename"]; named {
			if file, err = s.store(part, contentType); err != nil {
				return malformed("content cannot be read")
			}
			if file.size > maxFile {
				return nil, nil, refuse(400, "FILE_SIZE_LIMIT_EXCEEDED", fmt.Sprintf("file is larger than %d bytes", int64(maxFile)))
			}
			continue
		}
		if record, err = io.ReadAll(io.LimitReader(part, 1<<20)); err != nil {
			return malformed("record cannot be read")
		}
	}
	if record == nil || file == nil {
		return malformed("a record and a binary part are needed")
	}
	return record, file, nil
}

// blobFromBase64 is called under the lock.
func (s *Server) blobFromBase64(data string) (*blob, *refusal) {
	const maxBase64 = 37_500_000 // bytes of the decoded file
	if base64.StdEncoding.DecodedLen(len(data)) > maxBase64 {
		return nil, refuse(400, "FILE_SIZE_LIMIT_EXCEEDED", "base64 content is larger than 37.5 MB")
	}
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "salesforcetest-")
		if err != nil {
			return nil, refuse(500, "UNKNOWN_EXCEPTION", "no room")
		}
		s.dir = dir
	}
	b, err := storeIn(s.dir, base64.NewDecoder(base64.StdEncoding, strings.NewReader(data)), "application/octet-stream")
	if err != nil {
		return nil, refuse(400, "JSON_PARSER_ERROR", "VersionData is not base64")
	}
	return b, nil
}
