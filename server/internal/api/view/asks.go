package view

import (
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
)

// asksView is what agents see of asks.
func asksView(s interaction.State) *[]contract.Ask {
	var out []contract.Ask
	for _, a := range s.Asks.All() {
		out = append(out, contract.Ask{
			Id: a.ID, Type: contract.AskType(a.Type), Label: a.Label, Agent: *agentRef(&a.Agent), At: a.At, Until: a.Until,
			State: contract.AskState(a.State), Text: contract.Opt(a.Text), DoneAt: contract.Opt(a.DoneAt), Failed: contract.Opt(a.Reason.Code),
		})
	}
	if out == nil {
		return nil
	}
	return &out
}

// askedView is what the customer is being asked now.
func askedView(s interaction.State) *[]contract.Asked {
	var out []contract.Asked
	for _, a := range s.Asks.All() {
		if a.State == interaction.AskOpen {
			out = append(out, contract.Asked{Id: a.ID, Type: contract.AskType(a.Type), Label: a.Label, Agent: a.Agent.Name, Until: a.Until})
		}
	}
	if out == nil {
		return nil
	}
	return &out
}
