package crmtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
)

// Wordless is a way to a CRM whose refusals say all that they say in words in a
// language that nobody reads: codes, fields and numbers stay. A connector that decides
// by words fails the suite over it. Of its cases, one is about the words themselves.
func Wordless(to http.RoundTripper) http.RoundTripper { return wordless{to} }

type wordless struct{ to http.RoundTripper }

func (w wordless) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.to.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	var said any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&said) == nil && silence(said, resp.StatusCode >= 400) {
		if body, err = json.Marshal(said); err != nil {
			return nil, err
		}
		resp.ContentLength = int64(len(body))
		resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// silence takes the words out of refusals, also of those within an answer.
func silence(said any, refused bool) (changed bool) {
	switch v := said.(type) {
	case []any:
		for _, one := range v {
			changed = silence(one, refused) || changed
		}
	case map[string]any:
		_, code := v["errorCode"]
		_, status := v["statusCode"]
		for key, value := range v {
			words := key == "message" || key == "error_description" || key == "description" && refused
			if _, text := value.(string); text && words && (refused || code || status) {
				v[key], changed = "Тут щось не так.", true
				continue
			}
			changed = silence(value, refused) || changed
		}
	}
	return changed
}
