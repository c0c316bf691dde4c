package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/text"
)

// Exit codes of every command.
const (
	done          = 0
	failed        = 1 // the standard error says why
	notUnderstood = 2
)

// misuse is a command line that is not understood. It is answered with where to read on.
type misuse struct {
	says  string
	about string // a command or group; "": all of them
}

func (m *misuse) Error() string { return m.says }

// configVariable names the configuration's file where --config does not.
const configVariable = "DESKSIDE_CONFIG"

func run(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	in, err := understand(args)
	if err == nil {
		in.env, in.stdout, in.stderr = env, stdout, stderr
		err = in.execute(ctx)
	}
	var m *misuse
	switch {
	case err == nil:
		return done
	case errors.As(err, &m):
		fmt.Fprintf(stderr, "%s\n\n%s", m.says, helpOn(m.about))
		return notUnderstood
	}
	fmt.Fprintln(stderr, err)
	return failed
}

func (in *invocation) execute(ctx context.Context) error {
	if in.given("h") {
		_, err := io.WriteString(in.stdout, helpOn(in.command.name))
		return err
	}
	if in.command.check != nil {
		if err := in.command.check(in); err != nil {
			return err
		}
	}
	if !in.command.unconfigured {
		cfg, err := in.load()
		if err != nil {
			return err
		}
		in.cfg = cfg
	}
	return in.command.run(ctx, in)
}

// file of the configuration, and whether the environment names it; "": there is none.
func (in *invocation) file() (path string, byVariable bool) {
	if in.given(configFlag) {
		return in.flags[configFlag], false
	}
	for _, kv := range in.env {
		if v, ok := strings.CutPrefix(kv, configVariable+"="); ok && v != "" {
			return v, true
		}
	}
	return "", false
}

func (in *invocation) load() (*config.Config, error) {
	path, byVariable := in.file()
	cfg, err := config.Load(path, in.env)
	switch {
	case err == nil:
		return cfg, nil
	case path == "":
		return nil, fmt.Errorf("%w\nNo --config FILE was given, nor does %s name one, so everything was looked for in the environment", err, configVariable)
	case byVariable:
		return nil, fmt.Errorf("%w\n%s names the file", err, configVariable)
	}
	return nil, err
}

// understand finds the command, wherever its flags stand.
func understand(args []string) (*invocation, error) {
	words, flags, err := split(args)
	if err != nil {
		return nil, err
	}
	_, wantsHelp := flags["h"]
	if len(words) == 0 {
		if wantsHelp {
			return &invocation{command: commandNamed("help")}, nil
		}
		return nil, &misuse{says: "Say what to do."}
	}
	name, rest := words[0], words[1:]
	if _, grouped := groups[name]; grouped {
		switch {
		case len(rest) == 0 && wantsHelp:
			return &invocation{command: commandNamed("help"), args: []string{name}}, nil
		case len(rest) == 0:
			return nil, &misuse{says: "Say what to do with " + name + ".", about: name}
		}
		if commandNamed(name+" "+rest[0]) == nil {
			return nil, &misuse{says: fmt.Sprintf("There is no command %q%s.", name+" "+rest[0], meant(rest[0], membersOf(name))), about: name}
		}
		name, rest = name+" "+rest[0], rest[1:]
	}
	c := commandNamed(name)
	if c == nil {
		return nil, &misuse{says: fmt.Sprintf("There is no command %q%s.", name, meant(name, commandNames()))}
	}
	if err := c.takes(rest, flags, wantsHelp); err != nil {
		return nil, err
	}
	return &invocation{command: c, args: rest, flags: flags}, nil
}

// takes checks what a command was given.
func (c *command) takes(words []string, flags map[string]string, wantsHelp bool) error {
	for name := range flags {
		if name != "h" && !slices.Contains(c.flags, name) {
			return &misuse{says: fmt.Sprintf("%s does not take -%s.", c.name, name), about: c.name}
		}
	}
	switch {
	case wantsHelp || c.name == "help":
	case len(words) > len(c.args):
		return &misuse{says: fmt.Sprintf("%s does not take %q.", c.name, words[len(c.args)]), about: c.name}
	case len(words) < len(c.args):
		return &misuse{says: fmt.Sprintf("%s needs %s.", c.name, strings.Join(c.args[len(words):], " and ")), about: c.name}
	}
	return nil
}

// split words from flags. A flag may stand anywhere, with one dash or two, its value
// behind it or behind an equals sign; all that follows a bare -- are words.
func split(args []string) (words []string, flags map[string]string, err error) {
	flags = map[string]string{}
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			return append(words, args...), flags, nil
		}
		if len(arg) < 2 || arg[0] != '-' {
			words = append(words, arg)
			continue
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		if name == "help" {
			name = "h"
		}
		f := flagNamed(name)
		switch {
		case f == nil:
			return nil, nil, &misuse{says: fmt.Sprintf("There is no flag -%s%s.", name, meant(name, flagNames())), about: aboutWords(words)}
		case f.value == "" && hasValue:
			return nil, nil, &misuse{says: fmt.Sprintf("-%s has no value.", name), about: aboutWords(words)}
		case f.value != "" && !hasValue && len(args) == 0:
			return nil, nil, &misuse{says: fmt.Sprintf("-%s needs %s behind it.", name, f.value), about: aboutWords(words)}
		case f.value != "" && !hasValue:
			value, args = args[0], args[1:]
		}
		if _, twice := flags[name]; twice {
			return nil, nil, &misuse{says: fmt.Sprintf("-%s stands here twice.", name), about: aboutWords(words)}
		}
		flags[name] = value
	}
	return words, flags, nil
}

// aboutWords is the command or group that words so far belong to.
func aboutWords(words []string) string {
	for n := min(2, len(words)); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		if _, grouped := groups[name]; grouped || commandNamed(name) != nil {
			return name
		}
	}
	return ""
}

func meant(word string, known []string) string {
	if n := text.Nearest(word, known); n != "" {
		return "; did you mean " + n + "?"
	}
	return ""
}

func commandNamed(name string) *command {
	table := commandTable()
	if i := slices.IndexFunc(table, func(c command) bool { return c.name == name }); i >= 0 {
		return &table[i]
	}
	return nil
}

func commandNames() []string {
	var names []string
	for _, c := range commandTable() {
		first, _, _ := strings.Cut(c.name, " ")
		names = append(names, first)
	}
	return names
}

// membersOf a group, by their second words.
func membersOf(group string) []string {
	var names []string
	for _, c := range commandTable() {
		if rest, ok := strings.CutPrefix(c.name, group+" "); ok {
			names = append(names, rest)
		}
	}
	return names
}

func flagNamed(name string) *flagRow {
	if i := slices.IndexFunc(flagTable, func(f flagRow) bool { return f.name == name }); i >= 0 {
		return &flagTable[i]
	}
	return nil
}

func flagNames() []string {
	var names []string
	for _, f := range flagTable {
		names = append(names, f.name)
	}
	return names
}
