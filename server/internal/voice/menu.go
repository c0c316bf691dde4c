package voice

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/text"
)

// Menu is what callers are asked before their call waits for an agent.
type Menu struct {
	Name      string
	Languages []string // of one that calls begin in: the caller chooses
	Say       Words
	Options   []Option
}

// Option of a menu. It leads to a queue, to the voicemail, or to another menu.
type Option struct {
	Digit       string
	Label       string // in the organisation's language
	Say         Words
	Queue, Menu string
	Voicemail   bool // of the queue, or of the line's own
	// Joins: before that the caller hears how their browser joins the call. Without a queue or
	// a menu it leads to the menu that it stands in.
	Joins       bool
	Issue       []string
	IssueLabels []map[string]string
}

// Words that a caller hears: a text, texts by language, or a prompt.
type Words struct {
	Text   string
	In     map[string]string
	Prompt templates.Prompt
}

const (
	// mostInVain is how often a caller is asked who tells nothing that the menu knows. Then
	// their call waits in the line's own queue: somebody whose telephone has no keys is a
	// customer, too.
	mostInVain = 3
	// mostTurns of one call, whatever it tells: menus may lead back to each other.
	mostTurns = 30
	// gatherTimeout is how long a caller may think after the last word.
	gatherTimeout = 5 * time.Second
	// mostSaid of what a caller says is kept, in bytes.
	mostSaid = 200
)

// entry is the menu in which a call begins; nil: it waits at once.
func (v *Voice) entry(name string) *interaction.MenuEntry {
	m, ok := v.menu(name)
	if !ok {
		return nil
	}
	e := &interaction.MenuEntry{Name: name}
	if len(m.Languages) == 1 {
		e.Language = m.Languages[0]
	}
	return e
}

func (v *Voice) menu(name string) (Menu, bool) {
	i := slices.IndexFunc(v.Menus, func(m Menu) bool { return m.Name == name })
	if i < 0 {
		return Menu{}, false
	}
	return v.Menus[i], true
}

// MenuForm takes in what a caller told a menu when it listened for the turn-th time, and
// gives what follows. It may come twice and late: then it changes nothing, and what the call
// is to do now is said once more.
func (v *Voice) MenuForm(ctx context.Context, form url.Values, turn string) (string, error) {
	r, err := twilio.ParseVoice(form)
	if err != nil {
		return v.unavailable()
	}
	id, err := v.Store.ByRef(ctx, callRef(r.CallSID))
	if errors.Is(err, store.ErrNotFound) {
		return v.unavailable()
	}
	if err != nil {
		return "", err
	}
	s, err := v.Store.State(ctx, id)
	if err != nil {
		return "", err
	}
	if m, ok := v.menu(s.Menu.Name); ok && s.Call.Phase == interaction.InMenu && turn == strconv.Itoa(s.Menu.Turn) {
		if s, err = v.answered(ctx, id, v.answer(s, m, r)); err != nil {
			return "", err
		}
	}
	return v.goOn(ctx, s)
}

// answered: what comes of it is durable, a code that the caller is to hear with it.
func (v *Voice) answered(ctx context.Context, id interaction.ID, cmd interaction.AnswerMenu) (interaction.State, error) {
	if !cmd.Joins {
		return v.Decider.Update(ctx, v.Store, id, cmd)
	}
	return v.Joins.With(ctx, interaction.MakeJoinCode{How: interaction.ByMenu}, func(code interaction.MakeJoinCode, refs ...store.Option) (interaction.State, error) {
		cmd.Code = &code
		return v.Decider.Update(ctx, v.Store, id, cmd, refs...)
	})
}

// goOn with a call from the street as it stands. A menu that the configuration does not have
// any more is left.
func (v *Voice) goOn(ctx context.Context, s interaction.State) (string, error) {
	if s.Call.Phase != interaction.InMenu {
		return v.customerTwiML(s), nil
	}
	m, ok := v.menu(s.Menu.Name)
	if !ok {
		s, err := v.Decider.Update(ctx, v.Store, s.ID, v.leave(interaction.AnswerMenu{
			Turn: s.Menu.Turn, MenuAnswered: interaction.MenuAnswered{Menu: s.Menu.Name, Heard: interaction.HeardNothing},
		}, v.called(s.Call.To).Queue))
		if err != nil {
			return "", err
		}
		return v.customerTwiML(s), nil
	}
	return v.menuTwiML(s, m), nil
}

// answer is what comes of what a caller told a menu.
func (v *Voice) answer(s interaction.State, m Menu, r twilio.VoiceRequest) interaction.AnswerMenu {
	said := said(r)
	cmd := interaction.AnswerMenu{Turn: s.Menu.Turn, MenuAnswered: interaction.MenuAnswered{Menu: m.Name, Heard: interaction.HeardWrong, Said: said}}
	if said == "" {
		cmd.Heard = interaction.HeardNothing
	}
	last := s.Menu.InVain+1 >= mostInVain
	if s.Menu.Language == "" {
		n := slices.IndexFunc(m.Languages, func(l string) bool { return said == keyOf(m.Languages, l) })
		switch {
		case n >= 0:
			cmd.Heard, cmd.Language = interaction.HeardLanguage, m.Languages[n]
		case last:
			cmd.Language = m.Languages[0]
		}
		return cmd
	}
	o := m.chosen(said, s.Menu.Language)
	if o == nil {
		if last || s.Menu.Turn+1 >= mostTurns {
			return v.leave(cmd, v.called(s.Call.To).Queue)
		}
		return cmd
	}
	cmd.Heard, cmd.Label = interaction.HeardChoice, o.Label
	cmd.IssuePath, cmd.IssueLabels, cmd.Joins = o.Issue, o.IssueLabels, o.Joins
	switch {
	case o.Voicemail:
		cmd.Voicemail = true
		return v.leave(cmd, cmp.Or(o.Queue, v.called(s.Call.To).Queue))
	case o.Queue != "":
		return v.leave(cmd, o.Queue)
	case s.Menu.Turn+1 >= mostTurns:
		return v.leave(cmd, v.called(s.Call.To).Queue)
	}
	if cmd.Next = o.Menu; o.Joins && o.Menu == "" {
		cmd.Next = m.Name
	}
	return cmd
}

// leave the menu for a queue.
func (v *Voice) leave(cmd interaction.AnswerMenu, queue string) interaction.AnswerMenu {
	cmd.Leave, cmd.Closed = queue, v.closed(queue)
	return cmd
}

var keysPressed = regexp.MustCompile(`^[0-9*#]{1,20}$`)

// said is what a caller told: keys, or words. Digits that are none are words that no menu
// knows.
func said(r twilio.VoiceRequest) string {
	if keysPressed.MatchString(r.Digits) {
		return r.Digits
	}
	words := text.Line(r.Digits + r.Speech)
	if len(words) > mostSaid {
		words = strings.ToValidUTF8(words[:mostSaid], "")
	}
	return words
}

// keyOf a language among those of a menu.
func keyOf(languages []string, language string) string {
	return strconv.Itoa(slices.Index(languages, language) + 1)
}

// chosen option: by its key, or by the words that it is announced with, if they are of no
// other option.
func (m Menu) chosen(said, language string) *Option {
	heard, found := plain(said), -1
	if heard == "" && said != "*" {
		return nil
	}
	for i, o := range m.Options {
		if said == o.Digit || heard == o.Digit {
			return &m.Options[i]
		}
	}
	if keysPressed.MatchString(said) {
		return nil
	}
	for i, o := range m.Options {
		words := plain(o.Say.in(language))
		if words == "" || !strings.Contains(heard, words) {
			continue
		}
		if found >= 0 {
			return nil
		}
		found = i
	}
	if found < 0 {
		return nil
	}
	return &m.Options[found]
}

// plain words: as they are compared.
func plain(words string) string {
	fields := strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	return strings.Join(fields, " ")
}

// in a language; of a prompt there are no words to compare.
func (w Words) in(language string) string {
	if w.Prompt != "" {
		return ""
	}
	if said, ok := w.In[language]; ok {
		return said
	}
	return w.Text
}

// menuTwiML lets a caller hear the menu that they are in, and choose.
func (v *Voice) menuTwiML(s interaction.State, m Menu) string {
	g := twilio.Gather{
		Address: v.twimlURL(MenuPath + "?turn=" + strconv.Itoa(s.Menu.Turn)), Timeout: gatherTimeout, Language: s.Menu.Language,
	}
	say := func(said templates.Spoken) {
		if said.Text != "" {
			g.Say = append(g.Say, twilio.Prompt{Text: said.Text, Language: said.Language})
		}
	}
	if s.Menu.Language == "" {
		for _, l := range m.Languages {
			say(v.Prompts.Say(templates.PromptLanguage, l, templates.Values{Digit: keyOf(m.Languages, l)}))
		}
		return g.TwiML()
	}
	say(v.howToJoin(s))
	if s.Menu.Wrong && s.Menu.InVain > 0 {
		say(v.say(s, templates.PromptWrong))
	}
	say(v.words(m.Say, s.Menu.Language))
	for _, o := range m.Options {
		words := v.words(o.Say, s.Menu.Language)
		switch {
		case words.Text == "":
		case o.Say.Prompt != "":
			say(words)
		default:
			say(v.Prompts.Say(templates.PromptOption, s.Menu.Language, templates.Values{Say: words.Text, Digit: o.Digit}))
			g.Hints = append(g.Hints, words.Text)
		}
	}
	return g.TwiML()
}

// howToJoin a call with a browser, for a caller who has just asked for it, twice.
func (v *Voice) howToJoin(s interaction.State) templates.Spoken {
	if !s.Menu.Joins || v.Joins == nil {
		return templates.Spoken{}
	}
	code, ok := v.Joins.Code(s)
	if !ok {
		return templates.Spoken{}
	}
	d := strings.Split(code.Digits, "")
	return v.Prompts.Say(templates.PromptJoin, v.languageOf(s), templates.Values{
		Address: v.Joins.Spoken(), Code: strings.Join(d[:3], ", ") + ". " + strings.Join(d[3:], ", "),
	})
}

// words in a language. What an admin has written is in the language in which it is heard.
func (v *Voice) words(w Words, language string) templates.Spoken {
	if w.Prompt != "" {
		return v.Prompts.Say(w.Prompt, language, templates.Values{})
	}
	return templates.Spoken{Text: w.in(language), Language: language}
}
