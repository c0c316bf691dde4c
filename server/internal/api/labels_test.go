package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/templates/words"
)

// What a customer chose reaches the agent by language, beside what is stored of it; a
// disposition is stored as configured, however its reader calls it.
func TestLabelsByLanguage(t *testing.T) {
	e := open(t, func(c *api.Config) {
		solved := map[string]string{"en": "Solved", "ja": "解決済み", "ko": "해결됨"}
		c.Dispositions, c.Language = []string{"解決済み", "Passed on"}, "ja"
		for i := range c.Accounts {
			c.Accounts[i].Lexicon.Dispositions = words.Labels{"解決済み": solved, "Solved": solved, "해결됨": solved}
		}
	})
	ann := e.agent("support", "ann")
	body := map[string]any{
		"app": "shop", "contact_id": "labelled-1-0123456789abcdef", "channel": "message", "message": "It is broken.",
		"issue_path": []string{"注文", "Damaged"}, "issue_labels": []map[string]string{{"ja": "注文", "en": "Order"}, {}},
	}
	var c contactStarted
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", body, &c)
	var v struct {
		IssuePath   []string                     `json:"issue_path"`
		IssueLabels []map[string]string          `json:"issue_labels"`
		WrapUp      struct{ Disposition string } `json:"wrap_up"`
		Timeline    []struct{ Text string }
	}
	at := "/v1/interactions/" + c.Interaction
	e.ask(http.StatusOK, "GET", at, ann, nil, &v)
	if strings.Join(v.IssuePath, "/") != "注文/Damaged" || len(v.IssueLabels) != 2 || v.IssueLabels[0]["en"] != "Order" || len(v.IssueLabels[1]) != 0 {
		t.Errorf("%+v", v)
	}
	var me struct {
		Dispositions []string
		Labels       map[string]map[string]string `json:"disposition_labels"`
	}
	e.ask(http.StatusOK, "GET", "/v1/me", ann, nil, &me)
	if me.Dispositions[0] != "解決済み" || me.Labels["解決済み"]["ko"] != "해결됨" || me.Labels["Solved"]["ja"] != "解決済み" {
		t.Errorf("%+v", me)
	}
	e.ask(http.StatusOK, "POST", at+"/wrap-up", ann, map[string]any{"disposition": "解決済み"}, &v)
	if last := v.Timeline[len(v.Timeline)-1].Text; v.WrapUp.Disposition != "解決済み" || !strings.Contains(last, "ANN wrapped up: Solved.") {
		t.Errorf("%q, %+v", last, v.WrapUp)
	}

	for _, labels := range []any{[]map[string]string{{"jp": "注文"}}, []map[string]string{{"en": strings.Repeat("x", 121)}}, "Order"} {
		body["contact_id"], body["issue_labels"] = "labelled-2", labels
		e.want(e.send(request{method: "POST", path: "/v1/contacts", body: body}), http.StatusBadRequest, "invalid_request")
	}
	for _, page := range []string{"/contact?app=shop", "/widget"} {
		if a := e.send(request{method: "GET", path: page}); !strings.Contains(string(a.body), `"language":"ja"`) {
			t.Errorf("%s: %s", page, a.body)
		}
	}
}
