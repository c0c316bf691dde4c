package e2e

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// frame is a document in a tab: the page itself, or a frame in it found by the
// path of its address, or by the beginning of its name. It is looked up at each use,
// so that it survives reloads.
type frame struct {
	t    *testing.T
	tab  *tab
	path string // empty: the page itself; without a slash in front: a name
}

func (p *tab) within(path string) *frame { return &frame{t: p.t, tab: p, path: path} }

// object is something in the page, by the protocol's own id.
type object string

// The protocol is spoken with types of our own where the library's would refuse
// words that are newer than itself.
type (
	frameTree struct {
		Frame struct {
			ID   string `json:"id"`
			Name string `json:"name"`
			URL  string `json:"url"`
		} `json:"frame"`
		ChildFrames []frameTree `json:"childFrames"`
	}
	result struct {
		Result struct {
			Value    json.RawMessage `json:"value"`
			ObjectID object          `json:"objectId"`
		} `json:"result"`
		ExceptionDetails *struct {
			Text      string `json:"text"`
			Exception struct {
				Description string `json:"description"`
			} `json:"exception"`
		} `json:"exceptionDetails"`
	}
)

func (r result) err() error {
	if r.ExceptionDetails == nil {
		return nil
	}
	return complain("%s %s", r.ExceptionDetails.Text, r.ExceptionDetails.Exception.Description)
}

// command speaks to the tab.
func (f *frame) command(method string, params, into any) error {
	ctx, cancel := context.WithTimeout(f.tab.ctx, 10*time.Second)
	defer cancel()
	var raw json.RawMessage
	if err := chromedp.FromContext(ctx).Target.Call(ctx, method, params, &raw); err != nil {
		return complain("%s: %w", method, err)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// world gives a place beside the page's own scripts where ours run.
func (f *frame) world() (id int, err error) {
	var tree struct {
		FrameTree frameTree `json:"frameTree"`
	}
	if err := f.command("Page.getFrameTree", map[string]any{}, &tree); err != nil {
		return 0, err
	}
	found := f.find(tree.FrameTree)
	if found == "" {
		return 0, complain("no frame %s on the page", f.path)
	}
	var made struct {
		ID int `json:"executionContextId"`
	}
	err = f.command("Page.createIsolatedWorld", map[string]any{"frameId": found, "worldName": "e2e"}, &made)
	return made.ID, err
}

func (f *frame) find(tree frameTree) string {
	if f.path == "" {
		return tree.Frame.ID
	}
	if u, err := url.Parse(tree.Frame.URL); err == nil && strings.HasPrefix(f.path, "/") && strings.HasPrefix(u.Path, f.path) {
		return tree.Frame.ID
	}
	if !strings.HasPrefix(f.path, "/") && strings.HasPrefix(tree.Frame.Name, f.path) {
		return tree.Frame.ID
	}
	for _, child := range tree.ChildFrames {
		if id := f.find(child); id != "" {
			return id
		}
	}
	return ""
}

// run calls a JavaScript function in the frame and gives what it returns.
func (f *frame) run(into any, function string, args ...any) error {
	world, err := f.world()
	if err != nil {
		return err
	}
	given := []map[string]any{}
	for _, a := range args {
		given = append(given, map[string]any{"value": a})
	}
	var got result
	if err := f.command("Runtime.callFunctionOn", map[string]any{
		"functionDeclaration": function, "executionContextId": world, "arguments": given, "returnByValue": true, "awaitPromise": true,
	}, &got); err != nil {
		return err
	}
	if err := got.err(); err != nil || into == nil || len(got.Result.Value) == 0 {
		return err
	}
	return json.Unmarshal(got.Result.Value, into)
}

// on calls a JavaScript function with an element as its "this".
func (f *frame) on(o object, into any, function string, args ...any) error {
	given := []map[string]any{}
	for _, a := range args {
		given = append(given, map[string]any{"value": a})
	}
	var got result
	if err := f.command("Runtime.callFunctionOn", map[string]any{
		"functionDeclaration": function, "objectId": o, "arguments": given, "returnByValue": true, "awaitPromise": true,
	}, &got); err != nil {
		return err
	}
	if err := got.err(); err != nil || into == nil || len(got.Result.Value) == 0 {
		return err
	}
	return json.Unmarshal(got.Result.Value, into)
}

// texts gives the words in the visible elements that match, with white space made plain.
func (f *frame) texts(selector string) (texts []string, err error) {
	err = f.run(&texts, `(selector) => [...document.querySelectorAll(selector)]
		.filter((e) => e.checkVisibility({ visibilityProperty: true }))
		.map((e) => e.innerText.replace(/\s+/g, " ").trim())`, selector)
	return texts, err
}

// see waits for a visible element that matches and holds all the words.
func (f *frame) see(selector string, words ...string) {
	f.t.Helper()
	f.seeWithin(patience, selector, words...)
}

func (f *frame) seeWithin(within time.Duration, selector string, words ...string) {
	f.t.Helper()
	await(f.t, within, f.tab.name+": see "+selector+" "+strings.Join(words, " · "), func() error {
		texts, err := f.texts(selector)
		if err != nil {
			return err
		}
		for _, text := range texts {
			if holds(text, words...) {
				return nil
			}
		}
		return complain("there is %q", texts)
	})
}

// gone waits until no visible element matches and holds all the words.
func (f *frame) gone(selector string, words ...string) {
	f.t.Helper()
	await(f.t, patience, f.tab.name+": gone "+selector+" "+strings.Join(words, " · "), func() error {
		texts, err := f.texts(selector)
		if err != nil {
			return err
		}
		for _, text := range texts {
			if holds(text, words...) {
				return complain("there still is %q", text)
			}
		}
		return nil
	})
}

// holds tells whether a text has all the words, whatever a style sheet does to their letters.
func holds(text string, words ...string) bool {
	for _, w := range words {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
			return false
		}
	}
	return true
}
