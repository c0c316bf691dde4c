package templates

// Ask is what came of something that an agent has asked of the customer.
type Ask struct {
	Agent  string
	At     string
	Type   string   // text, photo, video, location, consent
	Label  string   `clean:"value"` // what was wanted
	Result string   // answered, declined, expired, failed
	Kept   bool     // it was given, and is kept out of the ticket
	Text   string   `clean:"text"` // the answer
	Place  string   // the answer: coordinates, and how exact they are
	Map    string   `clean:"url"` // where that place is shown
	Files  []string // names of what came for it, whatever the result
	Why    string   // it failed: a sentence
}

func (Ask) name() string { return "ask" }

func askSamples() []any {
	of := func(kind, label, result string) Ask {
		return Ask{Agent: "Kim", At: "2026-01-02 10:00 UTC", Type: kind, Label: label, Result: result}
	}
	number, photo, half, failed := of("text", "Tracking number", "answered"), of("photo", "The broken handle", "answered"), of("photo", "The broken handle", "expired"), of("text", "Tracking number", "failed")
	number.Text = "1Z999"
	photo.Files = []string{"mug.jpg", "handle.jpg"}
	half.Files = []string{"mug.jpg"}
	where := of("location", "For the courier", "answered")
	where.Place, where.Map = "35.658581, 139.745438 (±12 m)", "https://www.openstreetmap.org/?mlat=35.658581&mlon=139.745438#map=17/35.658581/139.745438"
	kept := of("text", "Card number", "answered")
	kept.Kept = true
	failed.Why = "Their page does not know this kind of question."
	return []any{
		Ask{}, number, photo, half, failed, of("video", "The noise", "declined"),
		where, kept, of("consent", "I agree that the parcel is opened.", "answered"), of("consent", "I agree that the parcel is opened.", "declined"),
		of("text", "Tracking number", "declined"), of("text", "Tracking number", "expired"), of("text", "Tracking number", "failed"),
	}
}
