package config

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing to mend in the configuration.
type Problem struct {
	Place   string // where it stands: a file with its line, or a variable in the environment
	Line    int    // in the file; 0: not a line of the file
	Key     string // accounts[0].client_id, or the name of an environment variable
	Message string
}

func (p Problem) String() string {
	s := p.Message
	for _, before := range []string{p.Key, p.Place} {
		if before != "" {
			s = before + ": " + s
		}
	}
	return s
}

// Error lists everything that is wrong. It never repeats a secret.
type Error struct {
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
		b.WriteString(p.String())
	}
	return b.String()
}

// loading is one Load: the settings so far, where they stand, what is wrong.
type loading struct {
	cfg      Config
	from     sources
	fromEnv  map[string]bool // secrets that the environment has set, by variable
	problems []Problem
}

func (l *loading) fail(path, format string, args ...any) {
	l.problems = append(l.problems, l.from.problem(path, format, args...))
}

// failLine is fail for what has a line and is no setting.
func (l *loading) failLine(line int, key, message string) {
	l.problems = append(l.problems, Problem{Place: l.from.at(line), Line: line, Key: key, Message: message})
}

// failVariable is fail for a variable in the environment that is no setting.
func (l *loading) failVariable(name, message string) {
	l.problems = append(l.problems, Problem{Place: environment, Key: name, Message: message})
}

func (l *loading) err() error {
	if len(l.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(l.problems, func(a, b Problem) int { return a.Line - b.Line })
	return &Error{Problems: l.problems}
}
