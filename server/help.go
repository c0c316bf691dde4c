package main

import (
	"context"
	"fmt"
	"io"
	"strings"
)

const (
	helpHead = "Deskside is the layer between your customers and the agents in your CRM.\n"
	helpTail = `Flags may stand anywhere. deskside help COMMAND says more of each.
Every setting can also come from the environment: see config/config.example.yaml.

Exit codes: 0 it is done; 1 it failed, or something was found wrong, and the
standard error says what; 2 the command line was not understood.
`
)

// help on one command, on a group, or on all.
func help(_ context.Context, in *invocation) error {
	about := strings.Join(in.args, " ")
	if _, grouped := groups[about]; about != "" && !grouped && commandNamed(about) == nil {
		return &misuse{says: fmt.Sprintf("There is no command %q%s.", about, meant(about, commandNames()))}
	}
	_, err := io.WriteString(in.stdout, helpOn(about))
	return err
}

// helpOn a command or a group; "": on all.
func helpOn(about string) string {
	if c := commandNamed(about); c != nil {
		return c.help()
	}
	var b strings.Builder
	if above, grouped := groups[about]; grouped {
		b.WriteString(above + "\n")
	} else {
		b.WriteString(helpHead)
	}
	b.WriteString("\nUsage:\n\n")
	for _, c := range commandTable() {
		if about == "" || strings.HasPrefix(c.name, about+" ") {
			fmt.Fprintf(&b, "  deskside %-*s  %s\n", len("deliveries retry KEY"), c.words(), c.does)
		}
	}
	b.WriteString("\n" + helpTail)
	return b.String()
}

// words of a command without its flags.
func (c *command) words() string { return strings.Join(append([]string{c.name}, c.args...), " ") }

func (c *command) help() string {
	var b strings.Builder
	fmt.Fprintf(&b, "deskside %s: %s.\n", c.name, c.does)
	if c.more != "" {
		b.WriteString("\n" + c.more + "\n")
	}
	fmt.Fprintf(&b, "\nUsage:\n\n  deskside %s", c.words())
	for _, name := range c.flags {
		b.WriteString(" [" + flagNamed(name).form() + "]")
	}
	b.WriteString("\n")
	if len(c.flags) > 0 {
		b.WriteString("\nFlags:\n\n")
	}
	for _, name := range c.flags {
		f := flagNamed(name)
		fmt.Fprintf(&b, "  %-*s  %s\n", len("--config FILE"), f.form(), strings.ReplaceAll(f.does, "\n", "\n"+strings.Repeat(" ", len("--config FILE")+4)))
	}
	return b.String()
}

// form of a flag as help writes it.
func (f *flagRow) form() string {
	dashes := "-"
	if f.name == configFlag {
		dashes = "--"
	}
	if f.value == "" {
		return dashes + f.name
	}
	return dashes + f.name + " " + f.value
}
