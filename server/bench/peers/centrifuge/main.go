// Command centrifuge tells everybody what is new, with Centrifuge: each socket is
// subscribed by the server to one channel, and news is committed and then published.
// Sockets are pinged as often as the server's own.
//
//	centrifuge -listen ADDRESS -database FILE
package main

import (
	"context"
	"database/sql"
	"flag"
	"io"
	"log"
	"net/http"
	"net/url"
	"time"

	"github.com/centrifugal/centrifuge"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// channel that everybody is subscribed to.
const channel = "desk"

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`address`")
	file := flag.String("database", "", "`file`")
	flag.Parse()
	p, err := open(*file)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: *listen, Handler: p.routes(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	log.Fatal(server.ListenAndServe())
}

type peer struct {
	node   *centrifuge.Node
	insert *sql.Stmt
}

// open a database with the server's own pragmas, and a node.
func open(file string) (*peer, error) {
	q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "foreign_keys(ON)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(context.Background(), "CREATE TABLE IF NOT EXISTS news (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		return nil, err
	}
	insert, err := db.PrepareContext(context.Background(), "INSERT INTO news (body) VALUES (?)")
	if err != nil {
		return nil, err
	}
	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		return nil, err
	}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{
			Credentials:    &centrifuge.Credentials{},
			Subscriptions:  map[string]centrifuge.SubscribeOptions{channel: {}},
			PingPongConfig: &centrifuge.PingPongConfig{PingInterval: 5 * time.Second, PongTimeout: 4 * time.Second},
		}, nil
	})
	return &peer{node: node, insert: insert}, node.Run()
}

func (p *peer) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ready\n") })
	m.Handle("GET /socket", centrifuge.NewWebsocketHandler(p.node, centrifuge.WebsocketConfig{}))
	m.HandleFunc("POST /news", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 256<<10))
		if err == nil {
			_, err = p.insert.ExecContext(r.Context(), string(body))
		}
		if err == nil {
			_, err = p.node.Publish(channel, body)
		}
		if err != nil {
			log.Print(err)
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return m
}
