package provider

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// longestName of somebody, in characters.
const longestName = 80

// identity is what the provider says of somebody. Reading another answer on top of it adds
// what was not there.
type identity struct {
	AuthorizedParty string

	groupsClaim, subject string
	given, preferred     string
	email                string
	verified             bool
	groups               []string
}

// UnmarshalJSON takes claims as providers write them: some write booleans as text, and one
// group as a text instead of a list.
func (id *identity) UnmarshalJSON(raw []byte) error {
	var claims map[string]any
	if err := json.Unmarshal(raw, &claims); err != nil {
		return err
	}
	text := func(name string) string { s, _ := claims[name].(string); return s }
	id.AuthorizedParty = text("azp")
	id.given, id.preferred = cmp.Or(id.given, text("name")), cmp.Or(id.preferred, text("preferred_username"))
	if email := text("email"); email != "" && id.email == "" {
		id.email = email
		id.verified = claims["email_verified"] == true || claims["email_verified"] == "true"
	}
	if len(id.groups) == 0 {
		id.groups = texts(at(claims, id.groupsClaim))
	}
	return nil
}

// at a claim's name, or at a path to it whose parts are separated by dots.
func at(claims map[string]any, path string) any {
	if v, ok := claims[path]; ok {
		return v
	}
	first, rest, more := strings.Cut(path, ".")
	inner, ok := claims[first].(map[string]any)
	if !more || !ok {
		return nil
	}
	return at(inner, rest)
}

func texts(v any) (out []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, one := range v {
			if s, ok := one.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// has an address that is verified, and is that one or in that domain.
func (id *identity) has(email string) bool {
	if !id.verified || email == "" {
		return false
	}
	own := strings.ToLower(id.email)
	email = strings.ToLower(email)
	if strings.HasPrefix(email, "@") {
		return strings.HasSuffix(own, email) && strings.Count(own, "@") == 1
	}
	return own == email
}

func (id *identity) in(group string) bool { return slices.Contains(id.groups, group) }

// name under which they are recorded. People can often choose how they are called; what
// stands in brackets they cannot.
func (id *identity) name() string {
	sure := id.subject
	if id.verified {
		sure = id.email
	}
	name := plain(cmp.Or(id.given, id.preferred))
	if name == "" || name == sure {
		return plain(sure)
	}
	return fmt.Sprintf("%s (%s)", name, plain(sure))
}

// String is for the operator's log.
func (id *identity) String() string { return fmt.Sprintf("subject %.255q", id.subject) }

// plain text of one line, without what would change how its neighbours are read.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '(' || r == ')':
			return -1 // brackets are ours
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if letters := []rune(s); len(letters) > longestName {
		s = string(letters[:longestName])
	}
	return s
}
