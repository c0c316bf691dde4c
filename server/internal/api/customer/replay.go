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

// packetUses counts the contacts that one packet has begun. A request that repeats another
// has its place, and one that is not let in takes none.
type packetUses struct {
	store        *store.States
	ctx          context.Context //nolint:containedctx // of the one request that it lives for
	app, contact string
	now          time.Time
	err          error

	free  string // the place that take will take; empty: none is needed
	key   string // of the packet and this contact: it has a place
	until time.Time
}

func (u *packetUses) spent(id string, until time.Time) bool {
	if _, err := u.store.ByRef(u.ctx, u.contact); !errors.Is(err, store.ErrNotFound) {
		u.err = err
		return false
	}
	packet := "packet/" + u.app + "/" + hashed(id) + "/"
	u.key, u.until = packet+hashed(u.contact), until
	if u.has(u.key) || u.err != nil {
		return false
	}
	for n := range contactsPerPacket {
		place := fmt.Sprint(packet, n)
		if !u.has(place) {
			u.free = place
			return false
		}
	}
	return u.err == nil
}

// has a place been taken? What is remembered until now is forgotten at once.
func (u *packetUses) has(place string) bool {
	if u.err != nil {
		return false
	}
	first, err := u.store.Once(u.ctx, place, u.now, u.now)
	u.err = err
	return !first && err == nil
}

// take the place that was free. One that somebody has taken meanwhile is looked for again
// when the request is.
func (u *packetUses) take() error {
	if u.free == "" {
		return nil
	}
	first, err := u.store.Once(u.ctx, u.free, u.now, u.until)
	if err == nil && !first {
		err = store.ErrBusy
	}
	if err == nil {
		_, err = u.store.Once(u.ctx, u.key, u.now, u.until)
	}
	return err
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
