package main

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/soundtest"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/session/provider/providertest"
)

// clientID of Deskside at both CRMs and at the identity provider.
const clientID = "deskside-sandbox"

// clouds are the stand-ins, with the same world in both CRMs.
type clouds struct {
	zendesk    *zendesktest.Server
	salesforce *salesforcetest.Server
	twilio     *twiliotest.Server
	provider   *providertest.Provider
	deskside   string // where the package in the organisation leads

	mu     sync.Mutex
	agents map[string][]string // by account: the CRM's ids of agents, in their order
}

func newClouds(a addresses, s secrets) (*clouds, error) {
	c := &clouds{
		deskside:   a.Deskside,
		zendesk:    zendesktest.New(zendesktest.Options{ClientID: clientID, ClientSecret: s.Zendesk}),
		salesforce: salesforcetest.New(salesforcetest.Options{ClientID: clientID, ClientSecret: s.Salesforce}),
		provider: providertest.New(providertest.Config{
			Issuer: a.Provider, ClientID: clientID, ClientSecret: s.Provider, RedirectURL: a.Deskside + "/admin", People: admins,
		}),
	}
	// With retries, as an admin should set them: a call outlives a restart.
	voice := twilio.WithRetries(a.Deskside+"/twilio/voice", twilio.TwiMLRetries)
	status := twilio.WithRetries(a.Deskside+"/twilio/voice/status", twilio.EventRetries)
	texts := twilio.WithRetries(a.Deskside+"/twilio/messages", twilio.EventRetries)
	c.twilio = twiliotest.New(twiliotest.Options{
		AccountSID: s.TwilioAccount, AuthToken: s.TwilioToken, APIKeySID: s.TwilioKey, APIKeySecret: s.TwilioKeySecret,
		Media: soundtest.New, MediaURL: a.Twilio,
		Numbers: []twiliotest.Number{
			{PhoneNumber: supportNumber, VoiceURL: voice, StatusCallback: status, SMSURL: texts},
			{PhoneNumber: salesNumber, VoiceURL: voice, StatusCallback: status, SMSURL: texts},
			{PhoneNumber: menuNumber, VoiceURL: voice, StatusCallback: status, SMSURL: texts},
		},
		Applications: []twiliotest.Application{
			{SID: s.TwilioApp, FriendlyName: "Deskside", VoiceURL: voice, StatusCallback: status},
		},
	})
	if err := c.seed(); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *clouds) seed() error {
	zendesk, err := seedZendesk(c.zendesk)
	if err != nil {
		return err
	}
	c.salesforce.SeedPackage("", "sales", c.deskside)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.agents = map[string][]string{"support": zendesk, "sales": seedSalesforce(c.salesforce)}
	return nil
}

// reset puts the world back as it was in the beginning: nobody calls, nothing
// is broken, and the CRMs hold what they are seeded with.
func (c *clouds) reset() error {
	c.twilio.Mend()
	c.twilio.ForgetTexts()
	for _, call := range c.twilio.Calls() {
		if call.State == "closed" {
			continue
		}
		if err := c.twilio.HangUp(call.CallSID); err != nil {
			return fmt.Errorf("end the calls: %w", err)
		}
	}
	c.zendesk.Reset()
	c.salesforce.Reset()
	return c.seed()
}

// agentID is the CRM's id of an agent.
func (c *clouds) agentID(account string, i int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.agents[account][i]
}

// leads is who supervises each account: the second of the agents.
func (c *clouds) leads() []configAgent {
	var out []configAgent
	for _, account := range []string{"support", "sales"} {
		out = append(out, configAgent{Account: account, ID: c.agentID(account, 1), Role: config.Supervisor})
	}
	return out
}

func (c *clouds) zendeskApp() string { return strconv.FormatInt(c.zendesk.AppID(), 10) }

func (c *clouds) close() {
	c.twilio.Close()
	_ = c.salesforce.Close() // a temporary folder that stays is no reason to complain
}
