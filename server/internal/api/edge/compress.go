package edge

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// worthwhile is the smallest answer that is compressed, in bytes: less fits into one
// packet of most networks as it is.
const worthwhile = 1_400

// zippers are expensive to make and cheap to use again. Lists are read once: speed
// counts for more than the last tenth of their size.
var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant, and valid
	}
	return z
}}

// compressed answers a question with large JSON in less. Only questions (GET): what
// holds a token is the answer to a deed, and is never compressed, since its length would
// tell of the token whatever else of the answer somebody else can choose (BREACH).
// TestTokensAreNeverCompressed holds the contract to it.
func (e *Edge) compressed(c *gin.Context) {
	if c.Request.Method != http.MethodGet || c.Request.Header.Get("Upgrade") != "" {
		return
	}
	w := &zipped{ResponseWriter: c.Writer, takes: Accepts(c.Request.Header, "gzip")}
	c.Writer = w
	defer w.close()
	c.Next()
}

// zipped compresses an answer if its first piece shows that it is worthwhile. The edge
// writes JSON in one piece.
type zipped struct {
	gin.ResponseWriter
	takes   bool
	decided bool
	zipper  *gzip.Writer
}

func (w *zipped) Write(p []byte) (int, error) {
	if !w.decided {
		w.decide(len(p))
	}
	if w.zipper == nil {
		return w.ResponseWriter.Write(p)
	}
	return w.zipper.Write(p)
}

func (w *zipped) WriteString(text string) (int, error) { return w.Write([]byte(text)) }

func (w *zipped) decide(size int) {
	w.decided = true
	h := w.Header()
	if !strings.HasPrefix(h.Get("Content-Type"), "application/json") || h.Get("Content-Encoding") != "" {
		return
	}
	h.Add("Vary", "Accept-Encoding")
	if !w.takes || size < worthwhile {
		return
	}
	h.Set("Content-Encoding", "gzip")
	h.Del("Content-Length")
	w.zipper = zippers.Get().(*gzip.Writer)
	w.zipper.Reset(w.ResponseWriter)
}

func (w *zipped) close() {
	if w.zipper == nil {
		return
	}
	_ = w.zipper.Close() // a connection that is gone has nobody to tell
	w.zipper.Reset(nil)
	zippers.Put(w.zipper)
	w.zipper = nil
}

// Unwrap is for http.ResponseController.
func (w *zipped) Unwrap() http.ResponseWriter { return w.ResponseWriter }
