package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// reads is the pool of connections for reading, with its prepared statements:
// SQLite takes as long to understand a question as to answer it. The texts are put
// together from parts that are fixed at compile time, so the map stays small.
type reads struct {
	*sql.DB

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

func openReads(ctx context.Context, dsn string, connections int) (*reads, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &reads{DB: db, stmts: map[string]*sql.Stmt{}}, nil
}

// query has its statement prepared once for each connection that it is asked on.
func (r *reads) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	st, err := r.stmt(ctx, text) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return nil, trouble(err)
	}
	rows, err := st.QueryContext(ctx, args...)
	return rows, trouble(err)
}

// row reads one row; an error of preparing shows at Scan.
func (r *reads) row(ctx context.Context, text string, args ...any) scanner {
	st, err := r.stmt(ctx, text) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return failed{trouble(err)}
	}
	return troubled{st.QueryRowContext(ctx, args...)}
}

func (r *reads) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if st := r.kept(text, nil); st != nil {
		return st, nil
	}
	st, err := r.PrepareContext(ctx, text) // it may wait for a connection, which nobody else shall wait for
	if err != nil {
		return nil, err
	}
	if first := r.kept(text, st); first != st {
		return first, st.Close() //nolint:sqlclosecheck // it is not kept
	}
	return st, nil
}

// kept statement of that text: the one that is there, or else this one.
func (r *reads) kept(text string, otherwise *sql.Stmt) *sql.Stmt {
	r.mu.Lock()
	defer r.mu.Unlock()
	if st, ok := r.stmts[text]; ok {
		return st
	}
	if otherwise != nil {
		r.stmts[text] = otherwise
	}
	return otherwise
}

// Close gives back the statements and the connections.
func (r *reads) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, st := range r.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, r.DB.Close())...)
}

type scanner interface{ Scan(dest ...any) error }

type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }
