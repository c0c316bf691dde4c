package channeltest

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

// begun is before everything, by the clock of any stand-in.
var begun = time.Time{}

func text(h Harness, id, body string) connectors.Text {
	return connectors.Text{ID: id, From: h.Ours(), To: h.Customer(), Body: body, Receipts: h.Receipts()}
}

func send(t *testing.T, h Harness, one connectors.Text) connectors.Sent {
	t.Helper()
	sent, err := h.Channel().Send(t.Context(), one)
	if err != nil || sent.Ref == "" || sent.State != connectors.TextSent {
		t.Fatalf("%+v, %v", sent, err)
	}
	return sent
}

func recovered(t *testing.T, h Harness, one connectors.Text, since time.Time) []string {
	t.Helper()
	found, err := h.Channel().Recover(t.Context(), one, since)
	if err != nil {
		t.Fatal(err)
	}
	var refs []string
	for _, f := range found {
		refs = append(refs, f.Ref)
	}
	return refs
}

// receipts of a text, in the order in which they were told.
func receipts(h Harness, id string) (out []connectors.TextReceipt) {
	for _, hook := range h.Told() {
		for _, r := range h.Channel().Parse(hook).Receipts {
			if r.ID == id {
				out = append(out, r)
			}
		}
	}
	return out
}

func incoming(h Harness) (out []connectors.Incoming) {
	for _, hook := range h.Told() {
		out = append(out, h.Channel().Parse(hook).Texts...)
	}
	return out
}

func kind(t *testing.T, err error, want connectors.Kind, reason string) {
	t.Helper()
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok || e.Kind != want || e.Reason.Code == "" || reason != "" && e.Reason.Code != reason {
		t.Errorf("%v, want %v %s", err, want, reason)
	}
}

const words = "Grüße — 100 % 👍 + \"quotes\" & more\nsecond line"

func sentOnce(t *testing.T, h Harness) {
	sent := send(t, h, text(h, "one", words))
	got := receipts(h, "one")
	if shown := h.Shown(h.Customer()); !slices.Equal(shown, []string{words}) {
		t.Errorf("the phone shows %q", shown)
	}
	if !h.Channel().Capabilities().Delivered {
		return
	}
	if len(got) == 0 || got[len(got)-1].State != connectors.TextDelivered {
		t.Fatalf("told %+v", got)
	}
	for _, r := range got {
		if r.Ref != sent.Ref {
			t.Errorf("told %+v of %s", r, sent.Ref)
		}
	}
}

func answerNotHeard(t *testing.T, h Harness) {
	for _, fault := range []Fault{AnswerLost, AnswerWrong} {
		h.Break(fault)
		one := text(h, string(fault), "Your answer was: "+string(fault))
		_, err := h.Channel().Send(t.Context(), one)
		kind(t, err, connectors.Unknown, "")
		if refs := recovered(t, h, one, begun); len(refs) != 1 {
			t.Errorf("%s: found %v", fault, refs)
		}
	}
	if shown := h.Shown(h.Customer()); len(shown) != 2 {
		t.Errorf("the phone shows %q", shown)
	}
}

func noEffect(t *testing.T, h Harness) {
	h.Break(NoEffect)
	one := text(h, "one", words)
	_, err := h.Channel().Send(t.Context(), one)
	kind(t, err, connectors.Unknown, "")
	if refs := recovered(t, h, one, begun); len(refs) != 0 {
		t.Errorf("found %v", refs)
	}
}

func sameWords(t *testing.T, h Harness) {
	first := send(t, h, text(h, "first", "OK"))
	h.Break(AnswerLost)
	_, err := h.Channel().Send(t.Context(), text(h, "second", "OK"))
	kind(t, err, connectors.Unknown, "")
	refs := recovered(t, h, text(h, "second", "OK"), begun)
	if len(refs) != 2 || refs[0] != first.Ref || refs[1] == first.Ref {
		t.Errorf("found %v, the first is %s", refs, first.Ref)
	}
}

func notOurs(t *testing.T, h Harness) {
	h.Write("OK", 0)
	one := text(h, "one", "OK")
	other := one
	other.To = h.Another()
	send(t, h, other)
	send(t, h, text(h, "longer", "OK then"))
	if refs := recovered(t, h, one, begun); len(refs) != 0 {
		t.Errorf("found %v of others", refs)
	}
	send(t, h, one)
	if refs := recovered(t, h, one, time.Now().AddDate(100, 0, 0)); len(refs) != 0 {
		t.Errorf("found %v of long ago", refs)
	}
}

func refused(t *testing.T, h Harness) {
	nobody, empty, stranger := text(h, "one", words), text(h, "two", " \n"), text(h, "three", words)
	nobody.To, stranger.From = h.Nobody(), h.Another()
	for reason, one := range map[string]connectors.Text{connectors.TextNoNumber: nobody, connectors.TextNoContent: empty, connectors.TextNoSender: stranger} {
		_, err := h.Channel().Send(t.Context(), one)
		if reason == connectors.TextNoNumber {
			reason = "" // clouds differ in how they call that
		}
		kind(t, err, connectors.Rejected, reason)
	}
	if longest := h.Channel().Capabilities().Longest; longest > 0 {
		send(t, h, text(h, "whole", strings.Repeat("a", longest)))
		_, err := h.Channel().Send(t.Context(), text(h, "longer", strings.Repeat("b", longest+1)))
		kind(t, err, connectors.Rejected, connectors.TextTooLong)
	}
	if got := receipts(h, "one"); len(got) > 0 {
		t.Errorf("told %+v of what was not sent", got)
	}
}

func tooMany(t *testing.T, h Harness) {
	h.Break(TooMany)
	one := text(h, "one", words)
	_, err := h.Channel().Send(t.Context(), one)
	kind(t, err, connectors.Throttled, "")
	if refs := recovered(t, h, one, begun); len(refs) != 0 {
		t.Errorf("found %v", refs)
	}
	send(t, h, one)
}

func didNotArrive(t *testing.T, h Harness) {
	if !h.Channel().Capabilities().Delivered {
		t.Skip("nobody tells")
	}
	for _, why := range []string{connectors.TextOff, connectors.TextFiltered, connectors.TextNoNumber} {
		h.Lose(h.Customer(), why)
		send(t, h, text(h, why, words))
		got := receipts(h, why)
		if len(got) == 0 || got[len(got)-1].State != connectors.TextFailed || got[len(got)-1].Why.Code != why {
			t.Errorf("%s: told %+v", why, got)
		}
	}
	if shown := h.Shown(h.Customer()); len(shown) != 0 {
		t.Errorf("the phone shows %q", shown)
	}
}

func comesIn(t *testing.T, h Harness) {
	for _, body := range []string{words, "  spaces  ", "<b>a</b>;b&c=d%20+", "\u202eright to left\u202c", ""} {
		h.Write(body, 0)
		got := incoming(h)
		last := got[len(got)-1]
		if last.Body != body || last.From != h.Customer() || last.To != h.Ours() || last.Ref == "" || last.Media != nil {
			t.Errorf("%q came as %+v", body, last)
		}
	}
}

func twiceTold(t *testing.T, h Harness) {
	h.Write("Hello", 0)
	hook := h.Told()[0]
	a, b := h.Channel().Parse(hook), h.Channel().Parse(h.Again(hook))
	if len(a.Texts) != 1 || len(b.Texts) != 1 || a.Texts[0].Ref != b.Texts[0].Ref {
		t.Errorf("%+v and %+v", a, b)
	}
	h.Write("Hello", 0)
	if got := incoming(h); got[0].Ref == got[len(got)-1].Ref {
		t.Errorf("the same words again: %+v", got)
	}
}

func pictures(t *testing.T, h Harness) {
	h.Write("Look", 3)
	got := incoming(h)
	if len(got) != 1 || len(got[0].Media) != 3 || got[0].Media[2].URL == "" || got[0].Media[2].ContentType == "" {
		t.Errorf("%+v", got)
	}
}

func optOut(t *testing.T, h Harness) {
	if !h.Channel().Capabilities().OptOut {
		t.Skip("these are words like others")
	}
	for body, want := range map[string]connectors.OptOut{
		"STOP": connectors.OptOutStop, " stop \n": connectors.OptOutStop, "Unsubscribe": connectors.OptOutStop,
		"start": connectors.OptOutStart, "HELP": connectors.OptOutHelp,
		"Please stop calling": "", "STOP IT": "", "": "", "stop.": "",
	} {
		h.Write(body, 0)
		got := incoming(h)
		if last := got[len(got)-1]; last.OptOut != want || last.Body != body {
			t.Errorf("%q came as %+v, want %q", body, last, want)
		}
	}
}

func stopped(t *testing.T, h Harness) {
	if !h.Channel().Capabilities().OptOut {
		t.Skip("these are words like others")
	}
	h.Write("stop", 0)
	_, err := h.Channel().Send(t.Context(), text(h, "one", words))
	kind(t, err, connectors.Rejected, connectors.TextOptedOut)
	other := text(h, "other", words)
	other.To = h.Another()
	send(t, h, other)
	h.Write("START", 0)
	send(t, h, text(h, "two", words))
}

func nonsense(t *testing.T, h Harness) {
	h.Write("Hello", 0)
	send(t, h, text(h, "one", words))
	told := h.Told()
	for _, hook := range told {
		for field := range hook.Form {
			for _, value := range []string{"", "\x00", strings.Repeat("9", 5000), "../../x", "-1"} {
				form := url.Values{}
				for k, v := range hook.Form {
					form[k] = v
				}
				form[field] = []string{value}
				heard := h.Channel().Parse(connectors.Hook{Query: hook.Query, Form: form})
				for _, in := range heard.Texts {
					if in.Ref == value {
						t.Errorf("%s=%q is taken for a text", field, value)
					}
				}
				for _, r := range heard.Receipts {
					if r.State == "" || r.Ref == value {
						t.Errorf("%s=%q is taken for a receipt: %+v", field, value, r)
					}
				}
			}
		}
	}
	if heard := h.Channel().Parse(connectors.Hook{}); heard.Texts != nil || heard.Receipts != nil {
		t.Errorf("nothing is %+v", heard)
	}
}

func discreet(t *testing.T, h Harness) {
	for _, fault := range []Fault{AnswerLost, AnswerWrong, NoEffect, TooMany} {
		h.Break(fault)
		_, err := h.Channel().Send(t.Context(), text(h, "secret", "The code is 271828"))
		if e, ok := errors.AsType[*connectors.Error](err); !ok || strings.Contains(e.Reason.String()+e.Detail, h.Customer()) ||
			strings.Contains(err.Error(), "271828") || strings.Contains(err.Error(), h.Customer()) {
			t.Errorf("%s: %v", fault, err)
		}
	}
}
