package main

import (
	"context"
	"fmt"

	"github.com/deskside/deskside/server/internal/app"
)

// testAlert tells whether alerts arrive.
func testAlert(ctx context.Context, in *invocation) error {
	if err := app.TryAlert(ctx, in.cfg); err != nil {
		return fmt.Errorf("the alert has not arrived: %w", err)
	}
	_, err := fmt.Fprintln(in.stdout, "The alert has arrived.")
	return err
}
