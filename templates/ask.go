package templates

// Ask is what came of something that an agent has asked of the customer.
type Ask struct {
	Agent  string
	At     string
	Label  string // what was wanted
	Result string // answered, declined, expired, failed
	Text   string `clean:"text"` // the answer
}

func (Ask) name() string { return "ask" }

func askSamples() []any {
	answered := Ask{Agent: "Kim", At: "2026-01-02 10:00 UTC", Label: "Tracking number", Result: "answered", Text: "1Z999"}
	samples := []any{Ask{}, answered}
	for _, result := range []string{"declined", "expired", "failed"} {
		samples = append(samples, Ask{Agent: "Kim", At: "2026-01-02 10:00 UTC", Label: "Tracking number", Result: result})
	}
	return samples
}
