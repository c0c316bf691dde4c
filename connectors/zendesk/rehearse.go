package zendesk

import (
	"net/http"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors/transport"
)

// Rehearsal is a stage that answers like an account which knows nobody and takes
// everything. A connector made WithTransport of it sends nothing anywhere.
func Rehearsal() *transport.Stage {
	return &transport.Stage{
		Answer: rehearsed,
		Reads:  func(r *http.Request, _ []byte) bool { return r.URL.Path == "/oauth/tokens" },
	}
}

// Ids of what would be made.
const (
	rehearsedTicket = 35436
	rehearsedUser   = 1001
	rehearsedEvent  = 2001
)

func rehearsed(r *http.Request, _ []byte) (status int, answer any) {
	type object = map[string]any
	now := time.Now().UTC().Format(time.RFC3339)
	ticket := object{
		"ticket": object{"id": rehearsedTicket, "status": "open", "requester_id": rehearsedUser, "created_at": now, "updated_at": now},
		"audit":  object{"id": rehearsedEvent, "created_at": now, "events": []object{{"id": rehearsedEvent, "type": "Comment"}}},
	}
	_, path, _ := strings.Cut(r.URL.Path, "/api/v2/")
	resource, _, _ := strings.Cut(strings.TrimSuffix(path, ".json"), "/")
	switch {
	case path == "":
		return http.StatusOK, object{"access_token": "rehearsal", "token_type": "bearer", "scope": "read write", "expires_in": 1800}
	case r.Method == http.MethodPost && resource == "users":
		return http.StatusCreated, object{"user": object{"id": rehearsedUser, "role": "end-user"}}
	case r.Method == http.MethodPost && resource == "uploads":
		return http.StatusCreated, object{"upload": object{"token": "upload-of-the-rehearsal", "attachment": object{"size": r.ContentLength}}} //nolint:gosec // a made-up token
	case r.Method == http.MethodPost:
		return http.StatusCreated, ticket
	case r.Method == http.MethodPut, strings.HasPrefix(path, "tickets/"):
		return http.StatusOK, ticket
	}
	return http.StatusOK, object{"users": []object{}, "tickets": []object{}, "audits": []object{}, "results": []object{}, "meta": object{}}
}
