package api_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"testing"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
)

type askView struct{ ID, Label, State, Text string }

type askedView struct {
	ID, Type, Label, Agent string
}

// An agent asks, the customer's page shows who asks and what for, and the answer is with
// the agent and among what goes to the ticket, once.
func TestAskAndAnswer(t *testing.T) {
	e := open(t, nil)
	c, ann := e.contact("voice"), e.agent("support", "ann")
	at := "/v1/interactions/" + c.Interaction + "/asks"
	ask := map[string]any{"id": "ask-0001", "type": "text", "label": "Tracking number"}
	var agent struct {
		Asks  []askView
		Items []struct{ Kind, Text string }
	}
	for range 2 { // a repeated request is the same ask
		e.ask(http.StatusOK, "POST", at, ann, ask, &agent)
	}
	if len(agent.Asks) != 1 || agent.Asks[0] != (askView{ID: "ask-0001", Label: "Tracking number", State: "open"}) {
		t.Fatalf("%+v", agent.Asks)
	}
	var customer struct{ Asks []askedView }
	e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &customer)
	if len(customer.Asks) != 1 || customer.Asks[0] != (askedView{ID: "ask-0001", Type: "text", Label: "Tracking number", Agent: "ANN"}) {
		t.Fatalf("%+v", customer.Asks)
	}
	answer := func(body any) answer {
		return e.send(request{method: "POST", path: "/v1/contact/asks/ask-0001", token: c.Token, body: body})
	}
	e.want(answer(map[string]any{}), http.StatusBadRequest, "invalid_request")
	e.want(answer(map[string]any{"text": "1Z999", "declined": true}), http.StatusBadRequest, "invalid_request")
	e.want(answer(map[string]any{"text": "  "}), http.StatusConflict, "empty_answer")
	e.want(answer(map[string]any{"text": "1Z999"}), http.StatusOK, "")
	e.want(answer(map[string]any{"text": "1Z999"}), http.StatusOK, "")
	e.want(answer(map[string]any{"declined": true}), http.StatusConflict, "ask_over")
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+c.Interaction, ann, nil, &agent)
	last := agent.Items[len(agent.Items)-1]
	if agent.Asks[0].State != "answered" || agent.Asks[0].Text != "1Z999" || last.Kind != "ask" || last.Text != "1Z999" || len(agent.Items) != 2 {
		t.Errorf("%+v", agent)
	}
	e.want(e.send(request{method: "POST", path: at + "/ask-0001/withdraw", token: ann}), http.StatusConflict, "ask_over")
	customer.Asks = nil
	e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &customer)
	if len(customer.Asks) != 0 {
		t.Errorf("it is still asked: %+v", customer.Asks)
	}
}

// Who phones has no page that could show anything, and is not asked.
func TestNobodyIsAskedWithoutAPage(t *testing.T) {
	e := open(t, nil)
	id := e.ring(callSID(1), "+15550101234")
	ask := map[string]any{"id": "ask-0001", "type": "text", "label": "Tracking number"}
	a := e.send(request{method: "POST", path: "/v1/interactions/" + id + "/asks", token: e.agent("support", "ann"), body: ask})
	e.want(a, http.StatusConflict, "no_page")
}

// wants makes an ask of the customer, by Ann.
func (e *edge) wants(c contactStarted, id, kind, label string) {
	e.t.Helper()
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+c.Interaction+"/asks", e.agent("support", "ann"), map[string]any{"id": id, "type": kind, "label": label}, nil)
}

// announce a file for an ask.
func (e *edge) announce(c contactStarted, id, name, ask string, size int) answer {
	return e.send(request{method: "PUT", path: "/v1/contact/files/" + id, token: c.Token, body: map[string]any{"name": name, "size": size, "ask": ask}})
}

// sends a picture for an ask.
func (e *edge) sends(c contactStarted, id, ask string) {
	e.t.Helper()
	e.want(e.announce(c, id, "mug.png", ask, len(png)), http.StatusOK, "")
	e.want(e.send(piece(c, id, 0, string(png))), http.StatusOK, "")
}

type filesView struct {
	Asks []struct {
		ID, State   string
		Files, Late []string
		Why         string
		Place       *struct{ Latitude, Longitude, Accuracy float64 }
	}
	Items []struct {
		Kind, Ask string
		Late      bool
		Text      string
		File      struct{ Name string }
	}
}

// Photos come as all files do, belong to their ask, and are said to be all there; what came of
// it is with the agent and on the ticket once. What comes after its end is not lost.
func TestAskedForPhotos(t *testing.T) {
	for _, channel := range []string{"voice", "message"} {
		e := open(t, nil)
		c, ann := e.contact(channel), e.agent("support", "ann")
		e.wants(c, "ask-0001", "photo", "The broken handle")
		var asked struct {
			Asks []struct {
				Type      string
				MostFiles int `json:"most_files"`
				Files     []string
			}
		}
		see := func() {
			t.Helper()
			asked.Asks = nil
			e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &asked)
		}
		if see(); len(asked.Asks) != 1 || asked.Asks[0].MostFiles != 4 || asked.Asks[0].Files != nil {
			t.Fatalf("%+v", asked)
		}
		e.sends(c, "photo-001", "ask-0001")
		e.sends(c, "photo-002", "ask-0001")
		if see(); !slices.Equal(asked.Asks[0].Files, []string{"photo-001", "photo-002"}) {
			t.Errorf("%+v", asked)
		}
		e.want(e.announce(c, "photo-003", "late.png", "ask-0001", len(png)), http.StatusOK, "")
		answers := func(body any) answer {
			return e.send(request{method: "POST", path: "/v1/contact/asks/ask-0001", token: c.Token, body: body})
		}
		e.want(answers(map[string]any{"files": []string{"photo-001"}, "agreed": true}), http.StatusBadRequest, "invalid_request")
		e.want(answers(map[string]any{"files": []string{"photo-001", "photo-002"}}), http.StatusOK, "")
		e.want(answers(map[string]any{"files": []string{"photo-001", "photo-002"}}), http.StatusOK, "")
		e.want(e.announce(c, "photo-003", "late.png", "ask-0001", len(png)), http.StatusOK, "") // it goes on where it stands
		e.want(e.send(piece(c, "photo-003", 0, string(png))), http.StatusOK, "")
		if see(); len(asked.Asks) != 0 {
			t.Errorf("it is still asked: %+v", asked)
		}
		var v filesView
		e.ask(http.StatusOK, "GET", "/v1/interactions/"+c.Interaction, ann, nil, &v)
		one := v.Asks[0]
		if one.State != "answered" || !slices.Equal(one.Files, []string{"photo-001", "photo-002"}) || !slices.Equal(one.Late, []string{"photo-003"}) {
			t.Errorf("%+v", one)
		}
		var items []string
		for _, it := range v.Items {
			if it.Ask != "" || it.Kind == "ask" {
				items = append(items, fmt.Sprint(it.Kind, it.Late))
			}
		}
		if !slices.Equal(items, []string{"filefalse", "filefalse", "askfalse", "filetrue"}) {
			t.Errorf("on the ticket: %v", items)
		}
	}
}

// A restart of the server in the middle loses neither the bytes nor whose they are.
func TestPhotoForAnAskIsResumed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "media")
	files, err := media.Open(dir, media.Options{MaxBytes: maxFile})
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, func(c *api.Config) { c.Media = files })
	c := e.contact("voice")
	e.wants(c, "ask-0001", "photo", "The broken handle")
	e.want(e.announce(c, "photo-001", "mug.png", "ask-0001", len(png)), http.StatusOK, "")
	e.want(e.send(piece(c, "photo-001", 0, string(png[:20]))), http.StatusOK, "")
	again, err := media.Open(dir, media.Options{MaxBytes: maxFile})
	e.must(err)
	after := e.reopened(func(c *api.Config) { c.Media = again })
	after.want(after.send(piece(c, "photo-001", 20, string(png[20:]))), http.StatusOK, "")
	if one, _ := after.state(c.Interaction).Asks.Ask("ask-0001"); !slices.Equal(one.Files, []string{"photo-001"}) {
		t.Errorf("%+v", one)
	}
}

func TestFilesThatAreNotAsked(t *testing.T) {
	e := open(t, nil)
	c, other := e.contact("voice"), e.contact("voice")
	e.wants(c, "ask-0001", "photo", "The broken handle")
	e.wants(c, "ask-0002", "text", "Tracking number")
	e.wants(c, "ask-0003", "video", "The noise")
	e.wants(other, "ask-0009", "photo", "The broken handle")
	e.sends(other, "photo-009", "ask-0009")
	e.want(e.announce(c, "photo-001", "mug.png", "ask-0009", len(png)), http.StatusConflict, "unknown_ask")
	e.want(e.announce(c, "photo-001", "mug.png", "ask-0002", len(png)), http.StatusConflict, "wrong_answer")
	e.want(e.announce(c, "photo-001", "mug.mp4", "ask-0001", len(png)), http.StatusUnsupportedMediaType, "wrong_file")
	e.want(e.announce(c, "photo-001", "mug", "ask-0003", len(png)), http.StatusOK, "")
	e.want(e.send(piece(c, "photo-001", 0, string(png))), http.StatusUnsupportedMediaType, "wrong_file")
	refused := func(ask string, body any, code string) {
		t.Helper()
		e.want(e.send(request{method: "POST", path: "/v1/contact/asks/" + ask, token: c.Token, body: body}), http.StatusConflict, code)
	}
	refused("ask-0001", map[string]any{"files": []string{}}, "no_files")
	refused("ask-0001", map[string]any{"files": []string{"photo-009"}}, "not_its_file")
	refused("ask-0001", map[string]any{"files": []string{"a", "b", "c", "d", "e"}}, "enough_files")
	refused("ask-0001", map[string]any{"text": "see my mail"}, "wrong_answer")
	for _, id := range []string{"photo-001", "photo-002", "photo-003", "photo-004"} {
		e.sends(c, id, "ask-0001") // the last one answers it
	}
	e.want(e.announce(c, "photo-005", "mug.png", "ask-0001", len(png)), http.StatusConflict, "enough_files")
	refused("ask-0001", map[string]any{"declined": true}, "ask_over")
	if one, _ := e.state(c.Interaction).Asks.Ask("ask-0001"); one.State != interaction.AskGiven || len(one.Files) != 4 {
		t.Errorf("%+v", one)
	}
}

func TestAskedWhereTheyAre(t *testing.T) {
	e := open(t, nil)
	c, ann := e.contact("voice"), e.agent("support", "ann")
	for _, id := range []string{"ask-0001", "ask-0002"} {
		e.wants(c, id, "location", "For the courier")
	}
	e.wants(c, "ask-0003", "consent", "You may open the parcel.")
	says := func(ask string, body any) answer {
		return e.send(request{method: "POST", path: "/v1/contact/asks/" + ask, token: c.Token, body: body})
	}
	place := func(north, east float64) any {
		return map[string]any{"place": map[string]any{"latitude": north, "longitude": east, "accuracy": 11.5}}
	}
	e.want(says("ask-0001", place(91, 0)), http.StatusConflict, "no_such_place")
	e.want(says("ask-0001", map[string]any{"place": map[string]any{"latitude": 1}}), http.StatusBadRequest, "invalid_request")
	e.want(says("ask-0001", place(35.658581, 139.745438)), http.StatusOK, "")
	e.want(says("ask-0002", map[string]any{"failed": "location_denied"}), http.StatusOK, "")
	e.want(says("ask-0003", place(1, 1)), http.StatusConflict, "wrong_answer")
	e.want(says("ask-0003", map[string]any{"agreed": true}), http.StatusOK, "")
	var v filesView
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+c.Interaction, ann, nil, &v)
	if p := v.Asks[0].Place; p == nil || p.Latitude != 35.658581 || p.Longitude != 139.745438 || p.Accuracy != 12 {
		t.Errorf("%+v", v.Asks[0])
	}
	if v.Asks[1].State != "failed" || v.Asks[1].Why != "Their browser may not tell where they are." || v.Asks[2].State != "answered" {
		t.Errorf("%+v", v.Asks)
	}
	if it := v.Items[1]; it.Kind != "ask" || it.Text != "35.658581, 139.745438 (±12 m)" {
		t.Errorf("%+v", it)
	}
}
