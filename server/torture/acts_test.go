package torture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"time"

	"github.com/deskside/deskside/connectors"
)

// thinks for a moment, as people do: long enough for something to go wrong.
func (a *actor) thinks(ctx context.Context) {
	pause(ctx, between(a.random, 50*time.Millisecond, 600*time.Millisecond))
}

func (a *actor) note(ctx context.Context) error {
	a.thinks(ctx)
	a.notes++
	mark := a.mark(fmt.Sprintf("note%d", a.notes))
	asked := time.Now()
	err := a.send(ctx, request{method: "PUT", path: fmt.Sprintf("/v1/interactions/%s/notes/note-%04d-%04d", a.id, a.n, a.notes), token: a.agent,
		body: map[string]string{"text": "Replacement promised. " + mark}}, nil)
	if err == nil {
		a.promised(aNote, mark, asked)
	}
	return err
}

func (a *actor) photo(ctx context.Context) error {
	a.thinks(ctx)
	a.photos++
	content, sum := photo(a.random)
	name := a.mark(fmt.Sprintf("photo%d", a.photos))
	asked := time.Now()
	err := a.send(ctx, request{method: "POST", path: fmt.Sprintf("/v1/contact/files?name=%s.png&file_id=file-%04d-%04d", name, a.n, a.photos), token: a.customer,
		body: content, contentType: "image/png"}, nil)
	if bad := new(refusal); errors.As(err, &bad) && bad.Code == "closed" {
		return nil // refused clearly: the call was cut off
	}
	if err == nil {
		a.promisedOf(aPhoto, sum, name, asked)
		a.promised(aPhotoNote, name, asked)
	}
	return err
}

func (a *actor) wrapsUp(ctx context.Context) error {
	a.thinks(ctx)
	mark := a.mark("wrapup")
	asked := time.Now()
	err := a.send(ctx, request{method: "POST", path: "/v1/interactions/" + a.id + "/wrap-up", token: a.agent,
		body: map[string]string{"disposition": "Solved", "note": "All is well. " + mark}}, nil)
	if err != nil {
		return err
	}
	a.promised(aWrapUp, mark, asked)
	if a.plan.late {
		return a.note(ctx)
	}
	return nil
}

// fateWait is how long somebody who means to take the ticket away waits for it.
const fateWait = 20 * time.Second

// meetsFate: somebody closes, deletes or merges the ticket behind our back, once
// there is one; in the worst of storms there is none for long, and it is left alone.
func (a *actor) meetsFate(ctx context.Context) error {
	if a.plan.fate == undisturbed {
		return nil
	}
	ticket := ""
	for deadline := time.Now().Add(fateWait); ticket == ""; pause(ctx, look) {
		v, err := a.interaction(ctx, a.agent, a.id)
		if err != nil {
			return err
		}
		ticket = v.Ticket.ID
		if ticket == "" && time.Now().After(deadline) {
			a.plan.fate = undisturbed
			return nil
		}
	}
	into := ""
	if a.plan.fate == merges || a.random.IntN(2) == 0 {
		into = a.seedTicket(a.account, fmt.Sprintf("Shelter %04d", a.n), connectors.TicketOpen)
	}
	a.mu.Lock()
	a.moved, a.shelter = a.plan.fate != merges, into
	a.mu.Unlock()
	switch a.plan.fate {
	case closes:
		a.setState(a.account, ticket, connectors.TicketClosed, "")
	case vanishes:
		a.setState(a.account, ticket, connectors.TicketGone, "")
	case merges:
		a.setState(a.account, ticket, connectors.TicketMerged, into)
	case undisturbed:
	}
	a.graves.add(a.account, ticket)
	return nil
}

// photo that nobody else has taken.
func photo(r *rand.Rand) (content []byte, sum string) {
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		img.Set(i%16, i/16, color.RGBA{uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // a buffer takes everything
	}
	hash := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(hash[:])
}
