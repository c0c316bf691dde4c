package config_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/deskside/deskside/config"
)

// TestExampleIsComplete proves that every key stands in the example, that what
// is commented out would load, and that nothing else stands there.
func TestExampleIsComplete(t *testing.T) {
	if _, err := config.Load("config.example.yaml", nil); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	collect(doc, "", shown)
	for _, k := range config.Keys() {
		commented := strings.Contains(string(raw), "# "+k.Path[strings.LastIndexByte(k.Path, '.')+1:]+": ")
		if !shown[k.Path] && !commented {
			t.Errorf("%s is not in the example", k.Path)
		}
	}
}

// TestExampleSaysWhatIsIdle: the example marks what has no effect, and has nothing else
// that does nothing.
func TestExampleSaysWhatIsIdle(t *testing.T) {
	cfg, err := config.Load("config.example.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(raw), "\n")
	for _, p := range cfg.Idle {
		if !strings.HasPrefix(strings.TrimSpace(lines[p.Line-2]), "# (*) ") {
			t.Errorf("%s, and the example does not say so", p)
		}
	}
	if marks := strings.Count(string(raw), "# (*) "); marks != len(cfg.Idle) {
		t.Errorf("%d settings are marked, of %v", marks, cfg.Idle)
	}
}

func collect(v any, path string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, child := range v {
			collect(child, strings.TrimPrefix(path+"."+k, "."), into)
		}
	case []any:
		into[path] = true
		for _, child := range v {
			collect(child, path+"[]", into)
		}
	default:
		into[path] = true
	}
}

func TestKeys(t *testing.T) {
	keys := config.Keys()
	find := func(path string) config.Key {
		i := slices.IndexFunc(keys, func(k config.Key) bool { return k.Path == path })
		if i < 0 {
			t.Fatalf("%s is not among the keys", path)
		}
		return keys[i]
	}
	if k := find("accounts[].client_secret"); k.Env != "DESKSIDE_ACCOUNTS_<NAME>_CLIENT_SECRET" || !k.Secret {
		t.Errorf("%+v", k)
	}
	for _, k := range keys {
		if k.Secret {
			find(k.Path + "_file")
		}
	}
}
