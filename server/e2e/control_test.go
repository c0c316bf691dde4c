package e2e

import (
	"time"
)

// control is what a person can press or fill in, as a screen reader finds it.
type control struct {
	*frame
	role, name string
}

func (f *frame) control(role, name string) control { return control{f, role, name} }
func (f *frame) button(name string) control        { return f.control("button", name) }
func (f *frame) field(name string) control         { return f.control("textbox", name) }

func (c control) String() string { return c.tab.name + ": " + c.role + " " + c.name }

// object finds the control. Of several with one name the first is meant.
func (c control) object() (object, error) {
	world, err := c.world()
	if err != nil {
		return "", err
	}
	var document result
	if err := c.command("Runtime.callFunctionOn", map[string]any{
		"functionDeclaration": "() => document.documentElement", "executionContextId": world,
	}, &document); err != nil {
		return "", err
	}
	var tree struct {
		Nodes []struct {
			Ignored bool `json:"ignored"`
			ID      int  `json:"backendDOMNodeId"`
		} `json:"nodes"`
	}
	query := map[string]any{"objectId": document.Result.ObjectID, "role": c.role}
	if c.name != "" {
		query["accessibleName"] = c.name
	}
	if err := c.command("Accessibility.queryAXTree", query, &tree); err != nil {
		return "", err
	}
	for _, n := range tree.Nodes {
		if n.Ignored || n.ID == 0 {
			continue
		}
		var node struct {
			Object struct {
				ID object `json:"objectId"`
			} `json:"object"`
		}
		err := c.command("DOM.resolveNode", map[string]any{"backendNodeId": n.ID, "executionContextId": world}, &node)
		return node.Object.ID, err
	}
	return "", complain("no %s has the name %q", c.role, c.name)
}

// there waits until the control can be found.
func (c control) there() {
	c.t.Helper()
	c.thereWithin(patience)
}

func (c control) thereWithin(within time.Duration) {
	c.t.Helper()
	await(c.t, within, c.String(), func() error {
		_, err := c.object()
		return err
	})
}

// click presses the mouse on the control, once it is there, enabled and not covered.
func (c control) click() {
	c.t.Helper()
	await(c.t, patience, c.String()+": click", func() error {
		o, err := c.object()
		if err != nil {
			return err
		}
		return c.press(o)
	})
}

// press clicks on an element where a person would, and finds out whether it got the click: what
// comes between, such as a line that appears above, moves it from under the finger.
func (f *frame) press(o object) error {
	if err := f.command("DOM.scrollIntoViewIfNeeded", map[string]any{"objectId": o}, nil); err != nil {
		return err
	}
	var hit string
	if err := f.on(o, &hit, `async function () {
		if (this.disabled || this.ariaDisabled === "true") return "it is disabled";
		const box = this.getBoundingClientRect();
		await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, 100); });
		const now = this.getBoundingClientRect();
		if (now.x !== box.x || now.y !== box.y) return "it moves";
		const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
		if (this !== top && !this.contains(top) && this.control !== top) return "it is covered by " + (top?.outerHTML ?? "nothing").slice(0, 120);
		const clicks = (window.deskside_clicks ??= new WeakSet());
		clicks.delete(this);
		addEventListener("click", (e) => (e.composedPath().includes(this) || e.target === this.control) && clicks.add(this), { capture: true, once: true });
		return "";
	}`); err != nil {
		return err
	}
	if hit != "" {
		return complain("%s", hit)
	}
	var shape struct {
		Quads [][8]float64 `json:"quads"`
	}
	if err := f.command("DOM.getContentQuads", map[string]any{"objectId": o}, &shape); err != nil {
		return err
	}
	if len(shape.Quads) == 0 {
		return complain("it has no place on the page")
	}
	q := shape.Quads[0]
	at := map[string]any{"x": (q[0] + q[4]) / 2, "y": (q[1] + q[5]) / 2, "button": "left", "clickCount": 1}
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		at["type"] = kind
		if err := f.command("Input.dispatchMouseEvent", at, nil); err != nil {
			return err
		}
	}
	var clicked bool
	if err := f.on(o, &clicked, `function () { return window.deskside_clicks.has(this) }`); err == nil && !clicked {
		return complain("it has moved from under the finger")
	} // an error: the page has gone on to another one
	return nil
}

// fill replaces what stands in a text field, by typing.
func (c control) fill(text string) {
	c.t.Helper()
	await(c.t, patience, c.String()+": fill", func() error {
		o, err := c.object()
		if err != nil {
			return err
		}
		if err := c.on(o, nil, "function () { this.focus(); this.select(); }"); err != nil {
			return err
		}
		if err := c.command("Input.insertText", map[string]any{"text": text}, nil); err != nil {
			return err
		}
		var now string
		if err := c.on(o, &now, "function () { return this.value; }"); err != nil {
			return err
		}
		if now != text {
			return complain("it holds %q", now)
		}
		return nil
	})
}

// choose takes an option of a select by its words.
func (c control) choose(option string) {
	c.t.Helper()
	await(c.t, patience, c.String()+": choose "+option, func() error {
		o, err := c.object()
		if err != nil {
			return err
		}
		var done bool
		if err := c.on(o, &done, `function (words) {
			const option = [...this.options].find((o) => o.text === words);
			if (!option) return false;
			this.value = option.value;
			this.dispatchEvent(new Event("input", { bubbles: true }));
			this.dispatchEvent(new Event("change", { bubbles: true }));
			return true;
		}`, option); err != nil {
			return err
		}
		if !done {
			return complain("there is no such option")
		}
		return nil
	})
}
