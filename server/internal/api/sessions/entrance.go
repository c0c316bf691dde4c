// Package sessions lets agents and admins in, and lets them stay: it serves those who have
// no session yet, or one that is about to end.
//
// A session lasts minutes and is renewed only while whatever it was given for still holds.
// Somebody who tries proofs or passphrases learns nothing from the answers; what was wrong
// is for the operator, and refusals are recorded up to a number a minute, which is all the
// state there is. Any number of requests may use it at once.
package sessions

import (
	"context"

	"github.com/deskside/deskside/server/internal/api/edge"
)

// Passphrase is what the admin's passphrase opens: see package passphrase.
type Passphrase interface {
	Version(ctx context.Context) (int64, error)
	Set(ctx context.Context, passphrase string, expect int64) error
	Try(ctx context.Context, source, passphrase string) (version int64, err error)
}

// Sessions gives and renews them.
type Sessions struct {
	*edge.Edge
	Admin    Passphrase
	Sandbox  bool // sign-in without proof
	refusals refusals
}
