package twilio

import (
	"context"
	"fmt"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// Examine does what Probe does and more, for a person who reads line by line: it
// also says what is well, and looks at what tells us that a call is over or a text has come. It
// changes nothing. Trouble is a line of its own.
func (c *Client) Examine(ctx context.Context, voiceURL, statusURL, messagesURL string) []connectors.Check {
	h, err := c.Probe(ctx, voiceURL)
	if err != nil {
		check := connectors.Unreached(err)
		if connectors.KindOf(err) == connectors.Unauthorized {
			check.Next = "Check twilio.account_sid, auth_token, api_key_sid and api_key_secret against Twilio's console."
		}
		return []connectors.Check{check}
	}
	numbers := fmt.Sprintf("Calls to %s come here.", strings.Join(c.cfg.Numbers, ", "))
	if len(c.cfg.Numbers) == 0 {
		numbers = "No numbers are configured: customers reach you from apps and sites alone."
	}
	checks := connectors.Checks(h.Findings, []connectors.Aspect{
		{Subject: "credentials", Codes: []string{"account_not_active", "auth_token_wrong"}, OK: "Signed in at " + h.Organisation + ", and webhooks can be verified."},
		{Subject: "numbers", Codes: []string{"number_not_ours", "number_on_trunk", "number_elsewhere"}, OK: numbers},
		{Subject: "browser calls", Codes: []string{"no_browser_calls", "application_missing", "application_elsewhere"}, OK: "Calls from browsers come here."},
		{Subject: "retries", Codes: []string{"no_retries"}, OK: "Twilio tries a webhook again when it fails."},
	})
	checks = append(checks, c.examineStatus(ctx, statusURL)...)
	checks = append(checks, c.examineTexts(ctx, messagesURL)...)
	return append(checks, connectors.ClockCheck(c.chain.Clock.Ahead()))
}

// examineStatus: without the callback a customer who hangs up while it rings goes
// on ringing until the next look at the live calls.
func (c *Client) examineStatus(ctx context.Context, statusURL string) []connectors.Check {
	const subject = "status callback"
	var out []connectors.Check
	for _, number := range c.cfg.Numbers {
		n, err := c.incoming(ctx, "check numbers", number)
		if err != nil {
			return append(out, connectors.Unreached(err))
		}
		if n == nil || text(n.VoiceApplicationSid) != "" || leadsTo(n.StatusCallback, n.StatusCallbackMethod, statusURL) {
			continue
		}
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: "Twilio does not tell us when a call to " + number + " ends.",
			Next: "Set its call status changes webhook to " + WithRetries(statusURL, EventRetries) + ", by POST."})
	}
	if out == nil && len(c.cfg.Numbers) > 0 {
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckOK, Text: "Twilio tells us when a call ends."})
	}
	return out
}

// examineTexts: what comes to a number that leads elsewhere is kept at Twilio alone.
func (c *Client) examineTexts(ctx context.Context, messagesURL string) []connectors.Check {
	const subject = "texts"
	var out []connectors.Check
	for _, number := range c.cfg.Numbers {
		n, err := c.incoming(ctx, "check numbers", number)
		if err != nil {
			return append(out, connectors.Unreached(err))
		}
		insisting := WithRetries(messagesURL, EventRetries)
		switch {
		case n == nil || n.Capabilities != nil && !n.Capabilities.Sms:
		case !leadsTo(n.SmsUrl, n.SmsMethod, messagesURL):
			out = append(out, connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: "Texts to " + number + " do not come here.",
				Next: "Set its messaging webhook to " + insisting + ", by POST."})
		case !strings.Contains(text(n.SmsUrl), "#"):
			out = append(out, connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: "Twilio gives up on a text to " + number + " at the first error.",
				Next: "To let it try again, set its messaging webhook to " + insisting + "."})
		}
	}
	if out == nil && len(c.cfg.Numbers) > 0 {
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckOK, Text: "Texts to numbers that take them come here."})
	}
	return out
}
