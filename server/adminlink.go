package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os/user"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/app"
)

// adminLink prints a link with which a new passphrase can be chosen, good for an
// hour and for one use. The running server makes it.
func adminLink(ctx context.Context, in *invocation) error {
	desk, err := operate(ctx, in.cfg)
	if err != nil {
		return err
	}
	var out struct {
		URL       string    `json:"url"`
		ExpiresAt time.Time `json:"expires_at"`
	}
	if err := desk.call(ctx, http.MethodPost, "/v1/sessions/admin/links", nil, &out); err != nil {
		return err
	}
	fmt.Fprintf(in.stdout, "%s\n\nGood for one use, until %s.\n", out.URL, out.ExpiresAt.Local().Format("15:04 on 2 January 2006"))
	return nil
}

// operate the running server as whoever runs this command.
func operate(ctx context.Context, cfg *config.Config) (*operator, error) {
	name := "operator"
	if u, err := user.Current(); err == nil {
		name = cmp.Or(u.Name, u.Username, name)
	}
	base, token, err := app.Operator(ctx, cfg, name)
	if err != nil {
		return nil, err
	}
	return &operator{base: base, token: token, client: &http.Client{Timeout: time.Minute}}, nil
}
