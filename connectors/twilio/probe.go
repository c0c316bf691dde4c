package twilio

import (
	"context"
	"strings"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/deskside/deskside/connectors"
)

// Probe checks the credentials, and that our numbers and our TwiML application
// lead to voiceURL, the public address of the voice webhook. It changes nothing.
// What is wrong with the set-up is in the findings; an error means that Twilio
// could not be asked.
func (c *Client) Probe(ctx context.Context, voiceURL string) (connectors.Health, error) {
	const op = "check account"
	account, err := c.service(ctx, op).FetchAccount(c.cfg.AccountSID)
	if err != nil {
		return connectors.Health{}, failed(op, false, err)
	}
	h := connectors.Health{Organisation: text(account.FriendlyName), User: c.cfg.APIKeySID, APIVersion: "2010-04-01"}
	if s := text(account.Status); s != "active" {
		h.Findings = append(h.Findings, connectors.Finding{Severe: true, Code: "account_not_active",
			Message: "The Twilio account is " + s + ".", Next: "Make it active in Twilio's console; calls fail until then."})
	}
	for _, check := range []func(context.Context, string) ([]connectors.Finding, error){c.probeToken, c.probeNumbers, c.probeApp} {
		found, err := check(ctx, voiceURL)
		if err != nil {
			return h, err
		}
		h.Findings = append(h.Findings, found...)
	}
	return h, nil
}

// probeToken: requests may work with the API key although the auth token, by
// which webhooks are verified, is wrong.
func (c *Client) probeToken(ctx context.Context, _ string) ([]connectors.Finding, error) {
	const op = "check auth token"
	r := &request{client: c, ctx: ctx, op: "twilio: " + op, user: c.cfg.AccountSID, secret: c.cfg.AuthTokens[0]}
	_, err := api.NewApiServiceWithClient(r).FetchAccount(c.cfg.AccountSID)
	err = failed(op, false, err)
	if err != nil && connectors.KindOf(err) == connectors.Unauthorized {
		return []connectors.Finding{{Severe: true, Code: "auth_token_wrong",
			Message: "Twilio does not accept auth_token, so its webhooks will be refused.", Next: "Set it to the account's primary auth token."}}, nil
	}
	return nil, err
}

func (c *Client) probeNumbers(ctx context.Context, voiceURL string) ([]connectors.Finding, error) {
	const op = "check numbers"
	insisting := WithRetries(voiceURL, TwiMLRetries)
	var out []connectors.Finding
	for _, number := range c.cfg.Numbers {
		n, err := c.incoming(ctx, op, number)
		if err != nil {
			return nil, err
		}
		switch {
		case n == nil:
			out = append(out, connectors.Finding{Severe: true, Code: "number_not_ours",
				Message: "The Twilio account has no number " + number + ".", Next: "Remove it from twilio.numbers, or buy it."})
		case text(n.TrunkSid) != "":
			out = append(out, connectors.Finding{Severe: true, Code: "number_on_trunk",
				Message: number + " leads to a SIP trunk.", Next: "Set its voice webhook to " + insisting + ", by POST."})
		case text(n.VoiceApplicationSid) != "":
			if text(n.VoiceApplicationSid) != c.cfg.TwiMLAppSID { // ours is checked by probeApp
				out = append(out, connectors.Finding{Severe: true, Code: "number_elsewhere",
					Message: number + " leads to another TwiML application.", Next: "Set its voice webhook to " + insisting + ", by POST."})
			}
		case !leadsTo(n.VoiceUrl, n.VoiceMethod, voiceURL):
			out = append(out, connectors.Finding{Severe: true, Code: "number_elsewhere",
				Message: "Calls to " + number + " do not come here.", Next: "Set its voice webhook to " + insisting + ", by POST."})
		case !strings.Contains(text(n.VoiceUrl), "#"):
			out = append(out, withoutRetries("the voice webhook of "+number, voiceURL))
		}
	}
	return out, nil
}

// incoming is one of our numbers as Twilio has it; nil: it has none.
func (c *Client) incoming(ctx context.Context, op, number string) (*api.ApiV2010IncomingPhoneNumber, error) {
	p := &api.ListIncomingPhoneNumberParams{}
	got, err := c.service(ctx, op).ListIncomingPhoneNumber(p.SetPhoneNumber(number).SetPageSize(20).SetLimit(20))
	if err != nil {
		return nil, failed(op, false, err)
	}
	for i := range got { // the filter also matches parts of numbers
		if text(got[i].PhoneNumber) == number {
			return &got[i], nil
		}
	}
	return nil, nil
}

func (c *Client) probeApp(ctx context.Context, voiceURL string) ([]connectors.Finding, error) {
	const op = "check application"
	if c.cfg.TwiMLAppSID == "" || c.cfg.APIKeySID == "" {
		return []connectors.Finding{{Code: "no_browser_calls",
			Message: "Without twiml_app_sid, api_key_sid and api_key_secret nobody can talk from a browser.", Next: "Make an API key and a TwiML application in Twilio's console, and set the three."}}, nil
	}
	app, err := c.service(ctx, op).FetchApplication(c.cfg.TwiMLAppSID, nil)
	if err := failed(op, false, err); isGone(err) {
		return []connectors.Finding{{Severe: true, Code: "application_missing",
			Message: "The Twilio account has no TwiML application twiml_app_sid.", Next: "Create one with the voice URL " + WithRetries(voiceURL, TwiMLRetries) + ", by POST."}}, nil
	} else if err != nil {
		return nil, err
	}
	if !leadsTo(app.VoiceUrl, app.VoiceMethod, voiceURL) {
		return []connectors.Finding{{Severe: true, Code: "application_elsewhere",
			Message: "Calls from browsers do not come here.", Next: "Set the voice URL of the TwiML application to " + WithRetries(voiceURL, TwiMLRetries) + ", by POST."}}, nil
	}
	if !strings.Contains(text(app.VoiceUrl), "#") {
		return []connectors.Finding{withoutRetries("the voice URL of the TwiML application", voiceURL)}, nil
	}
	return nil, nil
}

// withoutRetries: as Twilio is by default, a caller who arrives while we restart is lost.
func withoutRetries(what, voiceURL string) connectors.Finding {
	return connectors.Finding{Code: "no_retries",
		Message: "Twilio gives up on a call at the first error.", Next: "To let it try again, set " + what + " to " + WithRetries(voiceURL, TwiMLRetries) + "."}
}

// leadsTo ignores the fragment, which only sets how Twilio retries.
func leadsTo(address, method *string, want string) bool {
	got, _, _ := strings.Cut(text(address), "#")
	want, _, _ = strings.Cut(want, "#")
	return got == want && (text(method) == "" || text(method) == "POST")
}
