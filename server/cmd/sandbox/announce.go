package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// patience is how long the server may take before we say that something is wrong.
const patience = 30 * time.Second

// announce says where everything is, once the server is ready.
func announce(ctx context.Context, asJSON bool, at addresses, config string, server process, stdout, stderr io.Writer) {
	if !asJSON {
		_, _ = fmt.Fprintf(stderr, "sandbox: starting; the server's log follows, its configuration is %s\n", config)
	}
	soon, cancel := context.WithTimeout(ctx, patience)
	ready := server.awaitReady(soon)
	cancel()
	if !ready && ctx.Err() == nil {
		_, _ = fmt.Fprintf(stderr, "sandbox: the server is not ready yet; it ended %d times so far, last with: %s\n", server.Supervisor.Status().Starts, server.Supervisor.Status().Last)
		ready = server.awaitReady(ctx)
	}
	switch {
	case !ready:
	case asJSON:
		_ = json.NewEncoder(stdout).Encode(asMap(at, config)) // a reader who has gone needs no addresses
	default:
		_, _ = io.WriteString(stdout, guide(at))
	}
}

// asMap holds every address that a test or a script could want.
func asMap(at addresses, config string) map[string]string {
	return map[string]string{
		"deskside": at.Deskside, "pages": at.Pages, "zendesk": at.Zendesk, "salesforce": at.Salesforce, "twilio": at.Twilio, "provider": at.Provider,
		"index": at.Pages + "/", "desk_zendesk": at.Pages + "/desk/zendesk", "desk_salesforce": at.Pages + "/desk/salesforce",
		"shop": at.Pages + "/shop", "boutique": at.Pages + "/boutique", "phone": at.Pages + "/phone", "admin": at.Deskside + "/admin", "entrance": at.Deskside + "/admin#entrance",
		"server": at.Pages + "/_sandbox/server", "config": config, "support_number": supportNumber, "sales_number": salesNumber,
	}
}

// guide is what a person reads in the terminal.
func guide(at addresses) string {
	return strings.NewReplacer("{pages}", at.Pages, "{deskside}", at.Deskside, "{provider}", at.Provider, "{support}", spoken(supportNumber), "{sales}", spoken(salesNumber)).Replace(`
  Deskside is running. Begin here:

      {pages}/

  The desk       {pages}/desk/zendesk        an agent in Zendesk
                 {pages}/desk/salesforce     an agent in Salesforce
  The customer   {pages}/shop                a shop, served by the Zendesk desk
                 {pages}/boutique            a shop, served by the Salesforce desk
                 {pages}/phone               a phone in the street
  The admin      {deskside}/admin
                 {deskside}/admin#entrance   by the company's sign-in ({provider})

  To try the story, put a desk and a shop side by side:

   1  Shop: look at an item, press "Contact support", pick "Damaged item", call.
      Desk: the widget rings, with who it is and why; the packet is a private note on the ticket.
   2  Desk: answer. Shop: send a photo. It shows in the widget, and is a file on the ticket.
   3  Desk: type a note in the widget. It stands on the ticket, under your name.
   4  Hang up on either side. The call log is on the ticket; save a disposition and a closing note.
   5  Desk: open a ticket and click the customer's phone number. Answer on the phone page.
      Or call from the street: {support} (Zendesk) or {sales} (Salesforce).
   6  Break a cloud on the first page, and see what the widget says about each note and file.
   7  Kill the server, there or by kill -9, at any moment. Nothing is lost, nothing is there twice.

  Ctrl-C ends everything.

`)
}

// spoken groups a number as people in its country write it.
func spoken(number string) string {
	if len(number) == 12 && strings.HasPrefix(number, "+1") {
		return fmt.Sprintf("+1 %s %s %s", number[2:5], number[5:8], number[8:])
	}
	return number
}
