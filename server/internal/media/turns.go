package media

import (
	"context"
	"sync"
)

// turns let one request at a time write to an upload: the newest, since the
// others belong to connections that their sender has given up.
type turns struct {
	mu sync.Mutex
	m  map[string]*turn
}

type turn struct {
	end  context.CancelCauseFunc
	over chan struct{}
}

// take the turn of key. The context that comes back ends with ErrSuperseded when
// somebody else wants it; done gives it back.
func (t *turns) take(ctx context.Context, key string) (_ context.Context, done func(), err error) {
	ctx, end := context.WithCancelCause(ctx)
	mine := &turn{end, make(chan struct{})}
	for {
		t.mu.Lock()
		before := t.m[key]
		if before == nil {
			if t.m == nil {
				t.m = map[string]*turn{}
			}
			t.m[key] = mine
			t.mu.Unlock()
			return ctx, func() { t.leave(key, mine) }, nil
		}
		t.mu.Unlock()
		before.end(ErrSuperseded)
		select {
		case <-before.over:
		case <-ctx.Done():
			end(nil)
			return nil, nil, context.Cause(ctx)
		}
	}
}

// taken: somebody is writing to key.
func (t *turns) taken(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.m[key] != nil
}

func (t *turns) leave(key string, mine *turn) {
	t.mu.Lock()
	delete(t.m, key)
	t.mu.Unlock()
	mine.end(nil)
	close(mine.over)
}
