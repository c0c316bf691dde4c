package app

import (
	"context"
	"io"
	"log"
	"log/slog"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/logs"
)

// lastWords is how long the log's reader may take for what is left when a server stops.
const lastWords = time.Second

// Logger as configured. The standard logger, which client libraries write
// request data to, is silenced: everything worth knowing is logged by our own
// transport, without personal data.
func Logger(c config.Log, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	log.SetOutput(io.Discard)
	if c.Format == "json" {
		return slog.New(logs.Summed(slog.NewJSONHandler(w, options)))
	}
	return slog.New(logs.Summed(slog.NewTextHandler(w, options)))
}

// journal is the log of one process: of all servers that follow each other in it. Nobody
// waits for who reads it, and no reader who goes away ends the process.
type journal struct{ out *logs.Writer }

func openJournal(w io.Writer) *journal {
	signal.Ignore(syscall.SIGPIPE)
	return &journal{logs.NewWriter(w, logs.Backlog)}
}

// logger of the next server.
func (j *journal) logger(c config.Log) *slog.Logger {
	l := Logger(c, j.out)
	j.out.Tell(func(dropped int) {
		l.Warn("nobody read the log: lines were dropped", "lines", dropped)
	})
	return l
}

// close the journal; l is the logger of its last server.
func (j *journal) close(l *slog.Logger) {
	if h, ok := l.Handler().(*logs.Summing); ok {
		h.Flush()
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	j.out.Close(ctx)
}

// strangersTo is where the HTTP server tells of connections that broke off.
func strangersTo(l *slog.Logger) *log.Logger { return log.New(connections{l}, "", 0) }

type connections struct{ log *slog.Logger }

func (c connections) Write(line []byte) (int, error) {
	c.log.Warn("a connection was of no use", logs.Stranger, "err", strings.TrimSpace(string(line)))
	return len(line), nil
}
