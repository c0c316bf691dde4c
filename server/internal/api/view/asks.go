package view

import (
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// asksView is what agents see of asks.
func asksView(s interaction.State, l words.Lexicon) *[]contract.Ask {
	var out []contract.Ask
	for _, a := range s.Asks.All() {
		if a.Sensitive { // who has asked may see it by itself
			a.Text, a.Place = "", nil
		}
		why, whySaid := whyFailed(a.Reason, l)
		out = append(out, contract.Ask{
			Id: a.ID, Type: contract.AskType(a.Type), Label: a.Label, Agent: *agentRef(&a.Agent), At: a.At, Until: a.Until,
			State: contract.AskState(a.State), Text: contract.Opt(a.Text), DoneAt: contract.Opt(a.DoneAt), Failed: contract.Opt(a.Reason.Code),
			Place: placeView(a.Place), Sensitive: contract.Opt(a.Sensitive), Why: why, WhySaid: whySaid, Files: optList(a.Files), Late: optList(a.Late),
		})
	}
	if out == nil {
		return nil
	}
	return &out
}

func placeView(p *interaction.Place) *contract.Place {
	if p == nil {
		return nil
	}
	return &contract.Place{Latitude: p.Latitude, Longitude: p.Longitude, Accuracy: p.Accuracy}
}

// whyFailed in words; nil where the customer's page has given a code that nobody here knows.
func whyFailed(r interaction.Reason, l words.Lexicon) (*string, *contract.Said) {
	said := words.Say("reason." + r.Code)
	if !words.Known(said.Code) {
		return nil, nil
	}
	return contract.Opt(said.English(l)), saidView(said)
}

// askedView is what the customer is being asked now.
func askedView(s interaction.State) *[]contract.Asked {
	var out []contract.Asked
	for _, a := range s.Asks.All() {
		if a.State == interaction.AskOpen {
			out = append(out, contract.Asked{
				Id: a.ID, Type: contract.AskType(a.Type), Label: a.Label, Agent: a.Agent.Name, Until: a.Until,
				Sensitive: contract.Opt(a.Sensitive), Files: optList(a.Files), MostFiles: contract.Opt(a.Type.MostFiles()),
			})
		}
	}
	if out == nil {
		return nil
	}
	return &out
}

// optList is nil where there is none.
func optList(ids []string) *[]string {
	if len(ids) == 0 {
		return nil
	}
	return &ids
}
