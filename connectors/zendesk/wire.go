package zendesk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

// The library's own structs send zero timestamps and blank names and cannot
// read every custom field; these hold what is used and no more.

type ticket struct {
	ID          int64    `json:"id"`
	Subject     string   `json:"subject"`
	Status      string   `json:"status"`
	StatusID    int64    `json:"custom_status_id"`
	AssigneeID  int64    `json:"assignee_id"`
	RequesterID int64    `json:"requester_id"`
	ExternalID  string   `json:"external_id"`
	Tags        []string `json:"tags"`
	Sharing     []int64  `json:"sharing_agreement_ids"`
	Comments    int      `json:"comment_count"` // only where asked for
	CreatedAt   string   `json:"created_at"`
	UpdatedAt   string   `json:"updated_at"`
}

const mergeTag = "closed_by_merge"

func (t ticket) state() connectors.TicketState {
	switch {
	case t.Status == "deleted":
		return connectors.TicketGone
	case t.Status == "closed" && slices.Contains(t.Tags, mergeTag):
		return connectors.TicketMerged
	case t.Status == "closed":
		return connectors.TicketClosed
	case t.Status == "solved":
		return connectors.TicketSolved
	}
	return connectors.TicketOpen
}

func (t ticket) writable() bool {
	s := t.state()
	return s == connectors.TicketOpen || s == connectors.TicketSolved
}

func (c *Connector) ticketOf(t ticket) connectors.Ticket {
	k := connectors.Ticket{
		ID: formatID(t.ID), Number: "#" + formatID(t.ID), Subject: t.Subject, Status: t.Status, State: t.state(), URL: c.TicketURL(formatID(t.ID)),
		CreatedAt: parseTime(t.CreatedAt), UpdatedAt: parseTime(t.UpdatedAt),
	}
	k.FollowUp = k.State == connectors.TicketClosed
	if t.RequesterID != 0 {
		k.RequesterID = formatID(t.RequesterID)
	}
	for _, tag := range t.Tags {
		if s, ok := strings.CutPrefix(tag, channelTag); ok {
			k.Channel = unslug(s)
		}
		if s, ok := strings.CutPrefix(tag, issueTag); ok {
			k.IssuePath = unslug(s)
		}
	}
	return k
}

func parseTime(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

type user struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	Email      string `json:"email"`
	Phone      string `json:"phone"`
	ExternalID string `json:"external_id"`
	Role       string `json:"role"`
	RoleType   int    `json:"role_type"` // 1: light agent
	Active     *bool  `json:"active"`
	Suspended  bool   `json:"suspended"`
}

func (u user) gone() bool { return u.Active != nil && !*u.Active }

type ticketAnswer struct {
	Ticket ticket `json:"ticket"`
	Audit  audit  `json:"audit"`
	Users  []user `json:"users"`
}

type ticketsAnswer struct {
	Tickets []ticket `json:"tickets"`
	Users   []user   `json:"users"`
	Meta    meta     `json:"meta"`
}

type meta struct {
	HasMore     bool   `json:"has_more"`
	AfterCursor string `json:"after_cursor"`
}

type usersAnswer struct {
	Users []user `json:"users"`
}

type userAnswer struct {
	User user `json:"user"`
}

type audit struct {
	ID        int64   `json:"id"`
	CreatedAt string  `json:"created_at"`
	Events    []event `json:"events"`
	Via       struct {
		Source origin `json:"source"`
	} `json:"via"`
	Metadata struct {
		Custom json.RawMessage `json:"custom"`
	} `json:"metadata"`
}

type event struct {
	ID          int64  `json:"id"`
	Type        string `json:"type"`
	Attachments []struct {
		ID int64 `json:"id"`
	} `json:"attachments"`
}

// marks is what Deskside leaves in the metadata of an audit.
type marks struct {
	Key   string `json:"deskside,omitempty"`
	Part  string `json:"deskside_part,omitempty"`  // "more" until the last of several requests for one update
	Items string `json:"deskside_items,omitempty"` // hashes of what this request carries
	Left  string `json:"deskside_left,omitempty"`  // why the ticket's status stays as it is: a code, and the fields that it is about
}

func (a audit) marks() marks {
	var m marks
	if json.Unmarshal(a.Metadata.Custom, &m) != nil {
		return marks{} // somebody else's metadata of another form
	}
	return m
}

// comment is the event that holds the note. Its id is the comment's id.
func (a audit) comment() (event, bool) {
	for _, e := range a.Events {
		if e.Type == "Comment" {
			return e, true
		}
	}
	return event{}, false
}

type ticketWrite struct {
	Subject        string        `json:"subject,omitempty"`
	Comment        *commentWrite `json:"comment,omitempty"`
	Requester      *userWrite    `json:"requester,omitempty"`
	RequesterID    int64         `json:"requester_id,omitempty"`
	ExternalID     string        `json:"external_id,omitempty"`
	Tags           []string      `json:"tags,omitempty"`
	AdditionalTags []string      `json:"additional_tags,omitempty"`
	BrandID        int64         `json:"brand_id,omitempty"`
	FormID         int64         `json:"ticket_form_id,omitempty"`
	GroupID        int64         `json:"group_id,omitempty"`
	Priority       string        `json:"priority,omitempty"`
	Fields         []fieldWrite  `json:"custom_fields,omitempty"`
	FollowUpOf     int64         `json:"via_followup_source_id,omitempty"`
	Status         string        `json:"status,omitempty"`
	StatusID       int64         `json:"custom_status_id,omitempty"`
	AssigneeID     int64         `json:"assignee_id,omitempty"`
	Metadata       marks         `json:"metadata"`
	SafeUpdate     bool          `json:"safe_update,omitempty"`
	UpdatedStamp   string        `json:"updated_stamp,omitempty"`
}

type fieldWrite struct {
	ID    int64 `json:"id"`
	Value any   `json:"value"`
}

type commentWrite struct {
	HTMLBody string   `json:"html_body"`
	Public   bool     `json:"public"` // always sent: left out, it would be public
	AuthorID int64    `json:"author_id,omitempty"`
	Uploads  []string `json:"uploads,omitempty"`
}

type userWrite struct {
	Name            string `json:"name,omitempty"`
	Email           string `json:"email,omitempty"`
	Phone           string `json:"phone,omitempty"`
	ExternalID      string `json:"external_id,omitempty"`
	SkipVerifyEmail bool   `json:"skip_verify_email,omitempty"`
}

type ticketBody struct {
	Ticket ticketWrite `json:"ticket"`
}
