package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// client of the server's JSON interface.
type client struct {
	p    *process
	http http.Client
}

func (p *process) client() *client {
	c := &client{p: p, http: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: patience}}
	p.b.t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// do a request; what is answered is read into into, if that is not nil.
func (c *client) do(method, path, token string, body, into any) error {
	doc, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, "http://"+c.p.address+path, bytes.NewReader(doc))
	if err != nil {
		return err
	}
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return err
	case answer.StatusCode/100 != 2:
		return fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, said)
	case into == nil:
		return nil
	}
	return json.Unmarshal(said, into)
}

// signIn as the sandbox lets anybody: role agent or admin.
func (c *client) signIn(user, role string) (token string, err error) {
	var out struct{ Token string }
	err = c.do(http.MethodPost, "/v1/sessions/sandbox", "", map[string]string{"account": account, "user": user, "name": "Agent " + user, "role": role}, &out)
	return out.Token, err
}
