// Package customer serves what customers ask, from an app's page or our own: to be helped,
// to send files, to answer what they are asked, to leave.
//
// Their session opens one interaction and nothing else. Nothing that is wrong with a packet
// keeps them out; a repeated request is answered like the first; a file is noted after its
// bytes are durable. It holds no state; any number of requests may use it at once.
package customer

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"github.com/deskside/deskside/server/internal/api/edge"
	packet "github.com/deskside/deskside/server/internal/customer"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/voice"
)

// Telephony is what customers need of the voice package.
type Telephony interface {
	ConnectToken(session.ConnectToken) (voice.ConnectToken, error)
	LineOf(account string) string
}

// Media is what customers need of the blob store.
type Media interface {
	Save(ctx context.Context, owner interaction.ID, r io.Reader, name, declaredType string) (interaction.File, error)
	Expect(u media.Upload, room int64) (done func(), err error)
	Begin(u media.Upload, limit, room int64) (offset int64, err error)
	Arrived(owner interaction.ID, id string) (u media.Upload, offset int64, err error)
	Continue(ctx context.Context, owner interaction.ID, id string, offset int64, body media.Body) (at int64, file *interaction.File, err error)
	Settle(owner interaction.ID, id string) error
}

// Routing is what customers need of the room that offers calls.
type Routing interface {
	Line(account string, id interaction.ID) (place int, anybody, open bool)
}

// Customers answers them.
type Customers struct {
	*edge.Edge
	Routing Routing
	Voice   Telephony
	Media   Media
	Packets packet.Limits
	Door    *Door
	// Stall is how long a file that is being sent may bring nothing; 0: 30 seconds.
	Stall time.Duration
	// UploadRate is how many bytes a second it must bring, over half a minute; 0: any.
	UploadRate int64
	NewID      func() interaction.ID
	Joins      *joining.Joins

	coming    edge.Shares[arriving]
	made      atomic.Int64 // files that came at once
	announced edge.Buckets[interaction.ID]
	tries     tries
}
