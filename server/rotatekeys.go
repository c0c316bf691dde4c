package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// rotateKeys has the running server make a new key to sign tokens with.
func rotateKeys(ctx context.Context, in *invocation) error {
	desk, err := operate(ctx, in.cfg)
	if err != nil {
		return err
	}
	var out struct {
		Key       string    `json:"key"`
		SignsFrom time.Time `json:"signs_from"`
		OldUntil  time.Time `json:"old_until"`
	}
	if err := desk.call(ctx, http.MethodPost, "/v1/admin/keys/rotate", map[string]any{"drop_old": in.given("drop-old")}, &out); err != nil {
		return err
	}
	fmt.Fprintf(in.stdout, "The key %s signs from %s on.\n", out.Key, out.SignsFrom.Local().Format("15:04:05"))
	if out.OldUntil.IsZero() {
		fmt.Fprintln(in.stdout, "What older keys have signed is refused: everybody signs in again.")
		return nil
	}
	fmt.Fprintf(in.stdout, "What older keys have signed stays good, until %s at most.\n", out.OldUntil.Local().Format("15:04 on 2 January 2006"))
	return nil
}
