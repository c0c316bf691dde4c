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
	for _, file := range []string{"widget/customer/loader.ts", "widget/customer/shell/device.ts", "server/internal/customer/packet.go", "server/internal/compose/contact.go"} {
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
	for language, labels := range fieldLabels {
		for key := range labels {
			if !found[strings.TrimPrefix(key, "label.")] {
				t.Errorf("nobody makes a field for %s", key)
			}
		}
		if len(labels) != len(found) {
			t.Errorf("%d labels in %s for %d fields", len(labels), language, len(found))
		}
	}
	if got := FieldLabel("ja", "device", "Gerät") + FieldLabel("ja", "order", "Order") + FieldLabel("de", "device", "Device"); got != "GerätOrderDevice" {
		t.Error(got)
	}
}
