package zendesk_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

func photo(key string) connectors.File {
	content := []byte("\xff\xd8\xff\xe0 a lamp")
	return connectors.File{Key: key, Name: "lamp.jpg", ContentType: "image/jpeg", Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
}

func (h *harness) token(t *testing.T) string {
	t.Helper()
	body := h.post(t, "", "/oauth/tokens", `{"grant_type":"client_credentials","client_id":"deskside","client_secret":"`+h.server.ClientSecret()+`","scope":"read write"}`)
	var out struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &out); err != nil || out.AccessToken == "" {
		t.Fatalf("no token in %s", body)
	}
	return out.AccessToken
}

func (h *harness) post(t *testing.T, token, path, body string) []byte {
	t.Helper()
	return h.send(t, token, http.MethodPost, path, body)
}

func (h *harness) send(t *testing.T, token, method, path, body string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, h.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	wire := &http.Transport{}
	defer wire.CloseIdleConnections()
	resp, err := (&http.Client{Transport: wire}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s (%v)", method, path, resp.StatusCode, out, err)
	}
	return out
}

// missing skips, or fails where everything must be there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// TestNodeZendeskTalksToTheStandIn lets a client that other people wrote for the
// real service use ours.
func TestNodeZendeskTalksToTheStandIn(t *testing.T) {
	dir := filepath.Join("..", "realclients")
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "node-zendesk")); err != nil {
		missing(t, "node-zendesk is not installed: run make deps")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node is not installed")
	}
	h := newHarness(t, zendesktest.Options{})
	cmd := exec.CommandContext(t.Context(), node, "--input-type=commonjs", "-e", nodeScript)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "ZENDESK_URL="+h.url+"/api/v2", "ZENDESK_TOKEN="+h.token(t), "NO_PROXY=*", "no_proxy=*")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	ids := h.Tickets()
	if len(ids) != 1 {
		t.Fatalf("%d tickets, want 1", len(ids))
	}
	s := h.Snapshot(ids[0])
	if len(s.Notes) != 2 || s.Notes[1].Public || s.Notes[1].Text != "From node" || len(s.Files) != 1 {
		t.Errorf("the ticket holds %+v", s)
	}
	found, err := h.crm.Find(t.Context(), connectors.Query{Email: "node@customer.example"})
	if err != nil || len(found.Requesters) != 1 || len(found.Tickets) != 1 || found.Tickets[0].ID != ids[0] {
		t.Errorf("found %+v, %v", found, err)
	}
}

const nodeScript = `
const assert = require('node:assert');
const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
const { createClient } = require('node-zendesk');
const client = createClient({ endpointUri: process.env.ZENDESK_URL, token: process.env.ZENDESK_TOKEN, useOAuth: true });
const result = (r) => (r && r.result !== undefined ? r.result : r);
(async () => {
  const created = result(await client.tickets.create({ ticket: {
    subject: 'Lamp', comment: { body: 'It is broken', public: true }, requester: { name: 'Node', email: 'node@customer.example' },
  } }));
  const ticket = created.ticket || created;
  assert.ok(ticket.id > 0, JSON.stringify(created));
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'deskside-')), 'lamp.png');
  fs.writeFileSync(file, 'not really a png');
  const up = await client.attachments.upload(file, { filename: 'lamp.png' });
  // The library reads only what calls itself JSON; uploads, as recorded, call themselves plain text.
  assert.deepStrictEqual(up, {}, 'an upload is answered as text/plain');
  const again = await fetch(process.env.ZENDESK_URL + '/uploads.json?filename=lamp.png', {
    method: 'POST', body: 'not really a png', headers: { authorization: 'Bearer ' + process.env.ZENDESK_TOKEN, 'content-type': 'image/png' },
  });
  assert.strictEqual(again.status, 201);
  const uploaded = (await again.json()).upload;
  assert.ok(uploaded.token, JSON.stringify(uploaded));
  await client.tickets.update(ticket.id, { ticket: { comment: { body: 'From node', public: false, uploads: [uploaded.token] } } });
  const shown = result(await client.tickets.show(ticket.id));
  assert.strictEqual((shown.ticket || shown).subject, 'Lamp');
  const users = result(await client.users.search({ query: 'email:node@customer.example' }));
  assert.strictEqual((users.users || users).length, 1, JSON.stringify(users));
})().catch((e) => { console.error(e); process.exit(1); });
`

// TestAnswersHaveTheDocumentedShape holds the stand-in's answers against
// Zendesk's own description of them.
func TestAnswersHaveTheDocumentedShape(t *testing.T) {
	spec := filepath.Join("..", "..", "..", "shared", "specs", "zendesk_support_2025-04.yaml")
	if _, err := os.Stat(spec); err != nil {
		t.Skip("Zendesk's OpenAPI file is not beside the repository")
	}
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromFile(spec)
	if err != nil {
		t.Fatal(err)
	}
	h := newHarness(t, zendesktest.Options{})
	id, token := h.ticket(), h.token(t)
	user := h.Snapshot(id).Ticket.RequesterID
	for _, c := range []struct{ schema, method, path, body string }{
		{"TicketUpdateResponse", http.MethodPut, "/api/v2/tickets/" + id, `{"ticket":{"comment":{"body":"x","public":false}}}`},
		{"TicketUpdateResponse", http.MethodPost, "/api/v2/tickets", `{"ticket":{"subject":"s","comment":{"body":"x"}}}`},
		{"TicketResponse", http.MethodGet, "/api/v2/tickets/" + id, ""},
		{"TicketsResponse", http.MethodGet, "/api/v2/tickets?external_id=none", ""},
		{"AttachmentUploadResponse", http.MethodPost, "/api/v2/uploads?filename=a.png", "content"},
		{"TicketAuditsResponse", http.MethodGet, "/api/v2/tickets/" + id + "/audits", ""},
		{"TicketCommentsResponse", http.MethodGet, "/api/v2/tickets/" + id + "/comments", ""},
		{"UserResponse", http.MethodGet, "/api/v2/users/" + user, ""},
		{"UsersResponse", http.MethodGet, "/api/v2/users/search?query=rosa", ""},
	} {
		schema := doc.Components.Schemas[c.schema]
		if schema == nil {
			t.Errorf("no schema %s", c.schema)
			continue
		}
		var v any
		if err := json.Unmarshal(h.send(t, token, c.method, c.path, c.body), &v); err != nil {
			t.Fatal(err)
		}
		if err := schema.Value.VisitJSON(withoutNulls(v), openapi3.VisitAsResponse(), openapi3.MultiErrors()); err != nil {
			t.Errorf("%s %s is no %s: %.2000v", c.method, c.path, c.schema, err)
		}
	}
}

// withoutNulls drops null members: the file forgets to call nullable what the
// wire sends as null.
func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			if m == nil {
				delete(v, k)
			} else {
				v[k] = withoutNulls(m)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return v
}
