package compose

import "github.com/deskside/deskside/server/internal/interaction"

// Group returns how many of the first waiting writes of an interaction may travel
// in one update: to one ticket, notes of at most one person, with what Deskside
// itself writes riding along, and no more than limit things (0: any number). At least one goes,
// however small the limit, so that a lane never stands still.
func Group(s interaction.State, keys []string, limit int) []string {
	var author, target string
	things := 0
	if s.Ticket == nil && s.Items.Len() > 0 && (len(keys) == 0 || keys[0] != s.Items.At(0).Key) {
		things = 1 // the contact, which every new ticket begins with
	}
	for i, key := range keys {
		it, ok := s.Item(key)
		if !ok {
			return keys[:max(i, min(1, len(keys)))]
		}
		things += it.Type.Spec().Parts
		full := limit > 0 && things > limit
		a := it.Writer()
		other := a != nil && author != "" && author != a.ID
		elsewhere := it.Target != nil && it.Target.ID != target || it.Target == nil && target != ""
		if i > 0 && (full || other || elsewhere) {
			return keys[:i]
		}
		if it.Target != nil {
			target = it.Target.ID
		}
		if a != nil {
			author = a.ID
		}
	}
	return keys
}
