package view

import (
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// textsShown are the last texts of an interaction; earlier ones are among its items.
const textsShown = 50

// textsView are the texts of an interaction; nil: none of them has changed since a version.
func textsView(s interaction.State, since int, l words.Lexicon) *[]contract.Text {
	all, news := s.Texts.All(), false
	for _, one := range all {
		news = news || one.Changed > since
	}
	if !news {
		return nil
	}
	out := []contract.Text{}
	for _, one := range all[max(len(all)-textsShown, 0):] {
		v := contract.Text{
			Id: one.ID, Direction: contract.TextDirectionOutbound, State: contract.TextState(one.State), At: one.At, Since: one.Since,
			Number: contract.Opt(one.Number), NumberShown: shown(one.Number, l), Media: contract.Opt(one.Media), Agent: agentRef(one.Agent),
			Purpose: contract.Opt(contract.TextPurpose(one.Purpose)), Again: contract.Opt(one.Again), Repeated: contract.Opt(one.Repeats > 0),
		}
		if one.Inbound {
			v.Direction = contract.TextDirectionInbound
		}
		if !one.Secret {
			v.Text = contract.Opt(one.Body)
		}
		if !one.Why.IsZero() {
			said := reasonSaid("", one.Why)
			v.Why, v.WhySaid = contract.Opt(said.Sentence(l)), saidView(said)
		}
		out = append(out, v)
	}
	return &out
}
