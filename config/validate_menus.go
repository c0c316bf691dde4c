package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// keyPattern: the key # ends what is typed, and is none of it.
var keyPattern = regexp.MustCompile(`^[0-9*]$`)

const (
	// mostSpoken of one text, in bytes: nobody listens for longer.
	mostSpoken = 1000
	// mostLanguages there are keys for.
	mostLanguages = 9
	// mostIssues are the steps of an issue by one option.
	mostIssues = 5
)

// element is the path of what stands in an element of a list.
func element(list string, i int) string { return fmt.Sprintf("%s[%d].", list, i) }

func (l *loading) validateMenus() {
	c := &l.cfg
	var names, numbers []string
	for i := range c.Menus {
		m, at := &c.Menus[i], element("menus", i)
		l.checkName(at+"name", m.Name, names)
		names = append(names, m.Name)
		for j, n := range m.Numbers {
			path := fmt.Sprintf("%snumbers[%d]", at, j)
			if slices.Contains(numbers, n) {
				l.fail(path, "%q begins in another menu already", n)
			}
			l.checkRef(path, n, "number in twilio.numbers", c.Twilio.Numbers)
			numbers = append(numbers, n)
		}
		l.checkLanguages(at, m.Languages)
		for j, s := range m.Languages {
			if slices.Contains(m.Languages[:j], s) {
				l.fail(fmt.Sprintf("%slanguages[%d]", at, j), "%q stands here twice", s)
			}
		}
		switch {
		case len(m.Languages) > mostLanguages:
			l.fail(at+"languages", "must be at most %d: there are no more keys", mostLanguages)
		case len(m.Languages) > 0 && len(m.Numbers) == 0:
			l.fail(at+"languages", "belongs to a menu with numbers: here callers hear the language that they have chosen there")
		}
		if m.Say.Text == "" && len(m.Say.In) == 0 {
			l.fail(at+"say", "is missing: the caller would hear nothing")
		}
	}
	for i := range c.Menus {
		l.validateOptions(&c.Menus[i], element("menus", i))
	}
}

func (l *loading) validateOptions(m *Menu, at string) {
	c := &l.cfg
	heard := c.heardIn(m.Name)
	l.checkSpoken(at+"say", m.Say, heard)
	if len(m.Options) == 0 {
		l.fail(at+"options", "is missing: the menu leads nowhere")
	}
	var keys []string
	for j, o := range m.Options {
		at := element(at+"options", j)
		switch {
		case !keyPattern.MatchString(o.Digit):
			l.fail(at+"digit", "%q must be a key, 0 to 9 or *", o.Digit)
		case slices.Contains(keys, o.Digit):
			l.fail(at+"digit", "%q stands here twice", o.Digit)
		}
		keys = append(keys, o.Digit)
		l.checkSpoken(at+"say", o.Say, heard)
		if o.Action != "" && o.Action != ActionJoin && o.Action != ActionVoicemail {
			l.fail(at+"action", "%q must be %s or %s", o.Action, ActionJoin, ActionVoicemail)
		}
		switch {
		case o.Action == ActionVoicemail && o.Menu != "":
			l.fail(at+"menu", "is set together with voicemail, after which nothing comes")
		case o.Action == ActionVoicemail && o.Queue == "":
		case o.Queue == "" && o.Menu == "" && o.Action != "":
			if len(c.queuesWithin(m)) == 0 {
				l.fail(at+"action", "leads round in a circle: from the menu %s no queue is reached", m.Name)
			}
		case o.Queue == "" && o.Menu == "":
			l.fail(strings.TrimSuffix(at, "."), "leads nowhere; set queue, menu or action")
		case o.Queue != "" && o.Menu != "":
			l.fail(at+"menu", "is set together with queue; set one of them")
		case o.Queue != "":
			l.checkRef(at+"queue", o.Queue, "queue", c.queueNames())
		default:
			l.checkRef(at+"menu", o.Menu, "menu", c.menuNames())
			if next := c.menu(o.Menu); next != nil && len(next.Options) > 0 && len(c.queuesWithin(next)) == 0 {
				l.fail(at+"menu", "leads round in a circle: from the menu %s no queue is reached", o.Menu)
			}
		}
		if len(o.Issue) > mostIssues {
			l.fail(at+"issue", "must have at most %d steps", mostIssues)
		}
		for k, step := range o.Issue {
			l.checkLabelIn(fmt.Sprintf("%sissue[%d]", at, k), step)
		}
	}
}

// checkSpoken words; heard: the languages in which callers hear them.
func (l *loading) checkSpoken(path string, said Label, heard []string) {
	for _, text := range append(slices.Collect(maps.Values(said.In)), said.Text) {
		if len(text) > mostSpoken {
			l.fail(path, "must have at most %d bytes: nobody listens for longer", mostSpoken)
			return
		}
	}
	if said.In == nil {
		return
	}
	for _, language := range slices.Sorted(maps.Keys(said.In)) {
		if !slices.Contains(heard, language) && len(heard) > 0 {
			l.fail(join(path, language), "nobody hears it in %q: callers choose among %s", language, strings.Join(heard, ", "))
		}
	}
	for _, language := range heard {
		if strings.TrimSpace(said.In[language]) == "" {
			l.fail(path, "has no words in %q, in which callers hear it", language)
		}
	}
}

func (l *loading) checkLabelIn(path string, step Label) {
	if step.In == nil {
		l.checkLabel(path, step.Text)
		return
	}
	for _, language := range slices.Sorted(maps.Keys(step.In)) {
		at := join(path, language)
		l.checkLanguage(at, language)
		l.checkLabel(at, step.In[language])
	}
	if l.speaks(l.cfg.Language) && step.In[l.cfg.Language] == "" {
		l.fail(path, "has no text in %q, the organisation's language", l.cfg.Language)
	}
}

func (c *Config) menuNames() []string {
	var names []string
	for _, m := range c.Menus {
		names = append(names, m.Name)
	}
	return names
}
