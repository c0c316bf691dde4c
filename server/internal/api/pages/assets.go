package pages

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
)

// encodings that the build leaves beside a file, the smaller first, and how their files
// are named.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// representation of a built file: itself, or what travels instead of it.
type representation struct {
	etag string
	size int64
}

// asset files have their hash in their name and never change.
func (s *Pages) asset(c *gin.Context) {
	name := path.Join("assets", path.Clean("/"+c.Param("file")))
	for _, e := range encodings {
		if strings.HasSuffix(name, e.suffix) {
			s.Fail(c, problem.NotFound()) // how a file travels has no address of its own
			return
		}
	}
	s.file(c, name, "public, max-age=31536000, immutable")
}

// file of the build, in the encoding that the browser takes. Each has a strong validator
// of its own: half of one cannot be completed with the other.
func (s *Pages) file(c *gin.Context, name, cache string) {
	chosen, encoding := name, ""
	for _, e := range encodings {
		if edge.Accepts(c.Request.Header, e.name) && isFile(s.Build, name+e.suffix) {
			chosen, encoding = name+e.suffix, e.name
			break
		}
	}
	f, err := s.Build.Open(chosen)
	if err != nil {
		s.Fail(c, problem.NotFound())
		return
	}
	defer f.Close() //nolint:errcheck // it was only read
	content, ok := f.(io.ReadSeeker)
	if !ok || !isFile(s.Build, chosen) {
		s.Fail(c, problem.NotFound())
		return
	}
	r, err := s.represented(chosen, content)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.Header("Cache-Control", cache)
	c.Header("ETag", r.etag)
	c.Header("Vary", "Accept-Encoding")
	s.Shared(c)
	if encoding != "" {
		c.Header("Content-Encoding", encoding)
		c.Header("Content-Length", strconv.FormatInt(r.size, 10)) // which ServeContent leaves out where there is an encoding
	}
	w := &wordless{ResponseWriter: c.Writer}
	http.ServeContent(w, c.Request, path.Base(name), time.Time{}, content)
	if w.refused {
		c.Writer.Header().Del("Content-Length")
		c.Writer.Header().Del("Content-Type")
		s.Fail(c, problem.New(http.StatusRequestedRangeNotSatisfiable, "no_such_range", "The file has no such part."))
	}
}

// wordless keeps back what ServeContent says of a range that there is not: errors have
// a shape of ours.
type wordless struct {
	gin.ResponseWriter
	refused bool
}

func (w *wordless) WriteHeader(status int) {
	w.refused = status == http.StatusRequestedRangeNotSatisfiable
	if !w.refused {
		w.ResponseWriter.WriteHeader(status)
	}
}

func (w *wordless) Write(p []byte) (int, error) {
	if w.refused {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// represented says what a file of the build is, which never changes while we run.
func (s *Pages) represented(name string, content io.ReadSeeker) (representation, error) {
	if r, ok := s.represents.Load(name); ok {
		return r.(representation), nil
	}
	sum := sha256.New()
	size, err := io.Copy(sum, content)
	if err != nil {
		return representation{}, err
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return representation{}, err
	}
	r := representation{`"` + base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12]) + `"`, size}
	s.represents.Store(name, r)
	return r, nil
}

func isFile(files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	return err == nil && info.Mode().IsRegular()
}
