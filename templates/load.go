package templates

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deskside/deskside/text"
)

// maxSource bounds an admin's file, in bytes.
const maxSource = 256 << 10

// Load the built-in templates and, over them, those in dir; "" has none. own are names of
// prompts that may be there beside ours. The error has one line for every file at fault:
// file, line, reason.
func Load(dir string, own ...string) (*Set, error) {
	s := &Set{files: map[string]executor{}, signed: map[string]bool{}, prompts: map[string]executor{}, english: map[Prompt]bool{}, own: own}
	sources, origin := map[string]string{}, map[string]string{}
	entries, err := builtin.ReadDir("builtin")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		b, err := builtin.ReadFile("builtin/" + e.Name())
		if err != nil {
			return nil, err
		}
		sources[e.Name()], origin[e.Name()] = string(b), "built-in "+e.Name()
	}
	var problems []string
	if dir != "" {
		problems = s.override(dir, sources, origin)
	}
	for file, source := range sources {
		t, err := parse(file, source)
		if err != nil {
			line, reason := where(file, err)
			problems = append(problems, fmt.Sprintf("%s: %s", place(origin[file], line), reason))
			continue
		}
		s.files[file], s.signed[file] = t, naming.MatchString(source)
	}
	if len(problems) == 0 {
		problems = append(s.speak(origin), s.try(origin, sources)...)
	}
	if len(problems) > 0 {
		slices.Sort(problems)
		return nil, errors.New("templates: " + strings.Join(problems, "\ntemplates: "))
	}
	return s, nil
}

// naming is where a template says who wrote what it is about.
var naming = regexp.MustCompile(`\{\{-?[^}/]*\.Agent\b`)

// override takes the files of dir in. Names that begin with a dot are left to
// editors, version control and volume mounts.
func (s *Set) override(dir string, sources, origin map[string]string) (problems []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return []string{fmt.Sprintf("cannot read the folder: %v", err)}
	}
	for _, e := range entries {
		name, path := e.Name(), filepath.Join(dir, e.Name())
		if strings.HasPrefix(name, ".") {
			continue
		}
		_, known := sources[name]
		if _, _, prompt := s.readPromptFile(name); !known && !prompt {
			reason := "there is no template of that name"
			if meant := text.Nearest(name, slices.Sorted(maps.Keys(sources))); meant != "" {
				reason += "; did you mean " + meant + "?"
			}
			problems = append(problems, path+": "+reason)
			continue
		}
		source, err := readSource(path)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		sources[name], origin[name] = source, path
	}
	return problems
}

func readSource(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSource+1))
	switch {
	case err != nil:
		return "", err
	case len(b) > maxSource:
		return "", fmt.Errorf("%s: is larger than %d bytes", path, maxSource)
	}
	return string(b), nil
}

// problem is how Go's template packages say where something is wrong.
var problem = regexp.MustCompile(`(?s)^(?:html/)?template: ?([^:]+):(\d+)(?::\d+)?: (?:executing "[^"]*" at )?(.*)$`)

func where(file string, err error) (line int, reason string) {
	m := problem.FindStringSubmatch(err.Error())
	if m == nil {
		return 0, strings.TrimPrefix(err.Error(), "template: "+file+": ")
	}
	line, _ = strconv.Atoi(m[2])
	return line, m[3]
}

func readable(file string, err error) error {
	line, reason := where(file, err)
	return fmt.Errorf("templates: %s: %s", place(file, line), reason)
}

func place(file string, line int) string {
	if line == 0 {
		return file
	}
	return file + ":" + strconv.Itoa(line)
}
