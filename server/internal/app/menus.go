package app

import (
	"errors"
	"strings"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates"
)

// menus that callers by phone hear, as they are configured.
func menus(cfg *config.Config) []voice.Menu {
	var out []voice.Menu
	for _, m := range cfg.Menus {
		menu := voice.Menu{Name: m.Name, Languages: m.Languages, Say: spoken(m.Say)}
		for _, o := range m.Options {
			option := voice.Option{
				Digit: o.Digit, Label: o.Say.Text, Say: spoken(o.Say), Queue: o.Queue, Menu: o.Menu,
				Joins: o.Action == config.ActionJoin, Voicemail: o.Action == config.ActionVoicemail,
			}
			if option.Label == "" || option.Say.Prompt != "" {
				option.Label = o.Digit
			}
			for _, step := range o.Issue {
				option.Issue = append(option.Issue, step.Text)
				option.IssueLabels = append(option.IssueLabels, step.In)
			}
			menu.Options = append(menu.Options, option)
		}
		out = append(out, menu)
	}
	return out
}

func spoken(l config.Label) voice.Words {
	return voice.Words{Text: l.Text, In: l.In, Prompt: templates.Prompt(l.Prompt())}
}

// loadWords reads the templates, and finds what the menus need among them.
func loadWords(cfg *config.Config) (*templates.Set, error) {
	var own []string
	needed := cfg.MenuPrompts()
	for _, p := range needed {
		own = append(own, p.Name)
	}
	words, err := templates.Load(cfg.TemplatesDir, own...)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, p := range needed {
		if !words.Has(templates.Prompt(p.Name), p.Language) {
			missing = append(missing, p.Missing.String())
		}
	}
	if len(missing) > 0 {
		return nil, errors.New(strings.Join(missing, "\n"))
	}
	return words, nil
}
