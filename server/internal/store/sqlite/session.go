package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// session is the writer's connection with its prepared statements. It is the
// driver's own connection: what database/sql adds (a pool, its locks, conversions)
// costs as much as a short statement, and one goroutine needs none of it. The set
// of texts is fixed at compile time, so the map stays small.
type session struct {
	conn   driver.Conn
	memory *memory
	stmts  map[string]statement
	args   []driver.NamedValue // of the statement under way

	// draft is what the transaction under way has changed so far.
	draft draft
	// wrote: the operation under way may have changed something.
	wrote bool
}

type statement interface {
	driver.StmtExecContext
	driver.StmtQueryContext
	io.Closer
}

func newSession(conn driver.Conn, m *memory) *session {
	return &session{conn: conn, memory: m, stmts: map[string]statement{}, draft: newDraft()}
}

func (s *session) stmt(text string) (statement, error) {
	if st, ok := s.stmts[text]; ok {
		return st, nil
	}
	prepared, err := s.conn.Prepare(text)
	if err != nil {
		return nil, err
	}
	st, ok := prepared.(statement)
	if !ok {
		return nil, errors.Join(fmt.Errorf("sqlite: the driver's statements are %T", prepared), prepared.Close())
	}
	s.stmts[text] = st
	return st, nil
}

// bind the arguments for as long as one statement runs.
func (s *session) bind(args []any) []driver.NamedValue {
	s.args = s.args[:0]
	for i, a := range args {
		if n, ok := a.(int); ok {
			a = int64(n)
		}
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return s.args
}

func (s *session) exec(text string, args ...any) error {
	_, err := s.execN(text, args...)
	return err
}

// execN returns how many rows have changed. After an error nobody knows what has:
// SQLite takes back some failed statements, and with others the whole transaction.
func (s *session) execN(text string, args ...any) (int64, error) {
	st, err := s.stmt(text)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(context.Background(), s.bind(args))
	if err != nil {
		s.wrote = true
		return 0, err
	}
	n, err := res.RowsAffected()
	s.wrote = s.wrote || n > 0
	return n, err
}

// insert one row, and return its number.
func (s *session) insert(text string, args ...any) (int64, error) {
	st, err := s.stmt(text)
	if err != nil {
		return 0, err
	}
	s.wrote = true
	res, err := st.ExecContext(context.Background(), s.bind(args))
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// control begins and ends transactions.
func (s *session) control(text string) error {
	st, err := s.stmt(text)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background(), nil)
	return err
}

// errNoRow: a query that is expected to find one row has found none.
var errNoRow = errors.New("sqlite: no row")

// one reads one row into dest, or gives errNoRow.
func (s *session) one(text string, args []any, dest ...any) error {
	found := false
	err := s.each(text, args, func(row []driver.Value) error {
		if found {
			return nil
		}
		found = true
		return assign(row, dest)
	})
	if err == nil && !found {
		err = errNoRow
	}
	return err
}

// each calls take for every row of what is read; the row is good until take returns.
func (s *session) each(text string, args []any, take func([]driver.Value) error) (err error) {
	st, err := s.stmt(text)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(context.Background(), s.bind(args))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	row := make([]driver.Value, len(rows.Columns()))
	for {
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := take(row); err != nil {
			return err
		}
	}
}

// assign a row's values.
func assign(row []driver.Value, dest []any) error {
	if len(row) != len(dest) {
		return fmt.Errorf("sqlite: %d columns for %d values", len(row), len(dest))
	}
	for i, d := range dest {
		ok := false
		switch d := d.(type) {
		case *int64:
			*d, ok = row[i].(int64)
		case *string:
			*d, ok = row[i].(string)
		case *[]byte:
			*d, ok = row[i].([]byte)
		}
		if !ok {
			return fmt.Errorf("sqlite: column %d is %T, wanted for %T", i+1, row[i], d)
		}
	}
	return nil
}

func (s *session) close() error {
	var errs []error
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, s.conn.Close())...)
}
