package customer

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// contactsPerPacket with an id of its own (jti): a customer who calls, writes and calls
// once more shows the same one, and whoever has copied it cannot go on for an hour.
const contactsPerPacket = 5

// packetUses counts the contacts that one packet has begun. A request that repeats an
// earlier one begins none.
type packetUses struct {
	store        *store.States
	ctx          context.Context //nolint:containedctx // of the one request that it lives for
	app, contact string
	now          time.Time
	err          error
}

func (u *packetUses) spent(id string, until time.Time) bool {
	if _, err := u.store.ByRef(u.ctx, u.contact); !errors.Is(err, store.ErrNotFound) {
		u.err = err
		return false
	}
	sum := sha256.Sum256([]byte(id))
	key := "packet/" + u.app + "/" + base64.RawURLEncoding.EncodeToString(sum[:])
	for n := range contactsPerPacket {
		first, err := u.store.Once(u.ctx, fmt.Sprint(key, "/", n), u.now, until)
		if first || err != nil {
			u.err = err
			return false
		}
	}
	return true
}
