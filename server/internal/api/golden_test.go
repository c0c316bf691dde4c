package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/interaction/interactiontest"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates/words"
)

// TestGoldenViews: an agent sees an interaction that an older version has written as that
// version showed it, sentence for sentence. What is new beside it is not looked at.
func TestGoldenViews(t *testing.T) {
	views, err := filepath.Glob("../interaction/testdata/golden/*/*.view.json")
	if err != nil || len(views) == 0 {
		t.Fatal("no golden views", err)
	}
	versions := map[string]*edge{}
	for _, path := range views {
		name := strings.TrimSuffix(path, ".view.json")
		version := filepath.Dir(name)
		if versions[version] == nil {
			versions[version] = open(t, func(c *api.Config) {
				for i := range c.Accounts {
					c.Accounts[i].Lexicon = words.Lexicon{} // of the time when everything was a ticket
				}
			})
		}
		e := versions[version]
		t.Run(filepath.Base(version)+"/"+filepath.Base(name), func(t *testing.T) {
			want := readJSON(t, path).(map[string]any)
			id := want["id"].(string)
			c := store.Commit{
				Interaction: interaction.ID(id), Account: want["account"].(string), Events: interactiontest.GoldenLog(t, name+".jsonl"),
				Lane: "i/" + id, // not active: nothing here shall go on with it
			}
			if err := e.store.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			a := e.send(request{method: http.MethodGet, path: "/v1/interactions/" + id, token: e.admin()})
			if a.StatusCode != http.StatusOK {
				t.Fatalf("%d: %s", a.StatusCode, a.body)
			}
			for _, d := range differences("", read(want, "english"), read(parseJSON(t, a.body), "")) {
				t.Error(d)
			}
		})
	}
}

func readJSON(t *testing.T, path string) any {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return parseJSON(t, raw)
}

func parseJSON(t *testing.T, raw []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// read a view as a person does: in place of a sentence's code stands the sentence, which is
// its member english, or what today's code says. Codes may change, words may not.
func read(v any, english string) any {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["code"].(string); ok {
			if english != "" {
				return v[english]
			}
			return api.English(v)
		}
		out := map[string]any{}
		for k := range v {
			out[k] = read(v[k], english)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = read(v[i], english)
		}
		return out
	}
	return v
}

// differences of what there is now from what there was; members that are new are none.
func differences(at string, was, is any) []string {
	switch was := was.(type) {
	case map[string]any:
		is, ok := is.(map[string]any)
		if !ok {
			return []string{at + ": it was an object"}
		}
		var all []string
		for k := range was {
			all = append(all, differences(at+"."+k, was[k], is[k])...)
		}
		slices.Sort(all)
		return all
	case []any:
		is, ok := is.([]any)
		if !ok || len(is) != len(was) {
			return []string{fmt.Sprintf("%s: it was a list of %d: now %v", at, len(was), is)}
		}
		var all []string
		for i := range was {
			all = append(all, differences(fmt.Sprintf("%s[%d]", at, i), was[i], is[i])...)
		}
		return all
	}
	if reflect.DeepEqual(was, is) {
		return nil
	}
	return []string{fmt.Sprintf("%s: was %v: is %v", at, was, is)}
}
