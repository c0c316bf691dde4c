package customer

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/templates/words"
)

// receiving loads the customer's interaction and tells what may still be sent to
// it: the most bytes of one file, and of all that are not here yet.
func (s *Customers) receiving(c *gin.Context, file string) (state interaction.State, limit, room int64, ok bool) {
	state, err := s.Load(c, edge.Claims(c).Interaction)
	if err == nil && state.Channel == interaction.Voice && !state.Active() {
		err = problem.New(http.StatusConflict, "closed", "This conversation has ended.")
	}
	if err != nil {
		s.Fail(c, err)
		return state, 0, 0, false
	}
	limit = s.FileLimits(state.Account).MaxBytes
	room = limit * (media.MaxUploads + 1)
	known := received(state, file)
	if most := s.Decider.Policy.Bounds.FileBytes; most > 0 {
		room = most - state.Sent.Bytes
		if known != nil { // it may be coming again
			room += known.Size
		}
	}
	if known == nil {
		if err := state.FileRefused(s.Decider.Policy, 0); err != nil {
			s.Fail(c, overfull(err))
			return state, 0, 0, false
		}
	}
	return state, limit, room, true
}

// received finds a file that is in the log already.
func received(state interaction.State, id string) *interaction.File {
	for _, it := range state.Items.All() {
		if it.File != nil && it.File.ID == id {
			return it.File
		}
	}
	return nil
}

// announcements of one conversation, each of which may push out another's and is written to
// the disk: a page with as many files as a conversation takes comes back to each of them.
var announcements = edge.Rate{Every: time.Second, AtOnce: 200}

// BeginUpload announces a file, or finds out where it stands.
func (s *Customers) BeginUpload(c *gin.Context, file string) {
	var in contract.NewUpload
	if !s.Bind(c, &in) {
		return
	}
	if wait := s.announced.Take(edge.Claims(c).Interaction, announcements, s.Decider.Now()); wait > 0 {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		s.Fail(c, crowded())
		return
	}
	state, limit, room, ok := s.receiving(c, file)
	if !ok {
		return
	}
	if f := received(state, file); f != nil {
		c.JSON(http.StatusOK, uploadView(file, f.Size, f.Size, f))
		return
	}
	u := media.Upload{Owner: state.ID, ID: file, Name: in.Name, Type: contract.Val(in.Type), Size: in.Size, App: state.App, Source: s.SourceApart(c.Request)}
	if in.Ask != nil {
		if _, _, err := s.Media.Arrived(state.ID, file); err != nil { // what was begun in time goes on
			if err := state.FileForAsk(*in.Ask); err != nil {
				s.Fail(c, err)
				return
			}
		}
		one, _ := state.Asks.Ask(*in.Ask)
		u.Ask, u.Family = one.ID, one.Type.Family()
	}
	at, err := s.Media.Begin(u, limit, room)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, uploadView(file, at, in.Size, nil))
}

// GetUpload tells where an upload stands.
func (s *Customers) GetUpload(c *gin.Context, file string) {
	state, err := s.Load(c, edge.Claims(c).Interaction)
	if err != nil {
		s.Fail(c, err)
		return
	}
	if f := received(state, file); f != nil {
		c.JSON(http.StatusOK, uploadView(file, f.Size, f.Size, f))
		return
	}
	u, at, err := s.Media.Arrived(state.ID, file)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, uploadView(file, at, u.Size, nil))
}

// ContinueUpload takes the next piece, and notes the file when it is whole.
func (s *Customers) ContinueUpload(c *gin.Context, file string, p contract.ContinueUploadParams) {
	body := s.arriving(c)
	state, _, _, ok := s.receiving(c, file)
	if !ok {
		return
	}
	if f := received(state, file); f != nil {
		c.JSON(http.StatusOK, uploadView(file, f.Size, f.Size, f))
		return
	}
	u, _, err := s.Media.Arrived(state.ID, file)
	if err != nil {
		s.Fail(c, err)
		return
	}
	leave, ok := s.takePlace(c.Request, arriving{owner: state.ID, file: file}, state)
	if !ok {
		s.Fail(c, crowded())
		return
	}
	defer leave()
	at, whole, err := s.Media.Continue(c.Request.Context(), state.ID, file, p.Offset, body)
	if _, wrong := errors.AsType[*media.OffsetError](err); wrong {
		err = problem.New(http.StatusConflict, "wrong_offset", "This piece does not begin where the file ends so far.")
	}
	if err == nil && whole != nil {
		err = s.note(c, state.ID, interaction.ReceiveFile{File: *whole, From: "customer", Ask: u.Ask})
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, uploadView(file, at, u.Size, whole))
}

// note a file whose bytes are durable.
func (s *Customers) note(c *gin.Context, id interaction.ID, received interaction.ReceiveFile) error {
	_, err := s.Decider.Update(c.Request.Context(), s.Store, id, received)
	refusal, refused := errors.AsType[*interaction.Refusal](err)
	if err != nil && !refused {
		return err // asked again, the upload is still there
	}
	if err := s.Media.Settle(id, received.File.ID); err != nil {
		s.Log.Warn("an upload is done and cannot be cleared away", "interaction", id, "err", err)
	}
	if refused {
		return overfull(refusal)
	}
	return nil
}

// overfull: what is too large has a status of its own.
func overfull(err error) error {
	if refusal, ok := errors.AsType[*interaction.Refusal](err); ok && refusal.Code == "files_too_large" {
		return problem.New(http.StatusRequestEntityTooLarge, refusal.Code, words.Refusal(refusal.Code, words.Lexicon{}))
	}
	return err
}

func uploadView(id string, at, size int64, f *interaction.File) contract.Upload {
	v := contract.Upload{Id: id, Offset: at, Size: size}
	if f != nil {
		file := view.File(*f)
		v.File = &file
	}
	return v
}

// crowded: this one can be sent when another has arrived.
func crowded() error {
	return problem.New(http.StatusTooManyRequests, "too_many_uploads", "Too many files are on their way at once; this one can be sent when another has arrived.")
}

// stalled is how long a body may bring nothing: a phone in a tunnel comes back
// with the rest by itself. There is no limit to how long all of it takes.
const stalled = 30 * time.Second

// rated is the time over which a body must bring Customers.UploadRate: who is slower holds
// a place that others wait for, and loses nothing by being cut.
const rated = 30 * time.Second

// arriving is the body of a request, cut when it stalls. The deadline holds beyond
// a handler that does not want the body: net/http reads some of the rest.
func (s *Customers) arriving(c *gin.Context) *arrival {
	a := &arrival{
		r: c.Request, control: http.NewResponseController(c.Writer), patience: cmp.Or(s.Stall, stalled),
		rate: s.UploadRate, clock: s.Decider.Clock, since: s.Decider.Now(),
	}
	_ = a.control.SetReadDeadline(time.Now().Add(a.patience)) // refused by writers that are no connection: tests
	return a
}

type arrival struct {
	r           *http.Request
	control     *http.ResponseController
	patience    time.Duration
	rate        int64 // bytes a second
	clock       clock.Clock
	since       time.Time // brought were the bytes since then
	brought     int64
	interrupted atomic.Bool
}

func (a *arrival) Read(b []byte) (int, error) {
	_ = a.control.SetReadDeadline(time.Now().Add(a.patience))
	if a.interrupted.Load() {
		return 0, context.Canceled
	}
	n, err := a.r.Body.Read(b)
	if a.brought += int64(n); err == nil && a.isSlow() {
		_ = a.control.SetReadDeadline(time.Now()) // net/http answers when it has read the rest of the body, or cannot
		return n, problem.New(http.StatusRequestTimeout, "too_slow", "The file comes too slowly; go on where it broke off.")
	}
	if err == nil {
		return n, nil
	}
	_, capped := errors.AsType[*http.MaxBytesError](err)
	switch {
	case errors.Is(err, io.EOF):
		_ = a.control.SetReadDeadline(time.Time{})
		return n, err
	case capped:
		return n, err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, problem.New(http.StatusRequestTimeout, "stalled", "Nothing came for a while; go on where it broke off.")
	}
	return n, problem.New(http.StatusBadRequest, "broke_off", "The file broke off; go on from there.")
}

// isSlow: over the time that counts it has brought too little.
func (a *arrival) isSlow() bool {
	now := a.clock.Now()
	took := now.Sub(a.since)
	if took < rated {
		return false
	}
	enough := float64(a.brought) >= float64(a.rate)*took.Seconds()
	a.since, a.brought = now, 0
	return !enough
}

// Interrupt a Read that waits.
func (a *arrival) Interrupt() {
	a.interrupted.Store(true)
	_ = a.control.SetReadDeadline(time.Unix(1, 0))
}
