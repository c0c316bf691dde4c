package twilio

import (
	"context"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// RollCall is every conference and every call that was under way at one moment, or in
// one: Twilio has no request for both.
type RollCall struct {
	Conferences map[string]bool // friendly names
	Calls       map[string]bool // SIDs of calls that have been answered
}

// listed is the largest page that Twilio gives.
const listed = 1000

// RollCall asks by list: one request for a thousand of a kind.
func (c *Client) RollCall(ctx context.Context) (RollCall, error) {
	const op = "list what is under way"
	all := RollCall{map[string]bool{}, map[string]bool{}}
	// A conference in which somebody waits to be joined has not begun.
	for _, status := range []string{"init", "in-progress"} {
		p := &api.ListConferenceParams{}
		got, err := c.service(ctx, op).ListConference(p.SetStatus(status).SetPageSize(listed))
		if err != nil {
			return RollCall{}, failed(op, false, err)
		}
		for _, cf := range got {
			all.Conferences[text(cf.FriendlyName)] = true
		}
	}
	p := &api.ListCallParams{}
	got, err := c.service(ctx, op).ListCall(p.SetStatus(string(InProgress)).SetPageSize(listed))
	if err != nil {
		return RollCall{}, failed(op, false, err)
	}
	for _, call := range got {
		all.Calls[text(call.Sid)] = true
	}
	return all, nil
}
