package bench

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// schema of the databases that are seeded: that of the commit which the goals are set
// against. Every later build brings it up to its own when it starts.
const schema = 4

const migrations = "../internal/store/sqlite/migrations"

// seed is a database that is being filled with what servers of that schema have written,
// row by row: 100,000 calls would take too long to be made.
type seed struct {
	b                                 *bench
	tx                                *sql.Tx
	interactions, events, refs, items *sql.Stmt
	calls                             int
	at                                time.Time // of the next event

	id      string // of the interaction that is being written
	version int
}

// seeded database of that name, filled once.
func (b *bench) seeded(name string, fill func(*seed)) (file string) {
	b.t.Helper()
	file = filepath.Join(b.dir, "seed-"+name+".db")
	if _, err := os.Stat(file); err == nil {
		return file
	}
	began, unfinished := time.Now(), file+".unfinished"
	if err := os.RemoveAll(unfinished); err != nil {
		b.t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+unfinished+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-262144)")
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	b.migrate(db)
	s := &seed{b: b, at: time.Now().Add(-90 * 24 * time.Hour).UTC()}
	if s.tx, err = db.Begin(); err != nil {
		b.t.Fatal(err)
	}
	s.interactions = s.prepare("INSERT INTO interactions (id, account, version, active) VALUES (?, ?, ?, ?)")
	s.events = s.prepare("INSERT INTO events (interaction, n, at, type, data) VALUES (?, ?, ?, ?, ?)")
	s.refs = s.prepare("INSERT INTO refs (ref, interaction) VALUES (?, ?)")
	s.items = s.prepare("INSERT INTO writes (key, interaction, account, lane, kind, author, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
	fill(s)
	if err := errors.Join(s.tx.Commit(), db.Close(), os.Rename(unfinished, file)); err != nil {
		b.t.Fatal(err)
	}
	b.t.Logf("seeded %s with %d calls in %s", name, s.calls, time.Since(began).Round(time.Second))
	return file
}

func (b *bench) migrate(db *sql.DB) {
	b.t.Helper()
	files, err := filepath.Glob(migrations + "/*.sql")
	if err != nil || len(files) < schema {
		b.t.Fatalf("%d migrations in %s, %v", len(files), migrations, err)
	}
	for _, name := range files[:schema] { // Glob sorts
		text, err := os.ReadFile(name)
		if err == nil {
			_, err = db.Exec(string(text))
		}
		if err != nil {
			b.t.Fatalf("%s: %v", name, err)
		}
	}
	if _, err := db.Exec(fmt.Sprintf("PRAGMA user_version = %d", schema)); err != nil {
		b.t.Fatal(err)
	}
}

// placeWith a copy of a seeded database, for a server to begin with.
func (b *bench) placeWith(file string) (place string) {
	b.t.Helper()
	place = b.place()
	folder := filepath.Join(b.dir, place)
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		err = copyFile(file, filepath.Join(folder, "deskside.db"))
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return place
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if e := out.Close(); err == nil {
		err = e
	}
	return err
}

func (s *seed) prepare(query string) *sql.Stmt {
	s.b.t.Helper()
	stmt, err := s.tx.Prepare(query)
	if err != nil {
		s.b.t.Fatal(err)
	}
	return stmt
}

func (s *seed) run(stmt *sql.Stmt, args ...any) {
	s.b.t.Helper()
	if _, err := stmt.Exec(args...); err != nil {
		s.b.t.Fatal(err)
	}
}

// The agent who has taken every call.
const seededAgent = `{"id":"support/7","name":"Agent 7","crm_id":"7"}`

// callID of the n-th call.
func callID(n int) string { return fmt.Sprintf("01m8hv%020d", n) }

// begin an interaction with a call from the street, which is active or not.
func (s *seed) begin(phone, callSID string, active bool) {
	s.calls++
	s.id, s.version = callID(s.calls), 0
	s.run(s.interactions, s.id, account, 0, active)
	s.run(s.refs, "call:"+callSID, s.id)
	s.event("started", `{"account":"support","queue":"default","channel":"voice","direction":"inbound","customer":{"phone":%q},"line":%q,"open_on":"arrival"}`, phone, ourNumber)
	s.event("call_arrived", `{"call_sid":%q,"from":%q,"to":%q}`, callSID, phone, ourNumber)
	s.event("offer_made", `{"offer":1}`)
}

// event of the interaction, a second after the last one.
func (s *seed) event(name, data string, values ...any) {
	s.version++
	s.at = s.at.Add(time.Second)
	s.run(s.events, s.id, s.version, s.at.UnixNano(), name, fmt.Sprintf(data, values...))
}

// item for the ticket, that came by the last event.
func (s *seed) item(kind, lane, author, state string) (key string) {
	key = fmt.Sprintf("%s-%s-%d-1", s.id, kind, s.version)
	s.run(s.items, key, s.id, account, lane, kind, author, state, s.at.UnixNano())
	return key
}

// end the interaction's log.
func (s *seed) end() {
	if _, err := s.tx.Exec("UPDATE interactions SET version = ? WHERE id = ?", s.version, s.id); err != nil {
		s.b.t.Fatal(err)
	}
}

func (s *seed) landed(ticket string, keys ...string) {
	for _, key := range keys {
		s.event("write_landed", `{"key":%q,"receipt":"%d","ticket":%q,"at":%q}`, key, 26155588908364+int64(s.version), ticket, s.at.Format(time.RFC3339Nano))
	}
}

// answered by an agent, and led to that ticket.
func (s *seed) answered(ticket, agent, agentSID string) (lane string) {
	contact := fmt.Sprintf("%s-contact-1-1", s.id)
	s.run(s.items, contact, s.id, account, "i/"+s.id, "contact", "", "landed", s.at.UnixNano())
	s.event("agents_rung", `{"offer":1,"agents":[%s]}`, agent)
	s.event("ticket_chosen", `{"ticket":{"id":%q,"number":%q,"url":"https://acme.example.com/agent/tickets/%s"},"rule":"new"}`, ticket, "#"+ticket, ticket)
	s.landed(ticket, contact)
	s.event("offer_accepted", `{"offer":1,"agent":%s,"tab":"widget-000007","until":%q}`, agent, s.at.Add(15*time.Second).Format(time.RFC3339Nano))
	s.event("agent_joined", `{"agent":%s,"call_sid":%q,"joined_at":%q}`, agent, agentSID, s.at.Format(time.RFC3339))
	return "t/" + account + "/" + ticket
}

// closedCall, answered and wrapped up, with its notes, all of it in that ticket; held:
// but for its wrap-up, which waits for a person.
func (s *seed) closedCall(ticket string, notes int, held bool) (id string) {
	phone, callSID := s.b.next.take()
	s.begin(phone, callSID, false)
	lane := s.answered(ticket, seededAgent, "CA9"+callSID[3:])
	var keys []string
	for i := range notes {
		s.event("note_added", `{"note":"seeded-%06d","agent":`+seededAgent+`,"text":"A replacement was promised; it leaves the warehouse tomorrow."}`, i)
		keys = append(keys, s.item("note", lane, "support/7", "landed"))
	}
	s.event("call_ended", `{"by":"customer","outcome":"answered","ended_at":%q}`, s.at.Format(time.RFC3339))
	keys = append(keys, s.item("call-log", lane, "", "landed"))
	s.event("wrap_up_saved", `{"agent":`+seededAgent+`,"disposition":"Solved","note":"All is well."}`)
	state := "landed"
	if held {
		state = "held"
	}
	wrapUp := s.item("wrap-up", lane, "support/7", state)
	s.event("closed", `{"reason":"wrapped up"}`)
	s.landed(ticket, keys...)
	if held {
		s.event("write_held", `{"key":%q,"kind":"rejected","reason":"The ticket's form wants a field that is not filled in."}`, wrapUp)
	} else {
		s.landed(ticket, wrapUp)
	}
	s.end()
	return s.id
}

// waitingCall that nobody answered: all of it still has to be brought to the CRM.
func (s *seed) waitingCall() (phone string) {
	phone, callSID := s.b.next.take()
	s.begin(phone, callSID, false)
	key := fmt.Sprintf("%s-contact-1-1", s.id)
	s.run(s.items, key, s.id, account, "i/"+s.id, "contact", "", "waiting", s.at.UnixNano())
	s.event("call_ended", `{"by":"customer","outcome":"abandoned","ended_at":%q}`, s.at.Format(time.RFC3339))
	s.item("call-log", "i/"+s.id, "", "waiting")
	s.event("closed", `{"reason":"nobody answered"}`)
	s.end()
	return phone
}

// connectedCall between a customer and an agent of their own, whose legs are given once
// the name of their conference is known.
func (s *seed) connectedCall(legs func(conference string) (customerSID, agentSID string)) {
	phone, _ := s.b.next.take()
	agent := fmt.Sprintf(`{"id":"support/%d","name":"Agent %[1]d","crm_id":"%[1]d"}`, s.calls)
	customerSID, agentSID := legs("c_" + callID(s.calls+1))
	s.begin(phone, customerSID, true)
	s.answered(fmt.Sprint(100_000+s.calls), agent, agentSID)
	s.end()
}
