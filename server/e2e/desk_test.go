package e2e

import "strings"

// desk is an agent's CRM, with the widget in it.
type desk struct {
	*tab
	crm    crm
	widget *frame
}

const mia = "Mia Thornton"

// desk opens the CRM as an agent, and waits until calls can ring there.
func (s *sandbox) desk(c crm, agent string) *desk {
	s.t.Helper()
	first := strings.ToLower(strings.Fields(agent)[0])
	p := s.open(first+" at the desk", s.at["desk_"+c.kind]+"?agent="+first+c.desk)
	d := &desk{p, c, p.within(c.widget)}
	d.ready()
	return d
}

func (d *desk) ready() {
	d.t.Helper()
	d.widget.see(".presence", "Ready")
}

// rings waits for a call with these words about it.
func (d *desk) rings(words ...string) {
	d.t.Helper()
	d.widget.see(".ring-card", words...)
}

func (d *desk) accept() {
	d.t.Helper()
	d.widget.button("Accept").click()
	d.widget.see(".call-bar", "On the call")
}

// note types a private note and saves it with the keyboard's own way.
func (d *desk) note(text string) {
	d.t.Helper()
	d.widget.field("Private note").fill(text)
	d.widget.button("Save note").click()
	d.widget.see(".item:not(.unsaved)", text)
}

func (d *desk) hangUp() {
	d.t.Helper()
	d.widget.button("Hang up").click()
}

// wrapUp says how it ended and saves it.
func (d *desk) wrapUp(disposition, note string) {
	d.t.Helper()
	d.widget.control("combobox", "How did it end?").choose(disposition)
	d.widget.field("Closing note").fill(note)
	notices := d.widget.ear().fresh()
	d.widget.button("Save").click()
	notices.hears("Saved")
}

// landed waits until each item of these words says that it is in the CRM.
func (d *desk) landed(items ...string) {
	d.t.Helper()
	for _, item := range items {
		d.widget.see(".item", item, "In "+d.crm.name+" since")
	}
}

// open brings a ticket up, as a click in the list does.
func (d *desk) open(id string) {
	d.t.Helper()
	await(d.t, patience, "open "+d.crm.word+" "+id, func() error {
		// The list is drawn anew at every change, so a click may meet a row that has just gone.
		var open bool
		if err := d.run(&open, `(id) => {
			const row = document.querySelector('.row[data-ticket="' + id + '"]');
			if (row?.getAttribute("aria-current") === "true") return true;
			row?.click();
			return false;
		}`, id); err != nil {
			return err
		}
		if !open {
			return complain("it is not open")
		}
		return nil
	})
}

// why reads the widget's reason for the ticket.
func (d *desk) why(words ...string) {
	d.t.Helper()
	d.widget.control("DisclosureTriangle", "Why this "+strings.ToLower(d.crm.word)+"?").click()
	d.widget.see(".ticket .more", words...)
}
