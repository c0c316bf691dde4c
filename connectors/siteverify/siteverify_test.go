package siteverify_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/deskside/deskside/connectors/siteverify"
	"github.com/deskside/deskside/connectors/transport"
)

func TestVerify(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("secret") != "the-secret" {
			fmt.Fprint(w, `{"success": false, "error-codes": ["invalid-input-secret"]}`)
			return
		}
		switch r.PostFormValue("response") {
		case "passed":
			fmt.Fprintf(w, `{"success": %t}`, r.PostFormValue("remoteip") == "203.0.113.7")
		case "broken":
			w.WriteHeader(http.StatusBadGateway)
		case "a page":
			fmt.Fprint(w, "<html>")
		default:
			fmt.Fprint(w, `{"success": false, "error-codes": ["invalid-input-response"]}`)
		}
	}))
	defer service.Close()
	v := siteverify.New(service.URL, "the-secret", &transport.Chain{})
	for response, refused := range map[string]bool{"passed": false, "made up": true} {
		err := v.Verify(t.Context(), response, "203.0.113.7")
		if errors.Is(err, siteverify.ErrRefused) != refused || (err != nil) != refused {
			t.Errorf("%s: %v", response, err)
		}
	}
	for _, response := range []string{"broken", "a page"} {
		if err := v.Verify(t.Context(), response, ""); err == nil || errors.Is(err, siteverify.ErrRefused) {
			t.Errorf("%s: %v", response, err)
		}
	}
	wrong := siteverify.New(service.URL, "another", &transport.Chain{})
	if err := wrong.Verify(t.Context(), "passed", ""); err == nil || errors.Is(err, siteverify.ErrRefused) {
		t.Errorf("a secret that is not the site's: %v", err)
	}
}
