package e2e

import "strings"

// element is what has no role of its own to be found by: the first visible one
// that matches a selector and holds all the words.
type element struct {
	*frame
	selector string
	words    []string
}

func (f *frame) element(selector string, words ...string) element {
	return element{f, selector, words}
}

func (e element) object() (object, error) {
	world, err := e.world()
	if err != nil {
		return "", err
	}
	var got result
	if err := e.command("Runtime.callFunctionOn", map[string]any{
		"functionDeclaration": `(selector, words) => [...document.querySelectorAll(selector)].find((e) =>
			e.checkVisibility({ visibilityProperty: true }) && words.every((w) => e.innerText.toLowerCase().includes(w.toLowerCase())))`,
		"executionContextId": world, "arguments": []map[string]any{{"value": e.selector}, {"value": append([]string{}, e.words...)}},
	}, &got); err != nil {
		return "", err
	}
	if err := got.err(); err != nil {
		return "", err
	}
	if got.Result.ObjectID == "" {
		return "", complain("no %s holds %q", e.selector, e.words)
	}
	return got.Result.ObjectID, nil
}

func (e element) click() {
	e.t.Helper()
	await(e.t, patience, e.tab.name+": click "+e.selector+" "+strings.Join(e.words, " · "), func() error {
		o, err := e.object()
		if err != nil {
			return err
		}
		return e.press(o)
	})
}
