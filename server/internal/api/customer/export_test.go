package customer

import "github.com/deskside/deskside/server/internal/interaction"

// Receivers is receivers, for tests.
type Receivers struct{ r receivers }

// Take a place for a file of an app, at a server of so many.
func (r *Receivers) Take(id interaction.ID, app string, apps int) (leave func(), ok bool) {
	sharers := []sharer{{"interaction", string(id), receivingOfInteraction}, {ofApp, app, receivingOfApp}}
	return r.r.take(arriving{id, "file"}, sharers, apps)
}
