package app_test

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/coder/websocket"
)

// awaitLanded waits on an admin's socket until there is an interaction and every
// item of it is in the CRM.
func (w *site) awaitLanded(r *running, admin string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), enough)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, strings.Replace(r.url, "http", "ws", 1)+"/v1/live?after=0", &websocket.DialOptions{
		Subprotocols: []string{"deskside.v1", "bearer." + admin},
	})
	w.must(err)
	defer conn.CloseNow() //nolint:errcheck // the test has what it wants
	conn.SetReadLimit(1 << 20)
	for {
		_, raw, err := conn.Read(ctx)
		w.must(err)
		var m struct {
			Interaction *struct {
				Items []struct{ Delivery struct{ State string } }
			}
		}
		w.must(json.Unmarshal(raw, &m))
		if m.Interaction == nil || len(m.Interaction.Items) == 0 {
			continue
		}
		landed := true
		for _, it := range m.Interaction.Items {
			landed = landed && it.Delivery.State == "landed"
		}
		if landed {
			return
		}
	}
}
