package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/server/internal/api"
)

// What an admin allows of files and packets holds, to the byte.
func TestLimitsOfAnAdmin(t *testing.T) {
	e := open(t, func(c *api.Config) {
		c.Decider.Policy.Bounds.FileBytes = int64(2*len(png) + 10)
		c.Packets.Bytes = 1 << 10
	})
	for _, channel := range []string{"voice", "message"} {
		c := e.contact(channel)
		e.upload(c, "file-0001", "a.png", png)
		e.upload(c, "file-0002", "b.png", png)
		head := e.head()
		third := request{method: "POST", path: "/v1/contact/files?name=c.png&file_id=file-0003", token: c.Token, body: png}
		e.want(e.send(third), http.StatusRequestEntityTooLarge, "file_too_large")
		e.upload(c, "file-0002", "b.png", png) // again: it counts once
		if e.head() != head {
			t.Error("something was stored")
		}
		third.path, third.body = "/v1/contact/files?name=c.txt&file_id=file-0003", "ten bytes."
		e.want(e.send(third), http.StatusCreated, "")
		third.path = "/v1/contact/files?name=c.txt&file_id=file-0004"
		e.want(e.send(third), http.StatusRequestEntityTooLarge, "files_too_large")
		e.upload(e.contact(channel), "file-0001", "a.png", png) // another has room of its own
	}
	large := e.packet(shopSecret, func(c jwt.MapClaims) { c["x"] = strings.Repeat("a", 1<<10) })
	var out contactStarted
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{App: "shop", ContactID: "contact-number-of-a-test-large", Channel: "voice", Packet: large}, &out)
	if out.Packet.Trust != "rejected" || out.Packet.Problem != "The packet is larger than 1 KB." {
		t.Errorf("%+v", out.Packet)
	}
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{App: "shop", ContactID: "contact-number-of-a-test-small", Channel: "voice", Packet: e.packet(shopSecret, nil)}, &out)
	if out.Packet.Trust != "signed" {
		t.Errorf("%+v", out.Packet)
	}
}
