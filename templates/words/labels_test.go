package words

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every field that Deskside makes of itself has its label in every language that one has,
// and an English one that is just what is sent and stored.
func TestFieldLabels(t *testing.T) {
	made := regexp.MustCompile(`(?:[kK]ey: "(\w+)", [lL]abel: "([^"]+)"|add\("(\w+)", "([^"]+)")`)
	found := map[string]bool{}
	for _, file := range []string{"widget/customer/loader.ts", "widget/customer/shell/device.ts", "server/internal/customer/packet.go", "server/internal/compose/contact.go", "server/internal/interaction/menu.go"} {
		source, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made.FindAllStringSubmatch(string(source), -1) {
			key, label := m[1]+m[3], m[2]+m[4]
			if found[key] = true; !OwnField(key, label) {
				t.Errorf("%s: the field %s is called %q", file, key, label)
			}
		}
	}
	for language, all := range labels {
		fields := 0
		for key := range all {
			field, is := strings.CutPrefix(key, "label.")
			if is {
				fields++
			}
			if is && !found[field] {
				t.Errorf("nobody makes a field for %s", key)
			}
		}
		if fields != len(found) {
			t.Errorf("%d labels in %s for %d fields", fields, language, len(found))
		}
	}
	if got := FieldLabel("ja", "device", "Gerät") + FieldLabel("ja", "order", "Order") + FieldLabel("de", "device", "Device"); got != "GerätOrderDevice" {
		t.Error(got)
	}
}

// TestExtended: what stands behind a switchboard is written as the readers write it.
func TestExtended(t *testing.T) {
	for language, want := range map[string]string{"en": "(415) 555-0134 ext. 22", "ja": "(415) 555-0134 内線22", "ko": "(415) 555-0134 내선 22", "de": "(415) 555-0134 ext. 22"} {
		if got := Extended(language, "(415) 555-0134", "22"); got != want {
			t.Errorf("%s: %q", language, got)
		}
	}
	if got := Extended("ja", "", "22") + Extended("ja", "03-1234-5678", ""); got != "03-1234-5678" {
		t.Errorf("%q", got)
	}
}
