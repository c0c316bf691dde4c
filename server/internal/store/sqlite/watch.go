package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/store/mark"
)

// watchEvery is how often the files are looked at while nobody writes, and how much of
// what was acknowledged the mark may be behind.
const watchEvery = time.Second

// Watch what the database stands on until ctx ends, and keep the mark beside it up to
// date. It says once what it finds; what is asked of the store after that is refused.
func (s *Store) Watch(ctx context.Context, c clock.Clock, log *slog.Logger) {
	for clock.Sleep(ctx, c, watchEvery) {
		if err := s.look(ctx, c.Now(), log); err != nil {
			log.Error("the database does not hold what was acknowledged; nothing is taken on any more", "err", err)
			return
		}
	}
}

// look once. The error is the end of the database.
func (s *Store) look(ctx context.Context, now time.Time, log *slog.Logger) error {
	err := s.writer.do(ctx, quiet, func(*session) error { return nil }) // every transaction looks
	if lost, ok := errors.AsType[*LostError](err); ok {
		said := *lost
		to, err := s.rescue(context.WithoutCancel(ctx), lost, now)
		if err != nil {
			log.Error("what was acknowledged could not be copied", "err", err)
		}
		said.Rescued = to
		s.writer.floor.lost.Store(&said)
		return &said
	}
	if err != nil {
		return nil //nolint:nilerr // a disk that takes nothing may take something later
	}
	if err := s.keepMark(ctx); err != nil && ctx.Err() == nil {
		log.Warn("how far the database has come cannot be written beside it", "err", err)
	}
	return nil
}

// keepMark writes the mark if something has happened since.
func (s *Store) keepMark(ctx context.Context) error {
	newest, err := lastOf(ctx, s.reads)
	if err != nil || newest.seq <= s.marked {
		return err
	}
	if err := (mark.Mark{Head: newest.seq, At: newest.at}).Write(markPath(s.writer.floor.path)); err != nil {
		return err
	}
	s.marked = newest.seq
	return nil
}
