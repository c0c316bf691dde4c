package config

import (
	"cmp"
	"slices"
	"strings"
)

// Menu is what callers by phone are asked before they wait.
type Menu struct {
	Name      string       `key:"name"`
	Numbers   []string     `key:"numbers"`   // of ours; calls to them begin here
	Languages []string     `key:"languages"` // BCP 47, of a menu with numbers: the caller chooses; never empty there after Load
	Say       Label        `key:"say"`       // words, or the name of a prompt in templates_dir
	Options   []MenuOption `key:"options"`
}

// MenuOption is one that a caller can choose. It leads to a queue, to the voicemail, or to another
// menu; with ActionJoin and none of these, back to where it stands.
type MenuOption struct {
	Digit  string  `key:"digit"`
	Say    Label   `key:"say"` // as in Menu; empty: it is not announced
	Action string  `key:"action"`
	Queue  string  `key:"queue"`
	Menu   string  `key:"menu"`
	Issue  []Label `key:"issue"` // steps of the issue that it stands for
}

// Actions of options.
const (
	ActionJoin      = "join"      // before it leads on, the caller is told how their browser joins the call
	ActionVoicemail = "voicemail" // the caller leaves a message for queue, or else for the first
)

// promptName is what a menu says by a file in templates_dir begins with.
const promptName = "prompt-"

// Prompt is the name of the file in templates_dir that has the words; empty: they are here.
func (l Label) Prompt() string {
	if strings.HasPrefix(l.Text, promptName) && namePattern.MatchString(l.Text) {
		return l.Text
	}
	return ""
}

// derive: a text by language is called as in the organisation's, or as in the first that it
// has.
func (l *Label) derive(language string) {
	l.Text = cmp.Or(l.Text, l.In[language])
	for _, other := range Languages() {
		l.Text = cmp.Or(l.Text, l.In[other])
	}
}

func (c *Config) deriveMenus() {
	for i := range c.Menus {
		m := &c.Menus[i]
		if len(m.Numbers) > 0 && len(m.Languages) == 0 {
			m.Languages = []string{c.Language}
		}
		m.Say.derive(c.Language)
		for j := range m.Options {
			o := &m.Options[j]
			o.Say.derive(c.Language)
			for k := range o.Issue {
				o.Issue[k].derive(c.Language)
			}
		}
	}
}

// MenuOf is the menu in which calls to a number begin; nil: they wait at once.
func (c *Config) MenuOf(number string) *Menu {
	for i := range c.Menus {
		if slices.Contains(c.Menus[i].Numbers, number) {
			return &c.Menus[i]
		}
	}
	return nil
}

func (c *Config) menu(name string) *Menu {
	i := slices.IndexFunc(c.Menus, func(m Menu) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return &c.Menus[i]
}

// within are the names of a menu and of those that lead on from it.
func (c *Config) within(m *Menu) []string {
	names := []string{m.Name}
	for i := 0; i < len(names); i++ {
		for _, o := range c.menu(names[i]).Options {
			if o.Menu != "" && c.menu(o.Menu) != nil && !slices.Contains(names, o.Menu) {
				names = append(names, o.Menu)
			}
		}
	}
	return names
}

// queuesWithin are those that a menu, and those that lead on from it, lead to.
func (c *Config) queuesWithin(m *Menu) []string {
	var queues []string
	for _, name := range c.within(m) {
		for _, o := range c.menu(name).Options {
			switch {
			case o.Queue != "":
				queues = append(queues, o.Queue)
			case o.Action == ActionVoicemail:
				queues = append(queues, c.Queues[0].Name)
			}
		}
	}
	return queues
}

// heardIn are the languages in which callers hear a menu.
func (c *Config) heardIn(name string) []string {
	var all []string
	for i := range c.Menus {
		m := &c.Menus[i]
		if len(m.Numbers) == 0 || !slices.Contains(c.within(m), name) {
			continue
		}
		for _, l := range m.Languages {
			if !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	return all
}

// MenuPrompt is a prompt that the menus need, and what is wrong if there is none.
type MenuPrompt struct {
	Name     string
	Language string // that it must have words in; empty: any
	Missing  Problem
}

// PromptLanguage says in each language by which key it is chosen.
const PromptLanguage = "prompt-language"

// MenuPrompts are what templates_dir must hold for the menus.
func (c *Config) MenuPrompts() []MenuPrompt {
	var out []MenuPrompt
	need := func(path string, l Label) {
		if name := l.Prompt(); name != "" {
			out = append(out, MenuPrompt{name, "", c.from.problem(path, "there is no %s.txt in templates_dir", name)})
		}
	}
	for i, m := range c.Menus {
		at := element("menus", i)
		need(at+"say", m.Say)
		for j, o := range m.Options {
			need(element(at+"options", j)+"say", o.Say)
		}
		for j, l := range m.Languages {
			if len(m.Languages) > 1 {
				path := strings.TrimSuffix(element(at+"languages", j), ".")
				out = append(out, MenuPrompt{PromptLanguage, l, c.from.problem(path, "nothing says in %s how it is chosen: put %s.%s.txt into templates_dir", l, PromptLanguage, l)})
			}
		}
	}
	return out
}
