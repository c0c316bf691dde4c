package config

import (
	"fmt"
	"strings"
)

// environment is the place of what stands in no file.
const environment = "environment"

// sources are where settings stand. The environment wins over the file, so an error
// about a setting that both have names the variable.
type sources struct {
	file  string         // "": all of it comes from the environment
	lines map[string]int // by path
	vars  map[string]string
}

// find the place of a path, or of the nearest thing around it that stands somewhere.
func (s sources) find(path string) (line int, variable string) {
	for path != "" {
		if v := s.vars[path]; v != "" {
			return 0, v
		}
		if n := s.lines[path]; n > 0 {
			return n, ""
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0, ""
}

// at a line of the file; 0: somewhere in it, or nowhere.
func (s sources) at(line int) string {
	switch {
	case s.file == "":
		return environment
	case line == 0:
		return s.file
	}
	return fmt.Sprintf("%s:%d", s.file, line)
}

func (s sources) problem(path, format string, args ...any) Problem {
	line, variable := s.find(path)
	p := Problem{Place: s.at(line), Line: line, Key: path, Message: fmt.Sprintf(format, args...)}
	if variable != "" {
		p.Place = environment + ", " + variable
	}
	return p
}

// Notice is a problem with a setting that is noticed elsewhere, such as a limit that
// only a connector knows.
func (c *Config) Notice(path, message string) Problem { return c.from.problem(path, "%s", message) }
