package interaction

// Bounds of what people may put into one interaction. Zero fields are no bounds.
//
// What Deskside itself writes down (who came, the call log, a pointer) and the first
// wrap-up are bounded by what an interaction is, and never refused; nor is what a customer
// says who was asked or found nobody, of which there is little. So no customer keeps an
// agent from closing a call by having filled it.
type Bounds struct {
	Files     int   // that the customer sends
	FileBytes int64 // that all of those come to
	// Items that are written to the ticket. The last fifth of them is the agents'.
	Items int
}

// roomForFile of the customer's, as far as its size is known.
func (d *decider) roomForFile(size int64) error {
	b := d.policy.Bounds
	switch {
	case b.Files > 0 && d.Sent.Files >= b.Files:
		return refuse("too_many_files")
	case b.FileBytes > 0 && d.Sent.Bytes+size > b.FileBytes:
		return refuse("files_too_large")
	case b.Items > 0 && d.Items.Len() >= b.Items-b.Items/5:
		return refuse("too_many_items")
	}
	return nil
}

// roomForAgents of what they write.
func (d *decider) roomForAgents() error {
	if b := d.policy.Bounds; b.Items > 0 && d.Items.Len() >= b.Items {
		return refuse("too_many_items")
	}
	return nil
}

// FileRefused is why no file of that size could be received from the customer; nil: it
// could. It is asked before bytes are taken, and decided when they are here.
func (s State) FileRefused(p Policy, size int64) error {
	return (&decider{State: s, policy: p}).roomForFile(size)
}
