package main

import (
	"fmt"
	"net"
	"strconv"
)

// ports to listen on, all on loopback; 0 means any that is free.
type ports struct {
	deskside, pages, zendesk, salesforce, twilio, provider int
}

// addresses where everything is found, as base URLs without a trailing slash.
type addresses struct {
	Deskside   string
	Pages      string
	Zendesk    string
	Salesforce string
	Twilio     string
	Provider   string // of admins' identities

	listen string // host and port of Deskside
}

// doors are the open listeners of what runs inside this process.
type doors struct {
	pages, zendesk, salesforce, twilio, provider net.Listener
}

// openDoors takes every port before anything is started, since each part must
// know the addresses of the others.
func openDoors(p ports) (d doors, a addresses, err error) {
	var opened []net.Listener
	defer func() {
		if err != nil {
			for _, l := range opened {
				_ = l.Close()
			}
		}
	}()
	open := func(what string, port int) (l net.Listener, base string) {
		if err != nil {
			return nil, ""
		}
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err != nil {
			err = fmt.Errorf("no port for %s; is another sandbox running? %w", what, err)
			return nil, ""
		}
		opened = append(opened, l)
		return l, "http://" + l.Addr().String()
	}
	d.pages, a.Pages = open("the pages", p.pages)
	d.zendesk, a.Zendesk = open("the Zendesk stand-in", p.zendesk)
	d.salesforce, a.Salesforce = open("the Salesforce stand-in", p.salesforce)
	d.twilio, a.Twilio = open("the Twilio stand-in", p.twilio)
	d.provider, a.Provider = open("the identity provider's stand-in", p.provider)
	var server net.Listener
	server, a.Deskside = open("Deskside", p.deskside)
	if err == nil {
		// The server opens its port itself, and again after every death, so the
		// port is only found here, not kept.
		a.listen = server.Addr().String()
		err = server.Close()
	}
	return d, a, err
}
