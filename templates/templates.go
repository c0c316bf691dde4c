// Package templates turns what is known into words: bodies of notes, as plain
// text and as HTML, subjects of tickets, and what callers hear.
//
// The built-in files can be replaced one by one by an admin's own. Every file is
// parsed and tried at start, so that a broken one is found before the first
// customer is. Values are cleaned before any template sees them: whatever a
// stranger has sent, and whatever an admin's template does, a note holds no
// control characters, no foreign markup and nothing that a CRM would expand.
//
// A Set is safe for concurrent use.
package templates

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"io"
	"strings"
	texttemplate "text/template"
)

//go:embed builtin
var builtin embed.FS

// Body of a note, the same content twice.
type Body struct {
	Text string
	HTML string // of the elements p br b i ul ol li a h4 table tr th td code

	Signed bool // the template says who wrote it, whatever they wrote
}

// Set of templates, parsed and tried.
type Set struct {
	files   map[string]executor // by file name
	signed  map[string]bool     // those that say who wrote it
	prompts map[string]executor // by promptKey
	english map[Prompt]bool     // our own words, which are English
	own     []string            // prompts that an admin has beside ours
}

// executor is a text or an HTML template.
type executor interface {
	Execute(w io.Writer, data any) error
}

// Note renders both bodies. The error names file and line.
func (s *Set) Note(n Note) (Body, error) {
	data := cleaned(n)
	text, err := s.render(n.name()+".txt", data)
	if err != nil {
		return Body{}, err
	}
	html, err := s.render(n.name()+".html", data)
	return Body{Text: text, HTML: html, Signed: s.signed[n.name()+".txt"]}, err
}

// Line renders one line without a line break, cut where it gets too long for a subject.
func (s *Set) Line(l Line) (string, error) {
	text, err := s.render(l.line()+".txt", cleaned(l))
	return CleanLine(cut(oneLine(text), maxSubject)), err
}

// maxSubject is well below the 255 characters of a case's subject.
const maxSubject = 150

func (s *Set) render(file string, data any) (string, error) {
	var b strings.Builder
	if err := s.files[file].Execute(&b, data); err != nil {
		return "", readable(file, err)
	}
	if strings.HasSuffix(file, ".html") {
		return tidy(b.String(), 0), nil
	}
	return tidy(b.String(), 1), nil
}

// tidy takes away the blanks that the layout of a template leaves behind: at the
// ends of lines, and more empty lines in a row than blank.
func tidy(s string, blank int) string {
	var b strings.Builder
	empty := 0
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString(strings.Repeat("\n", min(empty, blank)+1))
		}
		empty = 0
		b.WriteString(line)
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func parse(file, source string) (executor, error) {
	if strings.HasSuffix(file, ".html") {
		return htmltemplate.New(file).Funcs(functions).Parse(source)
	}
	return texttemplate.New(file).Funcs(functions).Parse(source)
}

// functions that templates may use besides the ones of Go's templates.
var functions = map[string]any{
	"join":   strings.Join,
	"lines":  func(s string) []string { return strings.Split(s, "\n") },
	"indent": func(n int, s string) string { return strings.ReplaceAll(s, "\n", "\n"+strings.Repeat(" ", n)) },
	"quote":  func(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") },
}

func (s *Set) try(origin map[string]string, sources map[string]string) []string {
	var problems []string
	said := map[string]bool{}
	report := func(file string, line int, reason string) {
		if !said[file] { // the first problem of a file is enough
			said[file] = true
			problems = append(problems, fmt.Sprintf("%s: %s", place(origin[file], line), reason))
		}
	}
	written := map[string]bool{}
	for _, sample := range samples() {
		for file, data := range inputs(sample) {
			var b strings.Builder
			if err := s.files[file].Execute(&b, data); err != nil {
				line, reason := where(file, err)
				report(file, line, reason)
				continue
			}
			if strings.TrimSpace(b.String()) != "" {
				written[file] = true
			}
			if tag := forbidden(b.String()); tag != "" && strings.HasSuffix(file, ".html") {
				report(file, lineOf(sources[file], tag), fmt.Sprintf("%s is not allowed; notes may use %s, and links to http and https", tag, strings.Join(elements, " ")))
			}
		}
	}
	for file := range s.files {
		if _, _, isPrompt := s.readPromptFile(file); !isPrompt && !written[file] {
			report(file, 0, "gives no words at all")
		}
	}
	return problems
}

// inputs are the files that a sample is for.
func inputs(sample any) map[string]any {
	switch d := sample.(type) {
	case Note:
		return map[string]any{d.name() + ".txt": cleaned(d), d.name() + ".html": cleaned(d)}
	case Line:
		return map[string]any{d.line() + ".txt": cleaned(d)}
	}
	return nil
}
