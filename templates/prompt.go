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
	PromptNobody      Prompt = "prompt-nobody"    // after the longest wait
	PromptClosed      Prompt = "prompt-closed"    // outside the hours of the queue
	PromptLanguage    Prompt = "prompt-language"  // how a language is chosen, in that language
	PromptOption      Prompt = "prompt-option"    // how an option of a menu is chosen
	PromptWrong       Prompt = "prompt-wrong"     // after an answer that the menu does not know
	PromptRecorded    Prompt = "prompt-recorded"  // before a call that is recorded
	PromptJoin        Prompt = "prompt-join"      // how the caller's browser joins the call
	PromptVoicemail   Prompt = "prompt-voicemail" // before the tone after which a message is taken down
	PromptThanks      Prompt = "prompt-thanks"    // after the message
	PromptTextJoin    Prompt = "prompt-text-join" // the same as a text, with a link
)

// Prompts lists the closed set.
func Prompts() []Prompt {
	return []Prompt{PromptWait, PromptUnavailable, PromptNobody, PromptClosed, PromptLanguage, PromptOption, PromptWrong, PromptRecorded, PromptJoin, PromptVoicemail, PromptThanks, PromptTextJoin}
}

// Values of a prompt. Most prompts use none.
type Values struct {
	Say   string // PromptOption: what the option is about
	Digit string // PromptLanguage, PromptOption: the key
	// PromptJoin: where the code is typed, and its digits, one by one. PromptTextJoin: the link.
	Address, Code string
}

// sampleValues are what prompts are tried with.
var sampleValues = Values{Say: "orders", Digit: "1", Address: "desk.example.com/join", Code: "4, 8, 2. 9, 1, 5"}

// Spoken are words to speak, in one line.
type Spoken struct {
	Text     string
	Language string // of the words, BCP 47; empty: it is not known
}

// promptFile: prompt-closed.txt, and prompt-closed.ja.txt for callers who speak that.
var promptFile = regexp.MustCompile(`^(prompt-[a-z0-9-]+)(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*))?\.txt$`)

// readPromptFile gives whose words a file has; ok is false for a file that has no prompt's.
func (s *Set) readPromptFile(file string) (p Prompt, language string, ok bool) {
	m := promptFile.FindStringSubmatch(file)
	if m == nil || !slices.Contains(Prompts(), Prompt(m[1])) && !slices.Contains(s.own, m[1]) {
		return "", "", false
	}
	return Prompt(m[1]), m[2], true
}

// Has reports whether there are words for a prompt, in a language if it is not empty.
func (s *Set) Has(p Prompt, language string) bool {
	words, spoken := s.find(p, language)
	return words != nil && (language == "" || spoken != "")
}

// find the words of a prompt for somebody who speaks a language: in it, in the one that it is
// a kind of (pt for pt-BR), or else as the prompt stands. spoken is the language, if they
// are known to be in it.
func (s *Set) find(p Prompt, language string) (words executor, spoken string) {
	for l := language; l != ""; l = l[:max(strings.LastIndexByte(l, '-'), 0)] {
		if words, ok := s.prompts[promptKey(p, l)]; ok {
			return words, language
		}
	}
	if primary, _, _ := strings.Cut(strings.ToLower(language), "-"); primary == "en" && s.english[p] {
		spoken = language
	}
	return s.prompts[promptKey(p, "")], spoken
}

func promptKey(p Prompt, language string) string { return string(p) + "." + strings.ToLower(language) }

// Prompt gives the words where no language is known.
func (s *Set) Prompt(p Prompt) string { return s.Say(p, "", Values{}).Text }

// Say a prompt to somebody who speaks a language.
func (s *Set) Say(p Prompt, language string, v Values) Spoken {
	words, spoken := s.find(p, language)
	if words == nil {
		return Spoken{}
	}
	var b strings.Builder
	if err := words.Execute(&b, v); err != nil { // it has been tried
		return Spoken{}
	}
	return Spoken{oneLine(text.Visible(b.String())), spoken}
}

// speak tries the prompts. Where an admin has words of their own for a prompt, ours in
// other languages would say something else.
func (s *Set) speak(origin map[string]string) (problems []string) {
	for file, words := range s.files {
		p, language, ok := s.readPromptFile(file)
		if !ok {
			continue
		}
		if language == "" {
			s.english[p] = builtIn(origin[file])
		} else if builtIn(origin[file]) && !builtIn(origin[string(p)+".txt"]) {
			continue
		}
		said, err := s.renderPrompt(file)
		switch {
		case err != nil:
			line, reason := where(file, err)
			problems = append(problems, fmt.Sprintf("%s: %s", place(origin[file], line), reason))
		case said == "":
			problems = append(problems, fmt.Sprintf("%s: gives no words at all", origin[file]))
		}
		s.prompts[promptKey(p, language)] = words
	}
	return problems
}

func (s *Set) renderPrompt(file string) (string, error) {
	var b strings.Builder
	if err := s.files[file].Execute(&b, sampleValues); err != nil {
		return "", err
	}
	return oneLine(text.Visible(b.String())), nil
}

func builtIn(origin string) bool { return strings.HasPrefix(origin, "built-in ") }
