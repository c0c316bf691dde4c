package customer

import (
	"net/http"

	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/interaction"
)

// Files that come in at once; the edge has places for a few more, who are told that there is
// none. What is over it is told to come back, which costs a sender nothing that was sent.
const (
	receivingInAll         = 256
	receivingOfInteraction = 3
	receivingOfSource      = 64
	receivingOfApp         = 192
)

// arriving file. A piece that comes while an older connection hangs ends that one, and has
// its place already. A file that comes at once ends no other, so each request has a place.
type arriving struct {
	owner  interaction.ID
	file   string
	atOnce int64 // which of them; 0: a piece
}

// takePlace for what comes with a request; false: there is none.
func (s *Customers) takePlace(r *http.Request, a arriving, state interaction.State) (leave func(), ok bool) {
	sharers := []edge.Sharer{
		{Kind: "interaction", Name: string(state.ID), Most: receivingOfInteraction},
		{Kind: edge.OfApp, Name: state.App, Most: receivingOfApp},
	}
	if from := s.SourceApart(r); from != "" {
		sharers = append(sharers, edge.Sharer{Kind: "source", Name: from, Most: receivingOfSource})
	}
	return s.coming.Take(a, sharers, receivingInAll, len(s.Apps))
}
