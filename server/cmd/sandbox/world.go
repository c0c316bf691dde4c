package main

import (
	"time"

	"github.com/deskside/deskside/server/internal/session/provider/providertest"
)

// The company that the stand-ins know: the same people and the same troubles in
// both CRMs. Phone numbers are those that telephone authorities keep free for
// fiction: 555-01xx, and +44 20 7946 0xxx.

// Our own numbers, and the account that each rings for.
const (
	supportNumber = "+14155550100"
	salesNumber   = "+14155550101"
	menuNumber    = "+14155550102" // whose callers are asked what it is about
)

// person is an agent, or a customer the CRMs know.
type person struct {
	name       string
	email      string
	phone      string
	externalID string // the company's own id of a customer
}

var agents = []person{
	{name: "Mia Thornton", email: "mia.thornton@acme.example"},
	{name: "Jonas Weber", email: "jonas.weber@acme.example"},
}

// Groups of the company's identity provider that have a role here.
const (
	ownersGroup = "desk-owners"
	leadsGroup  = "support-leads"
)

// admins are who the company's identity provider knows: an owner, a supervisor, somebody
// who may look, and somebody whom no rule lets in.
var admins = []providertest.Person{
	{Subject: "ines", Name: "Ines Aalto", Email: "ines.aalto@acme.example", Groups: []string{ownersGroup}},
	{Subject: "noor", Name: "Noor Haddad", Email: "noor.haddad@acme.example", Groups: []string{leadsGroup}},
	{Subject: "piet", Name: "Piet de Vries", Email: "piet.devries@acme.example"},
	{Subject: "gail", Name: "Gail Unger", Email: "gail.unger@elsewhere.example"},
}

// demoCustomer is who is signed in at the demo shop.
var demoCustomer = person{"Aiko Tanaka", "aiko.tanaka@example.com", "+14155550134", "cus_1042"}

// sharedPhone belongs to two people.
const sharedPhone = "+14155550177"

// blockedPhone belongs to somebody whose calls are refused.
const blockedPhone = "+14155550166"

var customers = []person{
	demoCustomer,
	{"Samuel Okafor", "sam.okafor@example.com", sharedPhone, "cus_0871"},
	{"Lena Okafor", "lena.okafor@example.com", sharedPhone, "cus_0872"},
	{"Marta Kowalska", "marta.k@example.com", "+14155550162", "cus_1107"},
	{"يوسف الأمين", "youssef@example.com", "+442079460958", "cus_1219"},
	{"Daniel Brooks", "daniel.brooks@example.com", "+14155550119", "cus_0455"},
}

// standing of a ticket, in words that both CRMs can be told.
type standing string

const (
	open   standing = "open"
	solved standing = "solved"
	closed standing = "closed"
)

// trouble is a ticket that was there before.
type trouble struct {
	customer int // index into customers
	subject  string
	text     string
	standing standing
	age      time.Duration
	tags     []string
}

const day = 24 * time.Hour

var troubles = []trouble{
	{0, "Invoice for order 9911 lacks the VAT number", "Hello, could you send the invoice for order 9911 once more, with our VAT number on it? Thank you, Aiko",
		closed, 204 * day, []string{"invoice"}},
	{0, "New delivery address before order 10277 ships", "I have moved! Please send order 10277 to the new address in my account.", solved, 19 * day, []string{"delivery"}},
	{5, "Which bulb fits the Fjord lamp?", "The bulb of my Fjord lamp is broken and the box is long gone. Which one do I need?", solved, 6 * day, []string{"product"}},
	{1, "Chair arrived without screws", "The box held everything but the bag with the screws. Order 10355.", open, 3 * day, []string{"missing_parts"}},
	{2, "Change the name on our account", "We got married! The account should say Lena Okafor now.", open, 2 * day, []string{"account"}},
	{0, "Refund for order 10391 has not arrived", "I sent the blue vase back two weeks ago and the parcel was signed for. When will the money be there?", open, 26 * time.Hour, []string{"refund", "vip"}},
	{4, "الطلب 10402 لم يصل بعد", "مرحبا، كان من المفترض أن يصل الطلب 10402 يوم الثلاثاء. هل يمكنكم التحقق من ذلك؟", open, 9 * time.Hour, []string{"delivery"}},
	{3, "Wobbly table leg 🪑 <b>urgent</b>", "One leg of the Birch table is shorter than the others & the table wobbles. Photos follow.", open, 2 * time.Hour, []string{"damaged"}},
}
