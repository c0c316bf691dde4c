package view

import (
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// saidView is a sentence as pages get it: by code and values, so that they can say it
// in their reader's language.
func saidView(s *words.Said) *contract.Said {
	if s == nil {
		return nil
	}
	v := &contract.Said{Code: s.Code, Reason: saidView(s.Reason)}
	if len(s.Values) > 0 {
		v.Values = &s.Values
	}
	if len(s.Each) > 0 {
		each := make([]contract.Said, len(s.Each))
		for i := range s.Each {
			each[i] = *saidView(&s.Each[i])
		}
		v.Each = &each
	}
	return v
}

// reasonSaid is a reason in words. One that has no code of its own says what the kind
// of failure comes to.
func reasonSaid(kind string, r interaction.Reason) *words.Said {
	switch {
	case r.Text != "":
		return legacyReason(kind, r)
	case r.Code != "":
		if said := words.Of(r.Code, r.Values); words.Known(said.Code) {
			return said // else it is of a newer server
		}
	}
	return words.OfKind(kind)
}

// ReasonText is a reason in English.
func ReasonText(kind string, r interaction.Reason, l words.Lexicon) string {
	return reasonSaid(kind, r).Sentence(l)
}

// few of a list, the first ones by name.
func few[T any](all []T, one func(T) *words.Said) []words.Said {
	out := make([]words.Said, 0, min(Named+1, len(all)))
	for _, a := range all[:min(Named, len(all))] {
		out = append(out, *one(a))
	}
	return more(out, len(all)-Named)
}
