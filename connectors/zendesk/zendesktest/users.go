package zendesktest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// User is an end user, an agent or an admin.
type User struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	Email      string `json:"email"`
	Phone      string `json:"phone"`
	ExternalID string `json:"external_id"`
	Role       string `json:"role"` // end-user, agent, admin

	suspended  bool
	inactive   bool // deleted, or merged into another
	identities []identity
	created    time.Time
	updated    time.Time
}

type identity struct {
	id         int64
	kind, text string
}

// AddUser adds a user as an admin would. An empty role means an end user.
func (s *Server) AddUser(u User) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.addUser(u)
}

// EditUser changes a user as an agent does on their card.
func (s *Server) EditUser(id int64, edit func(*User)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.state.users[id]; u != nil {
		edit(u)
		u.updated = s.now().Truncate(time.Second)
	}
}

// User is a copy of a user.
func (s *Server) User(id int64) (User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.state.users[id]
	if u == nil {
		return User{}, false
	}
	return *u, true
}

// Suspend a user as an admin does, or let them back in.
func (s *Server) Suspend(id int64, suspended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.state.users[id]; u != nil {
		u.suspended = suspended
	}
}

// RemoveUser deletes a user as an admin does; into another, with their tickets, if
// that is not 0.
func (s *Server) RemoveUser(id, into int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.state.users[id]
	if u == nil {
		return
	}
	u.inactive = true
	winner := s.state.users[into]
	if winner == nil {
		return
	}
	winner.identities = append(winner.identities, u.identities...)
	for _, k := range s.state.tickets {
		if k.RequesterID == id {
			k.RequesterID = into
		}
	}
}

func (s *Server) addUser(u User) *User {
	u.ID, u.created, u.updated = s.nextID(), s.now().Truncate(time.Second), s.now().Truncate(time.Second)
	if u.Role == "" {
		u.Role = "end-user"
	}
	if u.Email != "" {
		u.identities = append(u.identities, identity{s.nextID(), "email", u.Email})
	}
	s.state.users[u.ID] = &u
	return &u
}

func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (s *Server) viewUser(u *User) object {
	return object{
		"id": u.ID, "url": s.url("users/" + itoa(u.ID) + ".json"), "name": u.Name, "email": orNull(u.Email), "phone": orNull(u.Phone),
		"shared_phone_number": nil, "external_id": orNull(u.ExternalID), "role": u.Role, "created_at": stamp(u.created), "updated_at": stamp(u.updated),
		"active": !u.inactive, "verified": u.Role != "end-user", "suspended": u.suspended, "shared": false, "shared_agent": false, "locale": "en-US", "locale_id": 1,
		"time_zone": "UTC", "iana_time_zone": "Etc/UTC", "organization_id": nil, "default_group_id": nil, "photo": nil, "tags": []string{}, "alias": "", "details": "", "notes": "",
		"moderator": false, "only_private_comments": false, "restricted_agent": false, "report_csv": false, "ticket_restriction": nil, "user_fields": object{},
		"two_factor_auth_enabled": nil, "signature": "", "last_login_at": nil, "custom_role_id": nil, "role_type": s.roleType(u),
	}
}

// roleType of agents: 1 is a light agent, 4 an admin.
func (s *Server) roleType(u *User) any {
	switch {
	case u.Role == "end-user":
		return nil
	case u.ID == s.state.me && s.opts.LightAgent:
		return 1
	case u.Role == "admin":
		return 4
	}
	return 0
}

func showMe(s *Server, c *call) answer {
	v := s.viewUser(c.by)
	v["authenticity_token"] = "stand-in"
	return reply200(object{"user": v})
}

func showUser(s *Server, c *call) answer {
	id, ok := c.id()
	u := s.state.users[id]
	if !ok || u == nil {
		return notFound()
	}
	return reply200(object{"user": s.viewUser(u)})
}

// showManyUsers reads the database, not the search index.
func showManyUsers(s *Server, c *call) answer {
	list := []object{}
	for id := range strings.SplitSeq(c.r.URL.Query().Get("ids"), ",") {
		n, _ := strconv.ParseInt(id, 10, 64)
		if u := s.state.users[n]; u != nil {
			list = append(list, s.viewUser(u))
		}
	}
	for id := range strings.SplitSeq(c.r.URL.Query().Get("external_ids"), ",") {
		if u := s.userByExternalID(id); u != nil {
			list = append(list, s.viewUser(u))
		}
	}
	return reply200(object{"users": list, "count": len(list), "next_page": nil, "previous_page": nil})
}

type userInput struct {
	Name       string `json:"name"`
	Email      string `json:"email"`
	Phone      string `json:"phone"`
	ExternalID string `json:"external_id"`
	Identities []struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"identities"`
}

func decodeUser(c *call) (userInput, answer, bool) {
	var in struct {
		User *userInput `json:"user"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil || in.User == nil {
		return userInput{}, fail(http.StatusBadRequest, "ParameterMissing", "Parameter user is required"), false
	}
	return *in.User, answer{}, true
}

func createUser(s *Server, c *call) answer {
	in, a, ok := decodeUser(c)
	if !ok {
		return a
	}
	if in.Email != "" && s.userByEmail(in.Email) != nil {
		return invalid("email", "DuplicateValue", "Email: "+in.Email+" is already being used by another user")
	}
	if s.userByExternalID(in.ExternalID) != nil {
		return invalid("external_id", "DuplicateValue", "External has already been taken")
	}
	return s.saveUser(nil, in)
}

// createOrUpdateUser matches by e-mail or external id, never by phone.
func createOrUpdateUser(s *Server, c *call) answer {
	if _, resets, ok := s.use("upsert "+itoa(c.by.ID), upsertsPerMinute, time.Minute); !ok {
		return tooMany(resets, "Number of allowed user creations or updates per minute exceeded")
	}
	in, a, ok := decodeUser(c)
	if !ok {
		return a
	}
	u := s.userByExternalID(in.ExternalID)
	if u == nil && in.Email != "" {
		u = s.userByEmail(in.Email)
	}
	return s.saveUser(u, in)
}

func (s *Server) saveUser(u *User, in userInput) answer {
	if in.Phone != "" && s.opts.RefusePhones {
		return invalid("phone", "InvalidValue", "Phone: is not properly formatted")
	}
	status := http.StatusOK
	if u == nil {
		if strings.TrimSpace(in.Name) == "" {
			return invalid("name", "BlankValue", "Name: is too short (minimum one character)")
		}
		status, u = http.StatusCreated, s.addUser(User{Name: in.Name, Email: in.Email})
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&u.Name, in.Name}, {&u.Phone, in.Phone}, {&u.ExternalID, in.ExternalID}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	for _, i := range in.Identities {
		u.identities = append(u.identities, identity{s.nextID(), i.Type, i.Value})
	}
	u.updated = s.now().Truncate(time.Second)
	a := jsonAnswer(status, object{"user": s.viewUser(u)})
	a.header.Set("Location", s.url("users/"+itoa(u.ID)+".json"))
	return a
}

func (s *Server) userByExternalID(id string) *User {
	for _, u := range s.state.users {
		if id != "" && !u.inactive && strings.EqualFold(u.ExternalID, id) {
			return u
		}
	}
	return nil
}

func (s *Server) userByEmail(email string) *User {
	for _, u := range s.state.users {
		if !u.inactive && slices.ContainsFunc(u.identities, func(i identity) bool { return i.kind == "email" && strings.EqualFold(i.text, email) }) {
			return u
		}
	}
	return nil
}

func (s *Server) viewIdentity(u *User, i identity) object {
	return object{
		"id": i.id, "url": s.url("users/" + itoa(u.ID) + "/identities/" + itoa(i.id) + ".json"), "user_id": u.ID, "type": i.kind, "value": i.text,
		"verified": true, "primary": i.text == u.Email, "created_at": stamp(u.created), "updated_at": stamp(u.updated),
	}
}

func listIdentities(s *Server, c *call) answer {
	id, _ := c.id()
	u := s.state.users[id]
	if u == nil {
		return notFound()
	}
	list := []object{}
	for _, i := range u.identities {
		list = append(list, s.viewIdentity(u, i))
	}
	return reply200(object{"identities": list, "count": len(list), "next_page": nil, "previous_page": nil})
}

func createIdentity(s *Server, c *call) answer {
	id, _ := c.id()
	u := s.state.users[id]
	if u == nil {
		return notFound()
	}
	var in struct {
		Identity struct {
			Type  string `json:"type"`
			Value string `json:"value"`
		} `json:"identity"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil || in.Identity.Value == "" {
		return fail(http.StatusBadRequest, "ParameterMissing", "Parameter identity is required")
	}
	i := identity{s.nextID(), in.Identity.Type, in.Identity.Value}
	u.identities = append(u.identities, i)
	return jsonAnswer(http.StatusCreated, object{"identity": s.viewIdentity(u, i)})
}

// Me is the user whom the OAuth client belongs to.
func (s *Server) Me() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.me
}
