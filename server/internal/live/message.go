package live

import (
	"encoding/json"
	"strconv"
	"sync"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

// view of an interaction at one moment, encoded once for each audience.
type view struct {
	state  interaction.State
	render func(a Audience, s interaction.State, since int) any

	mu      sync.Mutex
	encoded map[wording][]byte
	last    struct { // message that was asked for, with what it was made of
		wording
		resume int64
		text   []byte
	}
}

// wording of a view: for whom, and what they have of it.
type wording struct {
	Audience
	since int
}

// message for an audience, who must not change it. Those who keep up all get the
// same one.
func (v *view) message(a Audience, since int, resume int64) ([]byte, error) {
	w := wording{a, since}
	encoded, err := v.encode(w)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.last.text == nil || v.last.wording != w || v.last.resume != resume {
		v.last.wording, v.last.resume = w, resume
		v.last.text = appendView(make([]byte, 0, len(encoded)+64), a.Role, resume, encoded)
	}
	return v.last.text, nil
}

func (v *view) encode(w wording) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if b, ok := v.encoded[w]; ok {
		return b, nil
	}
	b, err := json.Marshal(v.render(w.Audience, v.state, w.since))
	if err != nil {
		return nil, err
	}
	if v.encoded == nil {
		v.encoded = make(map[wording][]byte)
	}
	v.encoded[w] = b
	return b, nil
}

// The messages are LiveMessage of openapi.yaml. They are put together by hand
// because the view is shared and the number is not.

func appendView(b []byte, role session.Role, resume int64, view []byte) []byte {
	kind := "interaction"
	if role == session.Customer {
		kind = "contact"
	}
	b = append(b, `{"kind":"`+kind+`","seq":`...)
	b = strconv.AppendInt(b, resume, 10)
	b = append(b, `,"`+kind+`":`...)
	b = append(b, view...)
	return append(b, '}')
}

func appendMe(b, me []byte) []byte {
	b = append(b, `{"kind":"me","me":`...)
	b = append(b, me...)
	return append(b, '}')
}

func appendCaughtUp(b []byte, seq int64) []byte {
	b = append(b, `{"kind":"caught_up","seq":`...)
	b = strconv.AppendInt(b, seq, 10)
	return append(b, '}')
}

func appendPing(b []byte, n int) []byte {
	b = append(b, `{"kind":"ping","ping":`...)
	b = strconv.AppendInt(b, int64(n), 10)
	return append(b, '}')
}

// answer is all that a page says: that it has heard a ping, and by which session it
// goes on.
type answer struct {
	Kind  string `json:"kind"`
	Ping  int    `json:"ping"`
	Token string `json:"token"`
}
