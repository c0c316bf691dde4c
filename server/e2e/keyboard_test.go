package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestKeyboard answers, writes, hangs up and wraps up without a mouse.
func TestKeyboard(t *testing.T) { everywhere(t, keyboard) }

func keyboard(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.call()
	desk.rings("Aiko Tanaka")
	desk.widget.button("Decline").there()
	desk.widget.control("heading", "Aiko Tanaka").there()

	desk.tabTo(desk.widget.button("Accept"))
	desk.key(kb.Enter)
	desk.widget.see(".call-bar", "On the call")
	ticket := s.awaitAdded(c, before)

	desk.tabTo(desk.widget.field("Private note"))
	desk.key("Typed with keys alone.")
	desk.key(kb.Enter, chromedp.ModifierCtrl)
	desk.widget.see(".item:not(.unsaved)", "Typed with keys alone.")

	desk.tabTo(desk.widget.button("Hang up"))
	desk.key(" ")
	desk.focused(desk.widget.control("combobox", "How did it end?"))
	desk.key(kb.ArrowDown)
	desk.tabTo(desk.widget.field("Closing note"))
	desk.key("Closed with keys alone.")
	desk.tabTo(desk.widget.button("Save"))
	notices := desk.widget.ear().fresh()
	desk.key(kb.Enter)
	notices.hears("Saved")
	s.awaitRecord(c, ticket, "both notes", once("Typed with keys alone.", "Closed with keys alone."))
}

// focused waits until the focus is on the control, without a key pressed.
func (p *tab) focused(c control) {
	p.t.Helper()
	await(p.t, patience, c.String()+" has the focus", func() error {
		o, err := c.object()
		if err != nil {
			return err
		}
		var has bool
		if err := c.on(o, &has, "function () { return this === document.activeElement && document.hasFocus(); }"); err != nil {
			return err
		}
		if !has {
			return complain("it has not")
		}
		return nil
	})
}

// key types on the keyboard.
func (p *tab) key(keys string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...))); err != nil {
		p.t.Fatalf("%s: type %q: %v", p.name, keys, err)
	}
}

// tabTo presses Tab until the control has the focus.
func (p *tab) tabTo(c control) {
	p.t.Helper()
	c.there()
	for range 250 {
		var focused bool
		if o, err := c.object(); err == nil {
			_ = c.on(o, &focused, "function () { return this === document.activeElement && document.hasFocus(); }") // gone: look again
		}
		if focused {
			return
		}
		p.key(kb.Tab)
	}
	p.t.Fatalf("%s: Tab never leads to %s", p.name, c)
}
