package templates

import "slices"

// samples are what every template is tried with at start: everything filled in,
// the branches apart, and nothing at all.
func samples() []any {
	fields := []Field{{Label: "Order", Value: "1042"}, {Label: "Page", Value: "https://shop.example.com/", URL: "https://shop.example.com/"}, {Label: "Address", Value: "1 Main St\nSpringfield"}}
	contact := Contact{
		Voice: true, At: "2026-01-02 10:00 UTC", Issue: []string{"Order", "Damaged item"}, Number: "+15550100123", CarrierName: "SMITH ANNA", Line: "+15550100100",
		App: "shop", Queue: "default", Trust: "signed", Signed: fields, SignedMore: 2, Unsigned: fields, UnsignedMore: 3,
	}
	unsigned, rejected, outbound, written := contact, contact, contact, contact
	unsigned.Trust, unsigned.Signed = "unsigned", nil
	rejected.Trust, rejected.Signed, rejected.Problem = "rejected", nil, "It has expired."
	outbound.Outbound = true
	written.Voice, written.Trust = false, ""
	call := CallLog{
		From: "+15550100123", To: "+15550100100", StartedAt: "2026-01-02 10:00 UTC", AnsweredAt: "2026-01-02 10:01 UTC",
		EndedAt: "2026-01-02 10:05 UTC", EndedBy: "customer", Talk: "4 min 0 s", AnsweredBy: "Kim", Outcome: "answered", Disposition: "Resolved",
	}
	missed, dialled, inApp := call, call, call
	inApp.App, inApp.From, inApp.To = "shop", "", ""
	missed.AnsweredAt, missed.AnsweredBy, missed.Outcome, missed.Disposition = "", "", "abandoned", ""
	dialled.Outbound = true
	subject := Subject{Voice: true, Issue: []string{"Damaged item"}, Customer: "Anna", Verified: true, Number: "+15550100123"}
	toCustomer, inWriting := subject, subject
	toCustomer.Outbound, toCustomer.Customer = true, ""
	inWriting.Voice, inWriting.Verified, inWriting.Issue = false, false, nil
	return append([]any{
		contact, unsigned, rejected, outbound, written, Contact{},
		Message{At: "2026-01-02 10:00 UTC", Text: "Hello\nthere"}, Message{},
		File{Name: "photo.jpg", ContentType: "image/jpeg", Size: "2.0 MB", From: "customer", At: "2026-01-02 10:00 UTC"}, File{Name: "mug.jpg", ContentType: "image/jpeg", Size: "2.0 MB", From: "customer", At: "2026-01-02 10:00 UTC", Asked: "The broken handle", Late: true}, File{From: "agent", In: "35444", Ticket: "case"}, File{Name: "recording.wav", ContentType: "audio/wav", Size: "2.0 MB", From: "recording", At: "2026-01-02 10:00 UTC"}, File{Name: "voicemail.wav", ContentType: "audio/wav", Size: "0.2 MB", From: "voicemail", At: "2026-01-02 10:00 UTC"}, File{Name: "a.jpg", From: "customer", Metadata: "location_removed"}, File{Name: "a.jpg", From: "customer", Metadata: "removed"}, File{Name: "a.jpg", From: "customer", Metadata: "unread"}, File{},
		AgentNote{Agent: "Kim", At: "2026-01-02 10:00 UTC", Text: "Hello\nthere"}, AgentNote{},
		call, missed, dialled, inApp, CallLog{},
		WrapUp{Agent: "Kim", At: "2026-01-02 10:00 UTC", Disposition: "Resolved", Text: "Hello\nthere"}, WrapUp{},
		Pointer{At: "2026-01-02 10:00 UTC", To: "35444", Ticket: "ticket", URL: "https://acme.zendesk.com/agent/tickets/35444"}, Pointer{},
		Remark{Lines: []string{"Anna is suspended in the CRM.", "Another line."}}, Remark{},
		subject, toCustomer, inWriting, Subject{},
		CallSubject(call), CallSubject(missed), CallSubject(dialled), CallSubject(inApp), CallSubject{},
	}, slices.Concat(askSamples(), requesterSamples(), textSamples())...)
}
