package config

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing to mend in the configuration.
type Problem struct {
	Line    int    // in the file; 0: not a line of the file
	Key     string // accounts[0].client_id, or the name of an environment variable
	Message string
}

// Error lists everything that is wrong. It never repeats a secret.
type Error struct {
	File     string
	Problems []Problem
}

func (e *Error) Error() string {
	var b strings.Builder
	if len(e.Problems) == 1 {
		b.WriteString("configuration: ")
	} else {
		fmt.Fprintf(&b, "configuration: %d problems\n", len(e.Problems))
	}
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
		if p.Key != "" {
			b.WriteString(p.Key + ": ")
		}
		b.WriteString(p.Message)
	}
	return b.String()
}

// loading is one Load: the settings so far, where they stand, what is wrong.
type loading struct {
	cfg      Config
	lines    map[string]int
	fromEnv  map[string]bool // secrets that the environment has set, by variable
	problems []Problem
}

func (l *loading) fail(path, format string, args ...any) {
	l.problems = append(l.problems, Problem{Line: l.line(path), Key: path, Message: fmt.Sprintf(format, args...)})
}

// line of a path, or of the nearest thing around it that stands in the file.
func (l *loading) line(path string) int {
	for path != "" {
		if n := l.lines[path]; n > 0 {
			return n
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}

func (l *loading) err(file string) error {
	if len(l.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(l.problems, func(a, b Problem) int { return a.Line - b.Line })
	return &Error{File: file, Problems: l.problems}
}
