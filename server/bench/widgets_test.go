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
	"sync"
	"time"
)

// toWidgets: what idle connections cost, and how long it takes from the moment a
// webhook is sent until the call is in every widget.
func (b *bench) toWidgets() {
	w := b.newWorld(realLimits)
	defer w.close()
	server, floor := b.startServer(w, b.ours.server, "widgets"), b.startFloor(w, "widgets")
	defer server.end()
	defer floor.end()

	time.Sleep(b.size.settle)
	idle, floorIdle := server.memory("VmRSS"), floor.memory("VmRSS")
	keeper := server.keeper()
	ours := b.connect(server, "/v1/live?tab=widget-%06d", func(i int) string { return b.agentToken(keeper, i+1) })
	theirs := b.connect(floor, "/socket?n=%d", func(int) string { return "nobody" })
	defer ours.leave()
	defer theirs.leave()
	time.Sleep(b.size.settle)
	each := func(now, before float64) []float64 {
		return []float64{max(now-before, 0) / 1e3 / float64(b.size.widgets)}
	}
	connection := figures{ours: each(server.memory("VmRSS"), idle), baseline: each(floor.memory("VmRSS"), floorIdle)}

	took, floorTook := b.calls(server, ours, voicePath), b.news(floor, theirs, ours.longest())
	of := func(p int) figures {
		return figures{ours: []float64{percentile(took, p)}, baseline: []float64{percentile(floorTook, p)}}
	}
	b.report.add("accept_to_widget_p50", "ms", of(50), noGoal)
	b.report.add("accept_to_widget_p99", "ms", of(99), noGoal)
	b.report.add("widget_connection", "KB", connection, noGoal)
}

// calls one after the other, and how long each took to each widget, in milliseconds.
func (b *bench) calls(p *process, ws *widgets, path string) []float64 {
	c, err := p.dial()
	if err != nil {
		b.t.Fatal(err)
	}
	defer c.conn.Close()
	var took []float64
	for range b.size.calls {
		next := b.newCall()
		webhook := next.webhook(path)
		heard := ws.expect(next.phone)
		sent := time.Now()
		if err := c.send(webhook); err != nil {
			b.t.Fatal(err)
		}
		took = append(took, b.heard(ws, heard, sent)...)
		time.Sleep(betweenCalls)
	}
	return took
}

// news of that many bytes, through the floor.
func (b *bench) news(p *process, ws *widgets, bytes int) []float64 {
	c, err := p.dial()
	if err != nil {
		b.t.Fatal(err)
	}
	defer c.conn.Close()
	var took []float64
	for range b.size.calls {
		phone, _ := b.next.take()
		heard := ws.expect(phone)
		body := fmt.Sprintf("%*s", -bytes, phone)
		request := fmt.Appendf(nil, "POST /news HTTP/1.1\r\nHost: floor\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		sent := time.Now()
		if err := c.send(request); err != nil {
			b.t.Fatal(err)
		}
		took = append(took, b.heard(ws, heard, sent)...)
		time.Sleep(betweenCalls)
	}
	return took
}

// betweenCalls is long enough for what follows a call, its ticket, to have been told.
const betweenCalls = 100 * time.Millisecond

func (b *bench) heard(ws *widgets, heard <-chan time.Time, sent time.Time) []float64 {
	b.t.Helper()
	var took []float64
	late := time.After(patience)
	for range ws.conns {
		select {
		case at := <-heard:
			took = append(took, at.Sub(sent).Seconds()*1e3)
		case <-late:
			b.t.Fatalf("%d of %d widgets have heard of a call", len(took), len(ws.conns))
		}
	}
	return took
}

// widgets that are connected, as thin as can be: they share the machine with what
// is measured.
type widgets struct {
	conns []net.Conn
	wg    sync.WaitGroup

	mu    sync.RWMutex
	phone []byte         // of the call that is waited for
	round int            // counts the calls
	heard chan time.Time // one for each widget that has it
	most  int            // bytes of the longest message about a call
}

func (b *bench) connect(p *process, path string, token func(int) string) *widgets {
	b.t.Helper()
	ws := &widgets{}
	for i := range b.size.widgets {
		conn, err := net.Dial("tcp", p.address)
		if err != nil {
			b.t.Fatal(err)
		}
		ws.conns = append(ws.conns, conn)
		r := bufio.NewReaderSize(conn, 4<<10)
		if err := upgrade(conn, r, fmt.Sprintf(path, i), token(i)); err != nil {
			b.t.Fatal(err)
		}
		ws.wg.Go(func() {
			if err := ws.listen(conn, r); err != nil && !errors.Is(err, net.ErrClosed) {
				b.t.Errorf("widget %d: %v", i, err)
			}
		})
	}
	return ws
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
func (ws *widgets) listen(conn net.Conn, r *bufio.Reader) error {
	var message []byte
	done := 0 // the last call that was heard of
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
		ws.mu.RLock()
		if ws.phone != nil && done != ws.round && bytes.Contains(message, ws.phone) {
			done = ws.round
			ws.heard <- time.Now()
		}
		longer := len(message) > ws.most
		ws.mu.RUnlock()
		if longer {
			ws.mu.Lock()
			ws.most = max(ws.most, len(message))
			ws.mu.Unlock()
		}
	}
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
	length := int(head[1])
	switch length {
	case 126:
		if _, err := io.ReadFull(r, head[:2]); err != nil {
			return nil, err
		}
		length = int(binary.BigEndian.Uint16(head[:2]))
	case 127:
		return nil, errors.New("a message of more than 64 KiB")
	}
	if cap(into) < length {
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
func (ws *widgets) expect(phone string) <-chan time.Time {
	heard := make(chan time.Time, len(ws.conns))
	ws.mu.Lock()
	ws.phone, ws.heard = []byte(phone), heard
	ws.round++
	ws.mu.Unlock()
	return heard
}

func (ws *widgets) longest() int {
	ws.mu.RLock()
	defer ws.mu.RUnlock()
	return ws.most
}

func (ws *widgets) leave() {
	for _, c := range ws.conns {
		_ = c.Close()
	}
	ws.wg.Wait()
}
