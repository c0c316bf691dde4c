// Command sandbox is Deskside to try out: the real server, as a process of its
// own, against stand-ins for Zendesk, Salesforce and Twilio, and pages to play
// the agent, the customer and the street.
//
//	sandbox                      everything, on fixed ports of this machine
//	sandbox serve --config FILE  the server alone, with the sandbox's sign-in; what the first form runs
//
// The server is started again whenever it dies. The stand-ins keep what they
// hold in memory, so a new sandbox begins anew.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == "serve" {
		return serve(ctx, args[1:], stderr)
	}
	var o options
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.dir, "dir", "./var", "`folder` for the database, files, secrets and the configuration")
	flags.IntVar(&o.ports.deskside, "deskside-port", 8080, "`port` of the server; 0: any that is free, as for all ports")
	flags.IntVar(&o.ports.pages, "pages-port", 8090, "`port` of the pages to try it with")
	flags.IntVar(&o.ports.zendesk, "zendesk-port", 8091, "`port` of the Zendesk stand-in")
	flags.IntVar(&o.ports.salesforce, "salesforce-port", 8092, "`port` of the Salesforce stand-in")
	flags.IntVar(&o.ports.twilio, "twilio-port", 8093, "`port` of the Twilio stand-in")
	flags.IntVar(&o.ports.provider, "provider-port", 8094, "`port` of the stand-in for the company's identity provider")
	flags.BoolVar(&o.record, "record", false, "record calls")
	flags.BoolVar(&o.json, "json", false, "print one line of JSON with all addresses when ready, and nothing else")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is not understood; see sandbox -h", flags.Arg(0))
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	o.server = []string{self, "serve"}
	return sandbox(ctx, o, stdout, stderr)
}
