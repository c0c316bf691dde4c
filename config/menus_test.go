package config_test

import (
	"strings"
	"testing"

	"github.com/deskside/deskside/config"
)

// What is wrong with a menu is found at start, with its line.
func TestMenus(t *testing.T) {
	head := strings.Replace(smallest, "auth_token: topsecrettoken", `auth_token: topsecrettoken, numbers: ["+15550100100", "+15550100200"]`, 1)
	menus := func(rest string) string { return head + "menus:\n" + rest }
	c := load(t, menus(`  - name: main
    numbers: ["+15550100100"]
    languages: [en, ja]
    say: {en: Welcome, ja: ようこそ}
    options:
      - {digit: 1, say: {en: orders, ja: 注文}, queue: default, issue: [{en: Orders, ja: 注文}, New]}
      - {digit: "*", menu: more}
      - {digit: 9, action: voicemail}
  - name: more
    say: prompt-more
    options: [{digit: 1, menu: main}]
`))
	m := c.MenuOf("+15550100100")
	if m == nil || m.Say.Text != "Welcome" || m.Options[0].Digit != "1" || m.Options[0].Issue[0].Text != "Orders" || c.Menus[1].Say.Prompt() != "prompt-more" || c.MenuOf("+15550100200") != nil {
		t.Errorf("%+v", c.Menus)
	}
	var missing []string
	for _, p := range c.MenuPrompts() {
		missing = append(missing, p.Missing.String())
	}
	if len(missing) != 3 || !strings.HasSuffix(missing[2], "deskside.yaml:15: menus[1].say: there is no prompt-more.txt in templates_dir") || !strings.Contains(missing[1], "deskside.yaml:8: menus[0].languages[1]: nothing says in ja") {
		t.Errorf("%q", missing)
	}
	one := func(options string) string {
		return menus("  - name: main\n    numbers: [\"+15550100100\"]\n    say: Hello\n    options:\n" + options)
	}
	for name, bad := range map[string]struct{ file, want string }{
		"unknown queue":  {one("      - {digit: 1, queue: sales}\n"), `deskside.yaml:10: menus[0].options[0].queue: there is no queue "sales"; known here: default`},
		"unknown menu":   {one("      - {digit: 1, menu: mian}\n"), `deskside.yaml:10: menus[0].options[0].menu: there is no menu "mian"; did you mean main?`},
		"nowhere":        {one("      - {digit: 1, say: x}\n"), `deskside.yaml:10: menus[0].options[0]: leads nowhere; set queue, menu or action`},
		"both":           {one("      - {digit: 1, queue: default, menu: main}\n"), `menus[0].options[0].menu: is set together with queue`},
		"circle":         {one("      - {digit: 1, menu: main}\n"), `deskside.yaml:10: menus[0].options[0].menu: leads round in a circle: from the menu main no queue is reached`},
		"circle of two":  {one("      - {digit: 1, queue: default}\n      - {digit: 2, menu: a}\n  - {name: a, say: x, options: [{digit: 1, menu: b}]}\n  - {name: b, say: x, options: [{digit: 1, menu: a}]}\n"), `deskside.yaml:11: menus[0].options[1].menu: leads round in a circle: from the menu a no`},
		"double digit":   {one("      - {digit: 1, queue: default}\n      - {digit: 1, queue: default}\n"), `deskside.yaml:11: menus[0].options[1].digit: "1" stands here twice`},
		"no key":         {one("      - {digit: \"#\", queue: default}\n"), `digit: "#" must be a key, 0 to 9 or *`},
		"two keys":       {one("      - {digit: 12, queue: default}\n"), `digit: "12" must be a key`},
		"no options":     {menus("  - {name: main, say: x}\n"), `menus[0].options: is missing: the menu leads nowhere`},
		"silence":        {menus("  - {name: main, options: [{digit: 1, queue: default}]}\n"), `menus[0].say: is missing: the caller would hear nothing`},
		"two menus":      {one("      - {digit: 1, queue: default}\n  - {name: b, numbers: [\"+15550100100\"], say: x, options: [{digit: 1, queue: default}]}\n"), `deskside.yaml:11: menus[1].numbers[0]: "+15550100100" begins in another menu already`},
		"strange number": {menus("  - {name: b, numbers: [\"+15550100300\"], say: x, options: [{digit: 1, queue: default}]}\n"), `menus[0].numbers[0]: there is no number in twilio.numbers "+15550100300"`},
		"twice":          {menus("  - {name: a, say: x, options: [{digit: 1, queue: default}]}\n  - {name: a, say: x, options: [{digit: 1, queue: default}]}\n"), `menus[1].name: `},
		"language":       {menus("  - {name: a, numbers: [\"+15550100100\"], languages: [Klingon], say: x, options: [{digit: 1, queue: default}]}\n"), `menus[0].languages[0]: "Klingon" must be a language`},
		"languages":      {menus("  - {name: a, languages: [en], say: x, options: [{digit: 1, queue: default}]}\n"), `menus[0].languages: belongs to a menu with numbers`},
		"no words":       {menus("  - {name: a, numbers: [\"+15550100100\"], languages: [en, ja], say: {en: x}, options: [{digit: 1, queue: default}]}\n"), `menus[0].say: has no words in "ja", in which callers hear it`},
		"nobody hears":   {menus("  - {name: a, numbers: [\"+15550100100\"], say: {en: x, ko: y}, options: [{digit: 1, queue: default}]}\n"), `menus[0].say.ko: nobody hears it in "ko"`},
		"empty issue":    {one("      - {digit: 1, queue: default, issue: [\"\"]}\n"), `menus[0].options[0].issue[0]: must have 1 to 80 bytes`},
		"action":         {one("      - {digit: 1, queue: default, action: fax}\n"), `deskside.yaml:10: menus[0].options[0].action: "fax" must be join or voicemail`},
		"action, menu":   {one("      - {digit: 1, action: voicemail, menu: main}\n"), `menus[0].options[0].menu: is set together with voicemail, after which nothing comes`},
		"only an action": {one("      - {digit: 1, action: join}\n"), `deskside.yaml:10: menus[0].options[0].action: leads round in a circle: from the menu main no queue is reached`},
	} {
		_, err := config.Load(write(t, "deskside.yaml", bad.file), nil)
		if err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%s: got %v, want %s", name, err, bad.want)
		}
	}
	for _, p := range load(t, menus("  - {name: a, say: x, options: [{digit: 1, queue: default}]}\n")).Idle {
		if strings.Contains(p.String(), "menus[0].name: the menu a has no effect") {
			return
		}
	}
	t.Error("nobody says that the menu has no effect")
}
