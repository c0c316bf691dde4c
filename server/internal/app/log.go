package app

import (
	"io"
	"log"
	"log/slog"

	"github.com/deskside/deskside/config"
)

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
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
