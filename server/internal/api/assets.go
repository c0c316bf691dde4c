package api

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
func (s *Server) asset(c *gin.Context) {
	name := path.Join("assets", path.Clean("/"+c.Param("file")))
	for _, e := range encodings {
		if strings.HasSuffix(name, e.suffix) {
			s.fail(c, problem.NotFound()) // how a file travels has no address of its own
			return
		}
	}
	s.file(c, name, "public, max-age=31536000, immutable")
}

// file of the build, in the encoding that the browser takes. Each has a strong validator
// of its own: half of one cannot be completed with the other.
func (s *Server) file(c *gin.Context, name, cache string) {
	chosen, encoding := name, ""
	for _, e := range encodings {
		if accepts(c.Request.Header, e.name) && isFile(s.Pages, name+e.suffix) {
			chosen, encoding = name+e.suffix, e.name
			break
		}
	}
	f, err := s.Pages.Open(chosen)
	if err != nil {
		s.fail(c, problem.NotFound())
		return
	}
	defer f.Close() //nolint:errcheck // it was only read
	content, ok := f.(io.ReadSeeker)
	if !ok || !isFile(s.Pages, chosen) {
		s.fail(c, problem.NotFound())
		return
	}
	r, err := s.represented(chosen, content)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Cache-Control", cache)
	c.Header("ETag", r.etag)
	c.Header("Vary", "Accept-Encoding")
	c.Header("Access-Control-Allow-Origin", "*")
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	if encoding != "" {
		c.Header("Content-Encoding", encoding)
		c.Header("Content-Length", strconv.FormatInt(r.size, 10)) // which ServeContent leaves out where there is an encoding
	}
	w := &wordless{ResponseWriter: c.Writer}
	http.ServeContent(w, c.Request, path.Base(name), time.Time{}, content)
	if w.refused {
		c.Writer.Header().Del("Content-Length")
		c.Writer.Header().Del("Content-Type")
		s.fail(c, problem.New(http.StatusRequestedRangeNotSatisfiable, "no_such_range", "The file has no such part."))
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
func (s *Server) represented(name string, content io.ReadSeeker) (representation, error) {
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

// accepts says whether a request takes answers in that encoding. What names no encoding
// gets the content as it is, which is always taken.
func accepts(h http.Header, encoding string) bool {
	any := false
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, parameters, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != encoding && name != "*" {
			continue
		}
		wanted := quality(parameters) > 0
		if name == encoding {
			return wanted
		}
		any = wanted
	}
	return any
}

// quality that a client gives something; 1 where it says nothing, 0 where it cannot be read.
func quality(parameters string) float64 {
	for p := range strings.SplitSeq(parameters, ";") {
		name, value, found := strings.Cut(strings.TrimSpace(p), "=")
		if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil {
			return 0
		}
		return q
	}
	return 1
}
