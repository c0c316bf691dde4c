package live

import (
	"bufio"
	"net"
	"net/http"
)

// pageBuffer is what is read at once of what a page says, in bytes: it answers
// pings with thirty, and seldom says more.
const pageBuffer = 512

// slim gives a socket a small buffer to read into. The one of 4 KiB that comes
// with the request would be half of what an idle socket costs.
type slim struct{ http.ResponseWriter }

// Hijack implements http.Hijacker.
func (w slim) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if rw.Reader.Buffered() > 0 {
		return conn, rw, nil // the page was quick: it has read the answer and spoken while we were about to take over
	}
	return conn, bufio.NewReadWriter(bufio.NewReaderSize(conn, pageBuffer), rw.Writer), nil
}

// WriteHeaderNow is asked for before Hijack: gin's writer keeps the status for itself until then.
func (w slim) WriteHeaderNow() {
	if keeps, ok := w.ResponseWriter.(interface{ WriteHeaderNow() }); ok {
		keeps.WriteHeaderNow()
	}
}
