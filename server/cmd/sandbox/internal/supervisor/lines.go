package supervisor

import (
	"bytes"
	"io"
	"sync"
)

// longest line that is kept together, in bytes.
const longest = 64 << 10

// lines puts a prefix before every line, also when a line comes in pieces.
type lines struct {
	to     io.Writer
	prefix string

	mu   sync.Mutex
	part []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.part = append(l.part, p...)
	for {
		i := bytes.IndexByte(l.part, '\n')
		if i < 0 && len(l.part) < longest {
			return len(p), nil
		}
		if i < 0 {
			i = len(l.part) - 1
		}
		if err := l.print(l.part[:i+1]); err != nil {
			return 0, err
		}
		l.part = l.part[i+1:]
	}
}

func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.part) > 0 {
		_ = l.print(append(l.part, '\n')) // the last words of a child that died in the middle of one
		l.part = nil
	}
}

// print writes prefix and line at once, so that writers that share the target
// do not interleave within a line.
func (l *lines) print(line []byte) error {
	_, err := l.to.Write(append([]byte(l.prefix), line...))
	return err
}
