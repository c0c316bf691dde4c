// Package customer turns what a customer's page sends into a context packet: who
// they are, and what they were looking at.
//
// Whatever arrives, a packet comes out and the contact goes on. A signed token
// holds as a whole or not at all: when anything about it is wrong, nothing of it
// is taken as fact, nothing of it turns up among the unsigned fields, and the
// packet says in one sentence what was wrong (TestBadTokens). Text stays text:
// nothing is escaped here, whoever shows it escapes it for the place it stands in.
package customer

import (
	"errors"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/text"
)

// Input is what one page has sent. All of it is a stranger's, until the token's
// signature says otherwise.
type Input struct {
	Token  string // JWT from the company's own backend; empty: none was given
	Secret []byte // the app's; empty: none is configured
	// Secondary secret of the app, accepted too while secrets are rotated; empty: none.
	Secondary []byte

	Unsigned           []interaction.Field // from the page itself
	Name, Phone, Email string              // as typed by the visitor

	Limits Limits

	// Spent is asked of a token that is right in all else and has an id (jti), with the
	// moment from which it would be refused anyway. true: it was used often enough. nil:
	// nobody counts.
	Spent func(id string, until time.Time) bool
}

// Limits that an admin may set. Zero fields mean the defaults named beside them.
type Limits struct {
	MaxLifetime time.Duration // of a token, from iat to exp: 1 h
	Bytes       int           // of a token: MaxToken
	Country     string        // ISO 3166 alpha-2, for phone numbers without a country code: such numbers stay text
}

const (
	// Leeway between the clocks of the company's backend and ours.
	Leeway = time.Minute
	// MaxToken is the largest token, in bytes, that is looked into, unless Limits
	// say otherwise.
	MaxToken = 64 << 10
	// MaxFields of each kind, signed and unsigned.
	MaxFields = 100

	defaultLifetime = time.Hour
)

// ParsePacket never fails; see the package comment. The customer is verified only
// if a signature that holds says who they are. What a visitor typed besides that
// is kept as hearsay where it differs.
func ParsePacket(in Input, now time.Time) (interaction.Packet, interaction.Customer) {
	visitor, odd := typed(in)
	p := interaction.Packet{Trust: interaction.Unsigned}
	who := visitor
	if in.Token != "" {
		c, err := verify(in.Token, in.Secret, in.Secondary, now, in.Limits)
		if err == nil && c.id != "" && in.Spent != nil && in.Spent(c.id, c.expires.Add(Leeway)) {
			err = wrong("packet_replayed")
		}
		if err != nil {
			p.Trust = interaction.Rejected
			if f, ok := errors.AsType[fault](err); ok {
				p.Fault = interaction.Reason(f)
			}
		} else {
			p = c.packet
			if known, fields := c.customer(in.Limits.Country); known.Verified {
				p.Signed = append(fields, p.Signed...)
				odd = append(differing(visitor, known), odd...)
				who = known
			}
		}
	}
	p.Unsigned = hearsay(append(odd, in.Unsigned...))
	return p, who
}

func (l Limits) bytes() int {
	if l.Bytes > 0 {
		return l.Bytes
	}
	return MaxToken
}

func (l Limits) lifetime() time.Duration {
	if l.MaxLifetime > 0 {
		return l.MaxLifetime
	}
	return defaultLifetime
}

// typed is the visitor in their own words. What is no address or number is kept
// as a field, for a person to make sense of.
func typed(in Input) (interaction.Customer, []interaction.Field) {
	return contact("", in.Name, in.Email, in.Phone, in.Limits.Country)
}

func contact(externalID, name, email, phone, country string) (interaction.Customer, []interaction.Field) {
	c := interaction.Customer{ExternalID: externalID, Name: cut(text.Line(name), maxName)}
	var odd []interaction.Field
	var ok bool
	if c.Email, ok = Email(email); !ok {
		odd = append(odd, interaction.Field{Key: "email", Label: "Email", Value: email, Type: "text"})
	}
	if c.Phone, ok = Phone(phone, country); !ok {
		odd = append(odd, interaction.Field{Key: "phone", Label: "Phone", Value: phone, Type: "text"})
	}
	for i := range odd {
		odd[i].Value = cut(text.Line(odd[i].Value), maxValue)
	}
	return c, odd
}

// differing is what the visitor says otherwise than the company does.
func differing(visitor, known interaction.Customer) []interaction.Field {
	var fields []interaction.Field
	add := func(key, label, said, is string) {
		if said != "" && said != is {
			fields = append(fields, interaction.Field{Key: key, Label: label, Value: said, Type: "text"})
		}
	}
	add("typed_name", "Name as typed", visitor.Name, known.Name)
	add("typed_email", "Email as typed", visitor.Email, known.Email)
	add("typed_phone", "Phone as typed", visitor.Phone, known.Phone)
	return fields
}
