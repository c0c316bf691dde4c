package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/deskside/deskside/text"
)

// Prompt names what a caller hears.
type Prompt string

// Prompts.
const (
	PromptWait        Prompt = "prompt-wait"
	PromptUnavailable Prompt = "prompt-unavailable"
	PromptNobody      Prompt = "prompt-nobody" // after the longest wait
	PromptClosed      Prompt = "prompt-closed" // outside the hours of the queue
)

// Prompts lists the closed set.
func Prompts() []Prompt {
	return []Prompt{PromptWait, PromptUnavailable, PromptNobody, PromptClosed}
}

// Spoken are words to speak, in one line.
type Spoken struct {
	Text     string
	Language string // of the words, BCP 47; empty: it is not known
}

// prompts by their file: the words of each, and of each language that it is in beside.
type prompts map[string]string

// promptFile: prompt-closed.txt, and prompt-closed.ja.txt for callers who speak that.
var promptFile = regexp.MustCompile(`^(prompt-[a-z-]+)(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*))?\.txt$`)

// readPromptFile gives whose words a file has; ok is false for a file that has no prompt's.
func readPromptFile(file string) (p Prompt, language string, ok bool) {
	m := promptFile.FindStringSubmatch(file)
	if m == nil || !slices.Contains(Prompts(), Prompt(m[1])) {
		return "", "", false
	}
	return Prompt(m[1]), m[2], true
}

// Prompt gives the words where no language is known.
func (s *Set) Prompt(p Prompt) string { return s.Say(p, "").Text }

// Say a prompt to somebody who speaks a language: in it, in the one that it is a kind of
// (pt for pt-BR), or else as the prompt stands.
func (s *Set) Say(p Prompt, language string) Spoken {
	for l := language; l != ""; l = l[:max(strings.LastIndexByte(l, '-'), 0)] {
		if words, ok := s.prompts[string(p)+"."+strings.ToLower(l)]; ok {
			return Spoken{words, language}
		}
	}
	out := Spoken{Text: s.prompts[string(p)]}
	if primary, _, _ := strings.Cut(strings.ToLower(language), "-"); primary == "en" && s.english[p] {
		out.Language = language
	}
	return out
}

// speak renders the prompts, which know nothing but themselves. Where an admin has words
// of their own for a prompt, ours in other languages would say something else.
func (s *Set) speak(origin map[string]string) (problems []string) {
	for file := range s.files {
		p, language, ok := readPromptFile(file)
		if !ok {
			continue
		}
		base := string(p) + ".txt"
		if language == "" {
			s.english[p] = builtIn(origin[file])
		} else if builtIn(origin[file]) && !builtIn(origin[base]) {
			continue
		}
		words, err := s.render(file, struct{}{})
		if err != nil {
			line, reason := where(file, err)
			problems = append(problems, fmt.Sprintf("%s: %s", place(origin[file], line), reason))
			continue
		}
		key := string(p)
		if language != "" {
			key += "." + strings.ToLower(language)
		}
		if s.prompts[key] = oneLine(text.Visible(words)); s.prompts[key] == "" {
			problems = append(problems, fmt.Sprintf("%s: gives no words at all", origin[file]))
		}
	}
	return problems
}

func builtIn(origin string) bool { return strings.HasPrefix(origin, "built-in ") }
