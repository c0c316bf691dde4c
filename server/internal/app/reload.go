package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/deskside/deskside/config"
)

// Serve runs a server until ctx ends. At each signal the configuration is read anew:
// one that can be used is taken on whole, by a server that follows when the one before
// has stopped in order; with one that cannot, all goes on as it was. The port stays
// open meanwhile, so whoever comes waits a moment and is refused nothing.
func Serve(ctx context.Context, load func() (*config.Config, error), signals <-chan os.Signal, stderr io.Writer) error {
	cfg, err := load()
	if err != nil {
		return err
	}
	at, err := openDoor(cfg.Listen)
	if err != nil {
		return err
	}
	book := openJournal(stderr)
	now := &generation{cfg: cfg, door: at, book: book, log: book.logger(cfg.Log)}
	defer func() { book.close(now.log) }()
	before := now // to go back to, until now serves
	for {
		next, err := now.run(ctx, func() (*generation, error) { return now.successor(load) }, signals, func() {
			before.leave(now)
			before = now
		})
		switch {
		case next != nil:
			if err != nil {
				now.log.Warn("the server has not stopped in order", "err", err)
			}
			now = next
		case err != nil && before != now:
			now.log.Error("the server does not start with the new configuration, and goes on with the old one", "err", err)
			now.leave(before)
			now = before
		default:
			before.leave(now)
			now.leave(nil)
			return err
		}
	}
}

// generation is one server of those that follow each other in one process.
type generation struct {
	cfg  *config.Config
	door *door
	book *journal
	log  *slog.Logger
}

// run until ctx ends or there is a successor. It has stopped when run returns.
func (g *generation) run(ctx context.Context, successor func() (*generation, error), signals <-chan os.Signal, serves func()) (next *generation, err error) {
	own, stop := context.WithCancel(ctx)
	defer stop()
	if err := g.door.open(); err != nil {
		return nil, err
	}
	ended, listening := make(chan error, 1), make(chan struct{}, 1)
	go func() {
		ended <- Run(own, g.cfg, Options{Log: g.log, LogDropped: g.book.out.Dropped, Door: g.door, Listening: func(net.Addr) { listening <- struct{}{} }})
	}()
	for {
		select {
		case <-listening:
			serves()
		case err := <-ended:
			return nil, err
		case <-signals:
			if next, err = successor(); err != nil {
				g.log.Error("the configuration was read anew and cannot be used; the server goes on with what it has", "err", err)
				continue
			}
			g.log.Info("the configuration was read anew; the server begins again with it")
			stop()
			return next, <-ended
		}
	}
}

// successor by the configuration as it is now. What can be found wrong with it is found
// before anything stops.
func (g *generation) successor(load func() (*config.Config, error)) (*generation, error) {
	cfg, err := load()
	if err != nil {
		return nil, err
	}
	if _, err := assemble(cfg, slog.New(slog.DiscardHandler)); err != nil {
		return nil, err
	}
	next := &generation{cfg: cfg, door: g.door, book: g.book, log: g.book.logger(cfg.Log)}
	if cfg.Listen != g.cfg.Listen {
		next.door, err = openDoor(cfg.Listen)
	}
	return next, err
}

// leave the door, unless it is the other's too.
func (g *generation) leave(other *generation) {
	if other == nil || g.door != other.door {
		_ = g.door.TCPListener.Close() // it may be closed already
	}
}

// door is where requests come in. It outlives the servers behind it.
type door struct{ *net.TCPListener }

func openDoor(address string) (*door, error) {
	l, err := listen(address)
	if err != nil {
		return nil, err
	}
	return &door{l}, nil
}

// open it for the next server.
func (d *door) open() error { return d.SetDeadline(time.Time{}) }

// Accept somebody, until this server lets go of the door.
func (d *door) Accept() (net.Conn, error) {
	c, err := d.TCPListener.Accept()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = net.ErrClosed
	}
	return c, err
}

// Close lets go of the server that accepts here, and of nothing else: who comes now
// waits for the next one.
func (d *door) Close() error { return d.SetDeadline(time.Now()) }
