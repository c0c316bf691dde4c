package live

import (
	"bufio"
	"net"
	"net/http"
	"sync"
)

// What a page says is read in pieces of pageBuffer bytes: it answers pings with
// thirty, and seldom says more. frameBuffer holds the head of a frame, or a ping.
const (
	pageBuffer  = 512
	frameBuffer = 128
)

// slim gives a socket small buffers. The two of 4 KiB that come with the request
// would be most of what an idle socket costs.
type slim struct {
	http.ResponseWriter
	outlet *outlet // set by Hijack
}

// Hijack implements http.Hijacker.
func (w *slim) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	w.outlet = &outlet{conn: conn}
	writer := bufio.NewWriterSize(w.outlet, frameBuffer)
	if rw.Reader.Buffered() > 0 {
		return conn, bufio.NewReadWriter(rw.Reader, writer), nil // the page was quick: it has read the answer and spoken while we were about to take over
	}
	return conn, bufio.NewReadWriter(bufio.NewReaderSize(conn, pageBuffer), writer), nil
}

// WriteHeaderNow is asked for before Hijack: gin's writer keeps the status for itself until then.
func (w *slim) WriteHeaderNow() {
	if keeps, ok := w.ResponseWriter.(interface{ WriteHeaderNow() }); ok {
		keeps.WriteHeaderNow()
	}
}

// outlet puts the pieces of a message together, so that it leaves in one system
// call although its socket has no buffer of that size: the buffers belong to those
// who are writing at the moment.
type outlet struct {
	conn net.Conn

	mu   sync.Mutex
	held *[]byte // nil: pieces leave as they come
}

var outletBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 4<<10); return &b }}

// mostKept of a buffer that is given back, in bytes.
const mostKept = 64 << 10

// Write implements io.Writer.
func (o *outlet) Write(piece []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held == nil {
		return o.conn.Write(piece)
	}
	*o.held = append(*o.held, piece...)
	return len(piece), nil
}

// hold what is written from now on, until let.
func (o *outlet) hold() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held = outletBuffers.Get().(*[]byte)
}

// let go of what was held.
func (o *outlet) let() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	held := o.held
	o.held = nil
	defer func() {
		if cap(*held) <= mostKept {
			*held = (*held)[:0]
			outletBuffers.Put(held)
		}
	}()
	if len(*held) == 0 {
		return nil
	}
	_, err := o.conn.Write(*held)
	return err
}
