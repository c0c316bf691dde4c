package connectors

import (
	"context"
	"net/url"
	"time"
)

// Channel is one way for texts to travel between a customer and us. What differs from one
// channel to the next is data (Capabilities): nobody outside a channel's folder asks which
// one it is. Every channel passes connectors/channeltest.
//
// All methods may be called by any number of goroutines; those that ask the cloud make one
// attempt, and every error is an *Error.
type Channel interface {
	Capabilities() Capabilities

	// Send a text. Kind Unknown: it may be on its way, so Recover comes before another try.
	// After any other error it has not been sent.
	Send(ctx context.Context, t Text) (Sent, error)

	// Recover lists what the cloud holds that a text may have become whose answer was not
	// heard: to the same number, with the same words, begun at since or later, the oldest
	// first. What the caller knows to be other texts' is theirs to leave out. An empty list
	// is no proof soon after the attempt.
	Recover(ctx context.Context, t Text, since time.Time) ([]Sent, error)

	// Parse what the cloud tells, once its signature has been checked. What belongs to
	// nothing is left out, and so is what is no news.
	Parse(h Hook) Heard
}

// Capabilities of a channel. The zero value of each says that it cannot.
type Capabilities struct {
	// Longest text that is taken at once, in characters; 0: any.
	Longest int
	// Alphabets in which a text is counted, the first that can write all of it; none: a text
	// travels whole, and nobody pays by the part.
	Alphabets []Alphabet
	// RepeatRecognised: a text that is sent again under its id does not arrive twice.
	RepeatRecognised bool
	// Delivered and Read: these are told of.
	Delivered, Read bool
	// ReplyWindow in which a customer who has written may be answered; 0: at any time.
	ReplyWindow time.Duration
	// OptOut: words like STOP, as a whole message, forbid texts to that number.
	OptOut bool
}

// Alphabet of a text that is cut into parts.
type Alphabet struct {
	Name   string // "gsm7", "ucs2"
	Single int    // units of a text that is whole
	Part   int    // of each part of one that is not
}

// Text that goes out.
type Text struct {
	ID       string // ours; it comes back with each receipt
	From, To string // as the channel addresses people
	Body     string
	Receipts string // where what becomes of it is told
}

// Sent is a text as the cloud has it.
type Sent struct {
	Ref   string // the cloud's own id of it
	State TextState
	Why   Reason // TextFailed
}

// TextState of a text that the cloud has, in the order in which it goes through them.
type TextState string

// States.
const (
	TextSent      TextState = "sent"      // the cloud has taken it
	TextDelivered TextState = "delivered" // it is on the customer's phone
	TextRead      TextState = "read"
	TextFailed    TextState = "failed" // it is not, and will not be
)

// Hook is what a cloud tells: the form or the body of a request, and the query of its address.
type Hook struct {
	Query url.Values
	Form  url.Values
	Body  []byte
}

// Heard is what a hook comes to.
type Heard struct {
	Texts    []Incoming
	Receipts []TextReceipt
}

// Incoming is a text that a customer has sent.
type Incoming struct {
	Ref  string // the cloud's id, the same however often it is told
	From string // as it came; empty: withheld
	To   string // which of ours
	Body string
	// Media that came along. The cloud keeps them.
	Media  []IncomingMedia
	OptOut OptOut
}

// IncomingMedia is where a picture or the like can be fetched.
type IncomingMedia struct{ URL, ContentType string }

// OptOut is what a text says of further ones.
type OptOut string

// What it says; the empty one is nothing.
const (
	OptOutStop  OptOut = "stop"  // none may be sent
	OptOutStart OptOut = "start" // they may again
	OptOutHelp  OptOut = "help"  // who is it that writes?
)

// TextReceipt tells what has become of a text of ours.
type TextReceipt struct {
	ID    string // ours; empty: the address did not say
	Ref   string
	State TextState
	Why   Reason // TextFailed
}

// Reasons why a text cannot be sent that channels share.
const (
	TextOptedOut  = "text_opted_out"    // the customer has said STOP
	TextTooLong   = "text_too_long"     // longer than Capabilities.Longest
	TextNoNumber  = "text_no_number"    // there is nobody at that address
	TextNoSender  = "text_no_sender"    // the sender is none of ours
	TextNoContent = "text_empty"        // there is nothing in it
	TextCountry   = "text_country"      // the cloud does not send to that country
	TextLater     = "text_queue_full"   // the sender has too much waiting
	TextNotMobile = "text_not_mobile"   // a telephone that shows no texts
	TextOff       = "text_phone_off"    // switched off, or out of reach
	TextBlocked   = "text_blocked"      // by the recipient or their carrier
	TextFiltered  = "text_filtered"     // the carrier takes it for spam
	TextCarrier   = "text_carrier"      // the carrier does not say why
	TextRegister  = "text_unregistered" // the sender is not registered with the carriers
	TextTooOld    = "text_too_old"      // it waited for too long
	TextRoute     = "text_no_route"     // from this sender nothing reaches that number
)
