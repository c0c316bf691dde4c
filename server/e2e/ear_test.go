package e2e

import (
	"fmt"
	"slices"
	"strings"
)

// ear is a frame as somebody has it who does not see it: what is said of what changes,
// where the focus is, and what there is to press.
type ear struct {
	*frame
	from     int      // how much had been said when the step began
	promised []string // what was to be said in this step, once
}

// ear begins to listen, also to whatever the tab loads from now on; after a reload it has to be called again.
func (f *frame) ear() *ear {
	f.t.Helper()
	e := &ear{frame: f}
	if err := f.command("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": "(" + listens + ")()", "worldName": "e2e"}, nil); err != nil {
		f.t.Fatal(err)
	}
	await(f.t, patience, f.tab.name+": listening", func() error {
		return f.run(nil, listens)
	})
	return e
}

// listens keeps what a screen reader would read, and what comes together with a place that it did not know.
const listens = `() => {
	if (globalThis.said) return;
	const said = (globalThis.said = []), unheard = (globalThis.unheard = []), nested = new Set();
	const live = "[role=status],[role=alert],[role=log],[aria-live=polite],[aria-live=assertive]";
	const inside = (all) => [...all].filter((e) => e.parentElement?.closest(live)).forEach((e) => nested.add(e.outerHTML));
	globalThis.nested = () => {
		inside(document.querySelectorAll(live));
		const found = [...nested];
		nested.clear();
		return found;
	};
	const plain = (text) => text.replace(/\s+/g, " ").trim();
	new MutationObserver((records) => {
		const atomic = new Set(), fresh = new Set();
		for (const node of records.flatMap((r) => [...r.addedNodes])) {
			if (node.nodeType !== Node.ELEMENT_NODE || !node.isConnected) continue;
			for (const e of [node, ...node.querySelectorAll(live)]) if (e.matches(live)) fresh.add(e);
		}
		inside(fresh);
		for (const e of fresh) {
			const text = plain(e.textContent);
			if (text !== "") (e.role === "alert" ? said : unheard).push(text); // an alert is read when it comes, any other only what comes into it
		}
		for (const r of records) {
			const region = (r.target.nodeType === Node.ELEMENT_NODE ? r.target : r.target.parentElement)?.closest(live);
			if (!region || fresh.has(region)) continue;
			if (region.ariaAtomic !== "false") atomic.add(region);
			else for (const n of r.type === "characterData" ? [r.target] : r.addedNodes) if (plain(n.textContent) !== "") said.push(plain(n.textContent));
		}
		for (const e of atomic) if (plain(e.textContent) !== "") said.push(plain(e.textContent));
	}).observe(document, { subtree: true, childList: true, characterData: true });
}`

// fresh forgets what has been said until now.
func (e *ear) fresh() *ear {
	e.t.Helper()
	said, err := e.said()
	if err != nil {
		e.t.Fatal(err)
	}
	e.from += len(said)
	return e
}

// said since the step began.
func (e *ear) said() (said []string, err error) {
	err = e.run(&said, "(from) => globalThis.said.slice(from)", e.from)
	return said, err
}

// hears waits until each of these has been said in this step.
func (e *ear) hears(sentences ...string) {
	e.t.Helper()
	e.promised = append(e.promised, sentences...)
	for _, sentence := range sentences {
		await(e.t, patience, e.tab.name+": hear "+sentence, func() error {
			said, err := e.said()
			if err == nil && !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, sentence) }) {
				err = complain("said was %q", said)
			}
			return err
		})
	}
}

// at waits until the focus is on what has that role and name.
func (e *ear) at(role, name string) {
	e.t.Helper()
	await(e.t, patience, e.tab.name+": the focus is at "+role+" "+name, func() error {
		r, n, err := e.focus()
		if err == nil && (r != role || !strings.HasPrefix(n, name)) {
			err = complain("it is at %s %q", r, n)
		}
		return err
	})
}

// step ends one: all that was promised has been said once, nothing else was put in together
// with the place where it would have been read, no such place is inside another, which some
// screen readers read twice and others not at all, and whatever can be pressed has a name.
// What a screen reader has now is in the test's log.
func (e *ear) step(what string) {
	e.t.Helper()
	said, err := e.said()
	if err != nil {
		e.t.Fatal(err)
	}
	for _, p := range e.promised {
		if n := len(slices.DeleteFunc(slices.Clone(said), func(s string) bool { return !strings.Contains(s, p) })); n != 1 {
			e.t.Errorf("%s: %s: %q was said %d times: %q", e.tab.name, what, p, n, said)
		}
	}
	e.from, e.promised = e.from+len(said), nil
	var unheard []string
	if err := e.run(&unheard, "() => globalThis.unheard.splice(0)"); err != nil {
		e.t.Fatal(err)
	}
	for _, u := range unheard {
		e.t.Errorf("%s: %s: nobody hears what comes together with its place: %q", e.tab.name, what, u)
	}
	var nested []string
	if err := e.run(&nested, "() => globalThis.nested()"); err != nil {
		e.t.Fatal(err)
	}
	for _, n := range nested {
		e.t.Errorf("%s: %s: a live region inside another: %s", e.tab.name, what, n)
	}
	nodes, err := e.tree()
	if err != nil {
		e.t.Fatal(err)
	}
	var lines []string
	for _, n := range nodes {
		if n.name == "" && slices.Contains(pressed, n.role) {
			e.t.Errorf("%s: %s: a %s without a name", e.tab.name, what, n.role)
		}
		if n.name != "" && n.role != "InlineTextBox" && n.role != "StaticText" {
			lines = append(lines, n.role+": "+n.name)
		}
	}
	role, name, err := e.focus()
	if err != nil {
		e.t.Fatal(err)
	}
	e.t.Logf("%s, %s\nsaid: %q\nfocus: %s %q\n%s", e.tab.name, what, said, role, name, strings.Join(lines, "\n"))
}

// pressed are the roles of what can be pressed, typed into or opened.
var pressed = []string{"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "tab", "menuitem", "menuitemradio", "switch", "slider", "spinbutton", "DisclosureTriangle"}

type heardNode struct{ role, name string }

type axValue struct {
	Value any `json:"value"`
}

type axNodes struct {
	Nodes []struct {
		Ignored bool    `json:"ignored"`
		Role    axValue `json:"role"`
		Name    axValue `json:"name"`
	} `json:"nodes"`
}

func (a axNodes) heard() (nodes []heardNode) {
	for _, n := range a.Nodes {
		if !n.Ignored {
			name, _ := n.Name.Value.(string)
			nodes = append(nodes, heardNode{fmt.Sprint(n.Role.Value), name})
		}
	}
	return nodes
}

// tree is the frame's accessibility tree, in order.
func (f *frame) tree() ([]heardNode, error) {
	var tree struct {
		FrameTree frameTree `json:"frameTree"`
	}
	if err := f.command("Page.getFrameTree", map[string]any{}, &tree); err != nil {
		return nil, err
	}
	var found axNodes
	err := f.command("Accessibility.getFullAXTree", map[string]any{"frameId": f.find(tree.FrameTree)}, &found)
	return found.heard(), err
}

// focus is what a screen reader says of what has the focus.
func (f *frame) focus() (role, name string, err error) {
	world, err := f.world()
	if err != nil {
		return "", "", err
	}
	var active result
	if err := f.command("Runtime.callFunctionOn", map[string]any{"functionDeclaration": "() => document.activeElement", "executionContextId": world}, &active); err != nil {
		return "", "", err
	}
	var found axNodes
	if err := f.command("Accessibility.getPartialAXTree", map[string]any{"objectId": active.Result.ObjectID, "fetchRelatives": false}, &found); err != nil {
		return "", "", err
	}
	if nodes := found.heard(); len(nodes) > 0 {
		return nodes[0].role, nodes[0].name, nil
	}
	return "nothing", "", nil
}
