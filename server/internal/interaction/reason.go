package interaction

import "maps"

// Reason is a code with values, made where the reason arises. Sentences are made at
// the edge, in the reader's language; nobody reads prose to decide.
type Reason struct {
	Code   string            `json:"code,omitempty"`
	Values map[string]string `json:"values,omitempty"`
	// Text is the sentence that logs of the time before codes have instead of one.
	Text string `json:"-"`
}

// Because makes a reason of a code and values: name, value, name, value …
func Because(code string, values ...string) Reason {
	r := Reason{Code: code}
	if len(values) > 0 {
		r.Values = map[string]string{}
		for i := 0; i+1 < len(values); i += 2 {
			r.Values[values[i]] = values[i+1]
		}
	}
	return r
}

// IsZero reports whether no reason was given.
func (r Reason) IsZero() bool { return r.Code == "" && r.Text == "" }

// Equal reports whether both say the same.
func (r Reason) Equal(other Reason) bool {
	return r.Code == other.Code && r.Text == other.Text && maps.Equal(r.Values, other.Values)
}

// or the sentence that an older log has.
func (r Reason) or(text string) Reason {
	if r.IsZero() {
		r.Text = text
	}
	return r
}
