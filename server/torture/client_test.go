package torture

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// client speaks to the servers as a page does: with ids of its own making, and
// again and again until it is told that what it sent is safe.
type client struct {
	fleet *fleet
	http  *http.Client

	mu      sync.Mutex
	random  *rand.Rand
	retries int
}

func newClient(f *fleet, seed uint64) *client {
	c := &client{fleet: f, random: dice(seed, "client"), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}, Timeout: 8 * time.Second}}
	f.t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// killAfterAck is the chance that a server dies in the moment in which its
// acknowledgement has been heard.
const killAfterAck = 0.02

// refusal is an answer that will not get better by asking again.
type refusal struct {
	status int
	Code   string `json:"code"`
	Text   string `json:"message"`
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s: %s", r.status, r.Code, r.Text) }

// request to the public interface.
type request struct {
	method, path, token string
	body                any    // JSON, or bytes with a type of their own
	contentType         string // of bytes
}

// send until it is acknowledged, refused, or ctx ends. The answer is read into
// into, if that is not nil.
func (c *client) send(ctx context.Context, r request, into any) error {
	var doc []byte
	contentType := "application/json"
	switch b := r.body.(type) {
	case nil:
	case []byte:
		doc, contentType = b, r.contentType
	default:
		var err error
		if doc, err = json.Marshal(b); err != nil {
			return err
		}
	}
	for {
		answer, again, err := c.once(ctx, r, doc, contentType)
		if err == nil && into != nil {
			err = json.Unmarshal(answer, into)
		}
		if !again || ctx.Err() != nil {
			return err
		}
		c.mu.Lock()
		c.retries++
		wait := between(c.random, 50*time.Millisecond, 250*time.Millisecond)
		c.mu.Unlock()
		pause(ctx, wait)
	}
}

func (c *client) once(ctx context.Context, r request, doc []byte, contentType string) (answer []byte, again bool, err error) {
	to := c.fleet.any()
	q, err := http.NewRequestWithContext(ctx, r.method, "http://"+to.address+r.path, bytes.NewReader(doc))
	if err != nil {
		return nil, false, err
	}
	if doc != nil {
		q.Header.Set("Content-Type", contentType)
	}
	if r.token != "" {
		q.Header.Set("Authorization", "Bearer "+r.token)
	}
	got, err := c.http.Do(q)
	if err != nil {
		return nil, true, fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	defer got.Body.Close()
	answer, err = io.ReadAll(got.Body)
	switch {
	case got.StatusCode >= 500, got.StatusCode == http.StatusTooManyRequests, got.StatusCode == 499:
		return nil, true, fmt.Errorf("%s %s: %s: %s", r.method, r.path, got.Status, answer)
	case got.StatusCode >= 400:
		bad := &refusal{status: got.StatusCode}
		_ = json.Unmarshal(answer, bad) // the status says enough
		return nil, false, bad
	case r.method != http.MethodGet:
		// The status was heard: this is acknowledged, whatever becomes of the rest.
		if c.roll(killAfterAck) {
			to.kill(syscall.SIGKILL)
		}
	}
	return answer, err != nil, err // a body that was cut off is asked for again
}

func (c *client) roll(chance float64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.Float64() < chance
}

// session signs somebody in.
func (c *client) session(ctx context.Context, account, user, role string) (string, error) {
	var out struct{ Token string }
	err := c.send(ctx, request{method: "POST", path: "/v1/sessions/sandbox", body: map[string]string{"account": account, "user": user, "name": "Agent " + user, "role": role}}, &out)
	return out.Token, err
}

// The parts of the interface's answers that people here look at.
type (
	view struct {
		ID       string `json:"id"`
		Account  string
		State    string
		Channel  string
		Call     *struct{ From, To, Outcome string }
		Offer    *struct{ N int }
		Agent    *struct{ ID string }
		Ticket   struct{ State, ID, Rule, Reason string }
		Items    []item
		Texts    []struct{ Direction, State, Text string }
		Timeline []struct {
			N    int
			At   time.Time
			Type string
			Text string
		}
	}
	item struct {
		Key, Kind, Note, Text string
		At                    time.Time
		File                  *struct{ ID, Name string }
		Delivery              struct{ State, Reason, Ticket, Receipt string }
	}
	voice struct {
		Token  string
		Params map[string]string
	}
)

func (c *client) interaction(ctx context.Context, token, id string) (view, error) {
	var v view
	err := c.send(ctx, request{method: "GET", path: "/v1/interactions/" + id, token: token}, &v)
	return v, err
}
