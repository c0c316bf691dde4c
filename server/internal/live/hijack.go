package live

import (
	"bufio"
	"errors"
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
		conn.Close()
		return nil, nil, errors.New("the page has spoken before the handshake was answered")
	}
	return conn, bufio.NewReadWriter(bufio.NewReaderSize(conn, pageBuffer), rw.Writer), nil
}

// WriteHeaderNow is asked for before Hijack: gin's writer keeps the status for itself until then.
func (w slim) WriteHeaderNow() {
	if keeps, ok := w.ResponseWriter.(interface{ WriteHeaderNow() }); ok {
		keeps.WriteHeaderNow()
	}
}
