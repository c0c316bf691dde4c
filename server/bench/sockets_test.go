package bench

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// livePath of an agent's n-th widget.
const livePath = "/v1/live?tab=widget-%06d"

// widgets that are connected, as thin as can be: they share the machine with what
// is measured.
type widgets struct {
	conns   []net.Conn
	bytes   atomic.Int64 // of messages, pings not counted
	awaited atomic.Pointer[expected]
	wg      sync.WaitGroup
}

// expected call, of which each widget is to hear once.
type expected struct {
	phone []byte
	rings func(widget int) []byte // the agent's quoted id, for whom it must ring; nil: it need not
	heard chan time.Time
}

// dialAtOnce are connected at the same time.
const dialAtOnce = 32

// connect n widgets. They answer pings from then on.
func (b *bench) connect(p *process, n int, path string, token func(int) string) *widgets {
	b.t.Helper()
	ws := &widgets{conns: make([]net.Conn, n)}
	next := make(chan int)
	errs := make(chan error, dialAtOnce)
	for range dialAtOnce {
		go func() {
			var err error
			for i := range next {
				if err == nil {
					err = ws.open(b, p, i, fmt.Sprintf(path, i), token(i))
				}
			}
			errs <- err
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	for range dialAtOnce {
		if err := <-errs; err != nil {
			b.t.Fatal(err)
		}
	}
	return ws
}

func (ws *widgets) open(b *bench, p *process, i int, path, token string) error {
	conn, err := net.Dial("tcp", p.address)
	if err != nil {
		return err
	}
	ws.conns[i] = conn
	r := bufio.NewReaderSize(conn, 4<<10)
	if err := upgrade(conn, r, path, token); err != nil {
		return err
	}
	if token == centrifugeToken {
		if err := say(conn, []byte(`{"id":1,"connect":{}}`)); err != nil {
			return err
		}
		if _, err := frame(r, nil); err != nil {
			return err
		}
	}
	ws.wg.Go(func() {
		if err := ws.listen(i, conn, r); err != nil && !errors.Is(err, net.ErrClosed) {
			b.t.Errorf("widget %d: %v", i, err)
		}
	})
	return nil
}

func upgrade(conn net.Conn, r *bufio.Reader, path, token string) error {
	_, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: desk.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: deskside.v1, bearer.%s\r\n\r\n", path, token)
	if err != nil {
		return err
	}
	answer, err := http.ReadResponse(r, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSwitchingProtocols {
		said, _ := io.ReadAll(answer.Body)
		return fmt.Errorf("%s: %s", answer.Status, said)
	}
	return nil
}

// listen until the connection ends.
func (ws *widgets) listen(i int, conn net.Conn, r *bufio.Reader) error {
	var message []byte
	var call *expected // that was heard of last
	known, done := false, false
	available := false // what the server has said last of the widget's agent
	for {
		var err error
		if message, err = frame(r, message); err != nil {
			return err
		}
		if ping, ok := bytes.CutPrefix(message, []byte(`{"kind":"ping","ping":`)); ok {
			if err := say(conn, fmt.Appendf(nil, `{"kind":"pong","ping":%s`, ping)); err != nil {
				return err
			}
			continue
		}
		if string(message) == "{}" { // Centrifuge's ping
			if err := say(conn, message); err != nil {
				return err
			}
			continue
		}
		ws.bytes.Add(int64(len(message)))
		if bytes.HasPrefix(message, []byte(`{"kind":"me"`)) {
			available = bytes.Contains(message, []byte(`"state":"available"`))
		}
		e := ws.awaited.Load()
		if e != call {
			call, known, done = e, false, false
		}
		if e == nil || done {
			continue
		}
		known = known || bytes.Contains(message, e.phone)
		if known && (e.rings == nil || ringsFor(message, e.rings(i), available)) {
			done = true
			e.heard <- time.Now()
		}
	}
}

// ringsFor an agent: by the rule that a view has, which is for those who are available, or
// in an older build's because their quoted id is among those that it names.
func ringsFor(message, agent []byte, available bool) bool {
	if bytes.Contains(message, []byte(`"rule":"available"`)) {
		return available
	}
	_, list, ok := bytes.Cut(message, []byte(`"rings":[`))
	if !ok {
		return false
	}
	list, _, _ = bytes.Cut(list, []byte("]"))
	return bytes.Contains(list, agent)
}

// frame reads an unmasked text message of one frame, which is all that is sent.
func frame(r *bufio.Reader, into []byte) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:2]); err != nil {
		return nil, err
	}
	const wholeText = 0x81
	if head[0] != wholeText {
		return nil, fmt.Errorf("a frame begins with %#x", head[0])
	}
	length := uint64(head[1])
	switch length {
	case 126:
		if _, err := io.ReadFull(r, head[:2]); err != nil {
			return nil, err
		}
		length = uint64(binary.BigEndian.Uint16(head[:2]))
	case 127:
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil, err
		}
		length = binary.BigEndian.Uint64(head[:])
	}
	if length > 64<<20 {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	if uint64(cap(into)) < length {
		into = make([]byte, length)
	}
	into = into[:length]
	_, err := io.ReadFull(r, into)
	return into, err
}

// say something short, masked with zeros.
func say(conn net.Conn, text []byte) error {
	_, err := conn.Write(append([]byte{0x81, 0x80 | byte(len(text)), 0, 0, 0, 0}, text...))
	return err
}

// expect tells when each widget has heard of the call.
func (ws *widgets) expect(phone string, rings func(widget int) []byte) <-chan time.Time {
	e := &expected{phone: []byte(phone), rings: rings, heard: make(chan time.Time, len(ws.conns))}
	ws.awaited.Store(e)
	return e.heard
}

// heard is how long it took from sent until 99 of 100 widgets knew, in milliseconds. An
// agent whose page is slow to answer on a busy machine is rightly not rung.
func (b *bench) heard(ws *widgets, heard <-chan time.Time, sent time.Time) float64 {
	b.t.Helper()
	took := make([]float64, 0, len(ws.conns))
	late := time.After(2 * patience)
	for len(took) < (len(ws.conns)*99+99)/100 {
		select {
		case at := <-heard:
			took = append(took, at.Sub(sent).Seconds()*1e3)
		case <-late:
			b.t.Fatalf("%d of %d widgets have heard of a call", len(took), len(ws.conns))
		}
	}
	return slices.Max(took)
}

// silent: nothing has come, and the process has done nothing, for as long as a widget
// waits for what follows.
func (ws *widgets) silent(p *process) {
	const pause = 250 * time.Millisecond
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		bytes, cpu := ws.bytes.Load(), p.cpu()
		time.Sleep(pause)
		if ws.bytes.Load() == bytes && p.cpu()-cpu <= tick {
			return
		}
	}
	p.b.t.Error("the widgets are told more and more")
}

func (ws *widgets) leave() {
	for _, c := range ws.conns {
		_ = c.Close()
	}
	ws.wg.Wait()
}
