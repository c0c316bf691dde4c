package salesforcetest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// modules finds the clouds' own clients; a machine that must run everything
// fails without them.
func modules(t *testing.T, name string) string {
	t.Helper()
	dir, err := filepath.Abs("../../realclients/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	_, missing := os.Stat(filepath.Join(dir, name))
	_, noNode := exec.LookPath("node")
	if missing == nil && noNode == nil {
		return dir
	}
	const why = "node or connectors/realclients/node_modules is missing; run npm ci --ignore-scripts in connectors/realclients"
	if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
	return ""
}

type refused struct{ Code, Message string }

// TestJsforce lets the client library of the Salesforce world, unchanged, talk
// to the stand-in, and holds what both believe against each other.
func TestJsforce(t *testing.T) {
	dir := modules(t, "jsforce")
	org := salesforcetest.New(salesforcetest.Options{})
	server := httptest.NewServer(org.Handler())
	defer server.Close()
	defer org.Close()

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	node := exec.CommandContext(ctx, "node", "testdata/jsforce.cjs", server.URL, org.GrantRefreshToken())
	node.Env = append(os.Environ(), "NODE_PATH="+dir, "NO_PROXY=127.0.0.1", "HTTP_PROXY=", "http_proxy=")
	var stdout, stderr bytes.Buffer
	node.Stdout, node.Stderr = &stdout, &stderr
	if err := node.Run(); err != nil {
		t.Fatalf("jsforce: %v\n%s", err, stderr.String())
	}
	var out struct {
		User, Organization, Case, Read, Content, Identity string
		Denied, Missing, BadField, Deleted, FileAgain     refused
		TooMany                                           refused
		Updated, UpsertNew, UpsertAgain, File             struct {
			ID      string
			Success bool
			Created bool
		}
		Query                     [][]string
		Built, Three              int
		Limit                     struct{ APIUsage struct{ Used, Limit int } }
		Many, ManyUpserts, Undone [][]any
		Search                    []string
		Described                 bool
		Composite, AfterRefresh   []int
	}
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatalf("%v in %s", err, stdout.String())
	}
	check := func(what string, ok bool) {
		t.Helper()
		if !ok {
			t.Errorf("%s: %s", what, stdout.String())
		}
	}
	check("user and organisation", strings.HasPrefix(out.User, "005") && strings.HasPrefix(out.Organization, "00D"))
	check("wrong secret", strings.Contains(out.Denied.Code+out.Denied.Message, "invalid_client"))
	check("case id", strings.HasPrefix(out.Case, "500") && len(out.Case) == 18)
	check("update", out.Updated.Success && out.Read == "Working")
	check("query", len(out.Query) == 1 && out.Query[0][0] == out.Case && out.Query[0][1] == "Working" && out.Query[0][2] == "Jane O'Neil")
	check("built query", out.Built == 1)
	check("usage", out.Limit.APIUsage.Used > 0 && out.Limit.APIUsage.Limit == 100_000)
	check("upsert", out.UpsertNew.Success && out.UpsertNew.Created && out.UpsertAgain.Success && !out.UpsertAgain.Created && out.UpsertAgain.ID == out.UpsertNew.ID)
	check("collection", same(out.Many, `[[true,[]],[false,["STRING_TOO_LONG"]]]`))
	check("collection upsert", same(out.ManyUpserts, `[[true,true],[true,false]]`))
	check("file", out.File.Success && out.Content == "broken lamp")
	check("file again", out.FileAgain.Code == "DUPLICATE_VALUE" && strings.Contains(out.FileAgain.Message, out.File.ID[:15]))
	check("search", same(out.Search, `["Jane O'Neil"]`))
	check("identity", out.Identity == "deskside@acme.example" && out.Described)
	check("missing", out.Missing.Code == "NOT_FOUND")
	check("unknown field", out.BadField.Code == "INVALID_FIELD")
	check("composite", same(out.Composite, `[201,201]`))
	check("undone composite", same(out.Undone, `[[400,"PROCESSING_HALTED"],[400,"STRING_TOO_LONG"]]`) && out.Three == 0)
	check("26 subrequests", out.TooMany.Code == "LIMIT_EXCEEDED")
	check("deleted", out.Deleted.Code == "ENTITY_IS_DELETED")
	check("retry after 401", same(out.AfterRefresh, `[1,1]`))
	snap := org.Snapshot(out.Case)
	check("file on the case", len(snap.Files) == 1 && snap.Files[0].Name == "lamp.txt" && snap.Files[0].Size == 11)
}

func same(got any, want string) bool {
	b, err := json.Marshal(got)
	return err == nil && string(b) == want
}
