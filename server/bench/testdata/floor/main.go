// Command floor is the least that could do the server's work, for the benchmark
// to measure the server against: gin, one committed row for each request, and
// one request to the CRM.
//
//	floor -listen ADDRESS -database FILE -crm URL
package main

import (
	"database/sql"
	"errors"
	"flag"
	"io"
	"log"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`address`")
	file := flag.String("database", "", "`file`")
	crm := flag.String("crm", "", "`URL` that is asked about each relayed row")
	flag.Parse()
	f, err := open(*file, *crm)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: *listen, Handler: f.routes(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	log.Fatal(server.ListenAndServe())
}

type floor struct {
	db     *sql.DB
	insert *sql.Stmt
	crm    string
}

// open a database with the server's own pragmas. One connection: a second one
// could only wait for the first.
func open(file, crm string) (*floor, error) {
	q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "foreign_keys(ON)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		return nil, err
	}
	insert, err := db.Prepare("INSERT INTO rows (body) VALUES (?)")
	return &floor{db: db, insert: insert, crm: crm}, err
}

func (f *floor) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.GET("/readyz", func(c *gin.Context) { c.String(http.StatusOK, "ready\n") })
	r.POST("/row", func(c *gin.Context) { f.commit(c) })
	r.POST("/relay", func(c *gin.Context) {
		if f.commit(c) {
			go f.ask(c.Query("about"))
		}
	})
	return r
}

// answer as long as the server's own.
const answer = `<?xml version="1.0" encoding="UTF-8"?><Response><Dial><Conference startConferenceOnEnter="false">room</Conference></Dial></Response>`

func (f *floor) commit(c *gin.Context) bool {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, 256<<10))
	if err == nil {
		_, err = f.insert.ExecContext(c.Request.Context(), string(body))
	}
	if err != nil {
		c.Status(http.StatusInternalServerError)
		return false
	}
	c.Data(http.StatusOK, "text/xml; charset=utf-8", []byte(answer))
	return true
}

// ask the CRM who that is.
func (f *floor) ask(about string) {
	answer, err := http.Get(f.crm + "?query=" + url.QueryEscape(about)) //nolint:noctx // it takes as long as it takes
	if err != nil {
		log.Print(err)
		return
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		log.Print(err)
	}
}
