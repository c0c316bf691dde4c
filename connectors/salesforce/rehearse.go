package salesforce

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors/transport"
)

// Rehearsal is a stage that answers like an organisation which knows nobody and
// takes everything. A connector made WithTransport of it sends nothing anywhere.
func Rehearsal() *transport.Stage {
	return &transport.Stage{Answer: rehearsed, Reads: onlyReads}
}

// Ids of what would be made.
const (
	rehearsedCase     = "500000000000001AAA"
	rehearsedRecord   = "a01000000000001AAA"
	rehearsedDocument = "069000000000001AAA"
	rehearsedToken    = "/services/oauth2/token" //nolint:gosec // the path of it
)

type rehearsedParts struct {
	Parts []part `json:"compositeRequest"`
}

func onlyReads(r *http.Request, body []byte) bool {
	if r.URL.Path == rehearsedToken || strings.HasSuffix(r.URL.Path, "/parameterizedSearch") {
		return true
	}
	var in rehearsedParts
	if !strings.HasSuffix(r.URL.Path, "/composite") || json.Unmarshal(body, &in) != nil {
		return false
	}
	return !slices.ContainsFunc(in.Parts, func(p part) bool { return p.Method != http.MethodGet })
}

func rehearsed(r *http.Request, body []byte) (status int, answer any) {
	if r.URL.Path == rehearsedToken {
		instance := r.URL.Scheme + "://" + r.URL.Host
		return http.StatusOK, map[string]any{"access_token": "rehearsal", "instance_url": instance, "id": instance + "/id/00D000000000001AAA/005000000000001AAA"}
	}
	var in rehearsedParts
	if !strings.HasSuffix(r.URL.Path, "/composite") || json.Unmarshal(body, &in) != nil {
		return rehearsedPart(part{Method: r.Method, URL: r.URL.Path})
	}
	results := []map[string]any{}
	for _, p := range in.Parts {
		status, answer := rehearsedPart(p)
		results = append(results, map[string]any{"referenceId": p.Name, "httpStatusCode": status, "httpHeaders": map[string]any{}, "body": answer})
	}
	return http.StatusOK, map[string]any{"compositeResponse": results}
}

// rehearsedPart is the answer to one request, alone or in a composite.
func rehearsedPart(p part) (status int, answer any) {
	made := map[string]any{"id": rehearsedRecord, "success": true, "errors": []any{}}
	switch {
	case strings.HasSuffix(p.URL, "/composite/sobjects") || strings.Contains(p.URL, "/composite/sobjects/"):
		var list []any
		if b, ok := p.Body.(map[string]any); ok {
			records, _ := b["records"].([]any)
			list = slices.Repeat([]any{made}, len(records))
		}
		return http.StatusOK, list
	case p.Method == http.MethodGet && strings.Contains(p.URL, "/query"):
		records := []any{}
		if p.Name == "tags" || p.Name == "tagged" { // of the Case that was opened
			records = append(records, map[string]any{"Id": rehearsedCase})
		}
		return http.StatusOK, map[string]any{"totalSize": len(records), "done": true, "records": records}
	case p.Method == http.MethodGet:
		return http.StatusOK, map[string]any{"Id": rehearsedCase, "CaseNumber": "00001026", "Status": "New", "ContentDocumentId": rehearsedDocument}
	case p.Method == http.MethodPatch && strings.Contains(p.URL, "/sobjects/Case/"):
		return http.StatusNoContent, nil
	case strings.HasSuffix(p.URL, "/sobjects/Case"):
		made["id"] = rehearsedCase
	}
	return http.StatusCreated, made
}
