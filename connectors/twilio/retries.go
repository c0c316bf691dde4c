package twilio

import "strings"

// Retries says how Twilio tries again when it cannot reach one of our webhooks.
// It is a fragment on the webhook's address, which Twilio reads and does not
// send. Without it, Twilio retries once and only if it could not connect: a 500
// would be final.
//
// rc: retries, at most 5 · rp: after which failures · rt: read timeout, ms ·
// tt: total time, ms, at most 15 s.
type Retries string

// Retry policies.
const (
	// TwiMLRetries is for requests that a caller waits for.
	TwiMLRetries Retries = "rc=5&rp=ct,rt,5xx&rt=4000&tt=13000"
	// EventRetries is for callbacks.
	EventRetries Retries = "rc=5&rp=ct,rt,5xx&rt=4000&tt=15000"
)

// WithRetries puts the policy onto a webhook's address, in place of any other fragment.
func WithRetries(address string, r Retries) string {
	address, _, _ = strings.Cut(address, "#")
	return address + "#" + string(r)
}
