package main

import (
	"context"
	"io"

	"github.com/deskside/deskside/config"
)

// command is one thing that the command line does: its row in the table is all that
// the parser, the help and docs/commands.md know of it.
type command struct {
	name  string                  // of a group's member both words: deliveries list
	args  []string                // what it takes besides flags, in order, each needed
	flags []string                // names in the table of flags
	does  string                  // one line
	more  string                  // what else its help says
	check func(*invocation) error // of what it was given, before anything is read; nil: there is nothing to check
	run   func(context.Context, *invocation) error

	unconfigured bool // it does without a configuration that can be used
}

// invocation of a command.
type invocation struct {
	command *command
	args    []string
	flags   map[string]string // that were given
	env     []string
	stdout  io.Writer
	stderr  io.Writer
	cfg     *config.Config // nil for one that is unconfigured
}

func (in *invocation) given(flag string) bool { _, ok := in.flags[flag]; return ok }

// flagRow is one flag; it means the same wherever it is taken.
type flagRow struct {
	name, value string // value: what stands behind it; "": nothing does
	does        string
}

const configFlag = "config"

var flagTable = []flagRow{
	{configFlag, "FILE", "the configuration. Without it the file that DESKSIDE_CONFIG names;\nwithout that everything comes from the environment"},
	{"account", "NAME", "the account of the configuration that is meant"},
	{"drop-old", "", "refuse at once what older keys have signed"},
	{"json", "", "print JSON, for scripts"},
	{"o", "FILE", "where to write it; - is the standard output"},
	{"reason", "TEXT", "why it is dropped; it is recorded"},
	{"state", "STATE", "only those that are waiting, sending, held, landed or dropped"},
	{"ticket", "ID", "the other ticket, or new for a new one"},
	{"url", "URL", "the address to ask. Without it /healthz where the configuration\nlets the server listen"},
	{"h", "", "say what the command does"},
}

// commandTable is everything that the command line does. It is a function, since help
// tells of the table that it is in.
func commandTable() []command {
	return []command{
		{
			name: "serve", flags: []string{configFlag}, run: serve,
			does: "run the server",
			more: `SIGTERM and SIGINT stop it in order, within ten seconds. SIGHUP has the
configuration read anew: one that can be used is taken on whole, while the port
stays open; with one that cannot, the server goes on as it was, and says why.`,
		},
		{
			name: "doctor", flags: []string{configFlag, "json"}, run: doctor,
			does: "check the configuration, this machine and every connected cloud",
			more: "It changes nothing, and works beside a running server and before the first\nstart. It ends with 1 if something fails; warnings are no failures.",
		},
		{
			name: "rehearse", flags: []string{configFlag, "account", "json"}, run: rehearse,
			does: "show what a call would write to the CRM, sending nothing",
			more: "Without -account it is the first account of the configuration.",
		},
		{
			name: "test-alert", flags: []string{configFlag}, run: testAlert,
			does: "send a signed test message to alerts.webhook",
			more: "It ends with 0 if the other side has answered with a 2xx status.",
		},
		{
			name: "package", args: []string{"KIND"}, flags: []string{configFlag, "account", "o"}, check: checkPack, run: pack,
			does: "write what an admin installs in the CRM",
			more: "KIND is zendesk or salesforce; -o is needed. The account can be left out when\nthere is one of that kind. Nothing is changed anywhere.",
		},
		{
			name: "deliveries list", flags: []string{configFlag, "state", "account"}, check: checkState, run: listWrites,
			does: "the writes to tickets: what stands where, and why",
		},
		{
			name: "deliveries show", args: []string{"KEY"}, flags: []string{configFlag}, check: checkKey, run: showWrite,
			does: "the exact text that is, or will be, written",
		},
		{
			name: "deliveries retry", args: []string{"KEY"}, flags: []string{configFlag}, check: checkKey, run: retryWrite,
			does: "try one again now",
			more: "What was sent and not heard of is looked up in the CRM first, so nothing is\nwritten twice.",
		},
		{
			name: "deliveries move", args: []string{"KEY"}, flags: []string{configFlag, "ticket"}, check: checkMove, run: moveWrite,
			does: "send everything of this contact to another ticket",
			more: "-ticket is needed.",
		},
		{
			name: "deliveries drop", args: []string{"KEY"}, flags: []string{configFlag, "reason"}, check: checkDrop, run: dropWrite,
			does: "do not write it",
			more: "-reason is needed.",
		},
		{
			name: "backup", args: []string{"DIR"}, flags: []string{configFlag}, run: backup,
			does: "copy the database and the customers' files, while the server runs",
			more: `DIR is made, or is empty. The copy is of one moment, and checked. It does not
hold the configuration, templates and certificates, nor uploads that are half
there. With redis_url it holds the files alone: Redis has backups of its own.`,
		},
		{
			name: "restore", args: []string{"DIR"}, flags: []string{configFlag}, run: restore,
			does: "put a backup into data_dir, with the server stopped",
			more: `DIR is what backup has made, or the copy of the database that a server says it
could rescue. It is checked from end to end first, and refused if it is
damaged or was written by a newer version. A database that is there is moved
aside and never removed; files that are there stay.`,
		},
		{
			name: "recover", flags: []string{configFlag}, run: recoverDatabase,
			does: "let the server start on a database that has lost its end",
			more: `A server whose database holds less than was acknowledged does not start, so that
the right file can be put back. This says what is given up, and has it start all
the same. It does nothing to a database that is damaged: restore a backup. Of
servers on one Redis each has its own word for how far it had come: run it at each.`,
		},
		{
			name: "admin-link", flags: []string{configFlag}, run: adminLink,
			does: "a one-time link to choose the admin page's passphrase",
		},
		{
			name: "rotate-keys", flags: []string{configFlag, "drop-old"}, run: rotateKeys,
			does: "a new key for the server to sign sessions with",
			more: `The running server makes it, where it keeps its data, and every server of the same
Redis takes it on. Nobody notices: what was signed before stays good for as long
as it would have, at most 13 hours. After a theft of data_dir or of a backup use
-drop-old: everything signed before is refused at once, and everybody signs in
again. Calls go on.`,
		},
		{
			name: "healthy", flags: []string{configFlag, "url"}, run: healthy, unconfigured: true,
			does: "ask a running server whether it is alive, by the exit code",
			more: "For a container's health check: it reads no secrets, and asks this machine alone.",
		},
		{
			name: "help", run: help, unconfigured: true,
			does: "say all this",
			more: "deskside help COMMAND says what one command does.",
		},
	}
}

// groups of commands, with what their help says above them.
var groups = map[string]string{
	"deliveries": "Writes that need somebody are a work list. These commands act on the running\nserver, as the admin page does.",
}
