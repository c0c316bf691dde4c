package templates

// Text is a short message, or what has later become of one.
type Text struct {
	Inbound bool
	Number  string // the customer's; empty: withheld
	Line    string // ours
	At      string // when it was sent or came
	Agent   string // who sent it; empty: Deskside
	State   string // of one that went out: sent, delivered, failed, unknown
	Why     string // it failed
	Later   bool   // it is said of a text that is in the ticket already
	Secret  bool   // its words are the customer's alone
	Media   int    // pictures and the like that came along
	Text    string `clean:"text"`
}

func (Text) name() string { return "text" }

func textSamples() []any {
	in := Text{Inbound: true, Number: "+15550100123", Line: "+15550100100", At: "2026-01-02 10:00 UTC", Text: "Hello\nthere"}
	pictures, one, withheld := in, in, in
	pictures.Media, pictures.Text, one.Media, withheld.Number = 2, "", 1, ""
	samples := []any{Text{}, in, pictures, one, withheld}
	for _, state := range []string{"sent", "delivered", "failed", "unknown"} {
		out := Text{Number: in.Number, Line: in.Line, At: in.At, Agent: "Kim", State: state, Text: in.Text}
		if state == "failed" {
			out.Why = "The phone is switched off."
		}
		later, secret := out, out
		later.Later = true
		secret.Secret, secret.Agent, secret.Text = true, "", ""
		samples = append(samples, out, later, secret)
	}
	return samples
}
