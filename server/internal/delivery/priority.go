package delivery

import (
	"cmp"

	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// priorityOf a write, from its interaction's first on: at the account's limiter, in its
// budget, and among the lanes that are ready. What strangers send comes after what anybody
// vouches for, or works on.
func priorityOf(s interaction.State, it interaction.Item) transport.Urgency {
	if s.Unproven() && it.Writer() == nil && !s.Expedited(it) {
		return transport.Unproven
	}
	switch it.Urgency() {
	case interaction.Urgent:
		return transport.Urgent
	case interaction.Media:
		return transport.Media
	case interaction.Statistics:
	}
	return transport.Statistics
}

// priorityOfAll that an interaction has to write: of the most urgent.
func priorityOfAll(s interaction.State) transport.Urgency {
	u := transport.Unproven
	for _, it := range s.Items.All() {
		if it.Delivery.State == interaction.Waiting {
			u = min(u, priorityOf(s, it))
		}
	}
	return u
}

// byPriority puts the lanes that somebody waits for first.
func byPriority(a, b dueLane) int { return cmp.Compare(a.urgency, b.urgency) }

type dueLane struct {
	store.Lane
	urgency transport.Urgency
}
