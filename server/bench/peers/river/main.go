// Command river does with River what the server does with a webhook before it answers:
// one transaction with the row that was asked for and a job for what follows from it,
// on SQLite with the server's own pragmas. The jobs are worked, and do nothing.
//
//	river -listen ADDRESS -database FILE
package main

import (
	"context"
	"database/sql"
	"flag"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`address`")
	file := flag.String("database", "", "`file`")
	flag.Parse()
	p, err := open(context.Background(), *file)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: *listen, Handler: p.routes(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	log.Fatal(server.ListenAndServe())
}

// contact is the job of a row.
type contact struct {
	Row int64 `json:"row"`
}

// Kind implements river.JobArgs.
func (contact) Kind() string { return "contact" }

type worker struct {
	river.WorkerDefaults[contact]
}

// Work implements river.Worker.
func (worker) Work(context.Context, *river.Job[contact]) error { return nil }

type peer struct {
	db     *sql.DB
	insert *sql.Stmt
	client *river.Client[*sql.Tx]
}

// open a database with the server's own pragmas, and begin to work its jobs. One
// connection, as the driver's documentation advises.
func open(ctx context.Context, file string) (*peer, error) {
	q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "foreign_keys(ON)"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	driver := riversqlite.New(db)
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS contacts (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		return nil, err
	}
	insert, err := db.PrepareContext(ctx, "INSERT INTO contacts (body) VALUES (?)")
	if err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, worker{})
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 100}}, Workers: workers, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, err
	}
	return &peer{db: db, insert: insert, client: client}, client.Start(ctx)
}

func (p *peer) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ready\n") })
	m.HandleFunc("POST /row", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 256<<10))
		if err == nil {
			err = p.accept(r.Context(), string(body))
		}
		if err != nil {
			log.Print(err)
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = io.WriteString(w, answer)
	})
	return m
}

// answer as long as the server's own.
const answer = `<?xml version="1.0" encoding="UTF-8"?><Response><Dial><Conference startConferenceOnEnter="false">room</Conference></Dial></Response>`

func (p *peer) accept(ctx context.Context, body string) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	insert := tx.StmtContext(ctx, p.insert)
	defer insert.Close()
	row, err := insert.ExecContext(ctx, body)
	if err != nil {
		return err
	}
	id, err := row.LastInsertId()
	if err != nil {
		return err
	}
	if _, err := p.client.InsertTx(ctx, tx, contact{Row: id}, nil); err != nil {
		return err
	}
	return tx.Commit()
}
