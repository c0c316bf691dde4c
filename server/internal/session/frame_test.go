package session_test

import (
	"errors"
	"testing"

	"github.com/deskside/deskside/server/internal/session"
)

func TestFrame(t *testing.T) {
	k, c := keeper(t, secret)
	mine, err := k.IssueFrame("support")
	if err != nil {
		t.Fatal(err)
	}
	other, err := k.IssueFrame("support")
	if err != nil {
		t.Fatal(err)
	}
	until, err := k.VerifyFrame(mine, "support")
	if err != nil || !until.Equal(start.Add(session.FrameTTL)) {
		t.Errorf("until %v, %v", until, err)
	}
	for name, f := range map[string]session.Frame{
		"another frame's nonce": {Nonce: other.Nonce, Key: mine.Key},
		"another frame's key":   {Nonce: mine.Nonce, Key: other.Key},
		"no key":                {Nonce: mine.Nonce},
		"no nonce":              {Key: mine.Key},
		"a made-up nonce":       {Nonce: "nonce", Key: mine.Key},
	} {
		if _, err := k.VerifyFrame(f, "support"); !errors.Is(err, session.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := k.VerifyFrame(mine, "sales"); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("another account: %v", err)
	}
	if _, err := k.Verify(mine.Nonce); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a nonce opened a session: %v", err)
	}
	c.Advance(until.Sub(c.Now()))
	if _, err := k.VerifyFrame(mine, "support"); !errors.Is(err, session.ErrExpired) {
		t.Errorf("at its end: %v", err)
	}
}

func TestLink(t *testing.T) {
	k, c := keeper(t, secret)
	link, until, err := k.IssueLink(3)
	if err != nil {
		t.Fatal(err)
	}
	if version, err := k.VerifyLink(link); err != nil || version != 3 {
		t.Errorf("version %d, %v", version, err)
	}
	if _, err := k.Verify(link); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a link opened a session: %v", err)
	}
	token, _, err := k.Issue(agent, session.LinkTTL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.VerifyLink(token); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a session passed as a link: %v", err)
	}
	c.Advance(until.Sub(c.Now()))
	if _, err := k.VerifyLink(link); !errors.Is(err, session.ErrExpired) || until.Sub(start) != session.LinkTTL {
		t.Errorf("at its end %v: %v", until, err)
	}
}
