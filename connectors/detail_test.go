package connectors_test

import (
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
)

func TestDetail(t *testing.T) {
	for _, c := range []struct{ code, message, want string }{
		{"REQUIRED_FIELD_MISSING", "Required fields are missing: [Region__c]", "REQUIRED_FIELD_MISSING: Required fields are missing: [Region__c]"},
		{"FIELD_CUSTOM_VALIDATION_EXCEPTION", "Please ask jane@customer.example (+1 415-555-0134) for\n the <b>order</b> number", "FIELD_CUSTOM_VALIDATION_EXCEPTION: Please ask … (…) for the order number"},
		{"RecordInvalid", "", "RecordInvalid"}, {"", "plain", "plain"}, {"", "", ""},
	} {
		if got := connectors.Detail(c.code, c.message); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got := connectors.Detail("X", strings.Repeat("é", 1000)); len(got) > 310 || strings.ContainsRune(got, '\uFFFD') {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}
