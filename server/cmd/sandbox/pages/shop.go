package pages

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Shop is a demo company with a backend of its own, which signs the packets.
type Shop struct {
	App      string // its name in Deskside's configuration
	Secret   string
	Name     string
	Claim    string // what stands under the name
	Number   string
	Customer Customer
	Items    []Item
}

// Customer who is signed in at a shop.
type Customer struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
	Plan  string `json:"plan"`
	Order string `json:"order"` // the last one
}

// Item on sale.
type Item struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Price string `json:"price"`
	Note  string `json:"note"`
	Art   string `json:"art"` // which drawing
}

// packetLife is how long a packet is believed; the page gets a new one each
// time somebody asks for help.
const packetLife = 5 * time.Minute

// fact is one entry of a packet's custom data.
type fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Type  string `json:"type"` // text, number, date, url, boolean
}

// claims of a packet.
type claims struct {
	jwt.RegisteredClaims
	Name       string          `json:"name"`
	Email      string          `json:"email"`
	Phone      string          `json:"phone"`
	CustomData map[string]fact `json:"custom_data"`
}

// State of the packet that a page asks for. All but sound are there to see what
// Deskside makes of them.
const (
	sound   = "sound"
	broken  = "broken" // signed with a key that is not the shop's
	expired = "expired"
)

// packet of a customer who looks at an item. What it says comes from the shop's
// own books, never from the page: only the choice of the item does.
func (s Shop) packet(item Item, state string, now time.Time) (string, error) {
	key := s.Secret
	switch state {
	case sound:
	case broken:
		key = "not the secret of " + s.App
	case expired:
		now = now.Add(-time.Hour)
	default:
		return "", fmt.Errorf("no packet state %q", state)
	}
	c := claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: s.Customer.ID, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(packetLife))},
		Name: s.Customer.Name, Email: s.Customer.Email, Phone: s.Customer.Phone,
		CustomData: map[string]fact{
			"item":  {"Item in view", item.Name + " (" + item.Price + ")", "text"},
			"order": {"Last order", s.Customer.Order, "text"},
			"plan":  {"Plan", s.Customer.Plan, "text"},
		},
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString([]byte(key))
}

func (s *site) shop(r *http.Request) (Shop, bool) {
	i := slices.IndexFunc(s.opt.Shops, func(x Shop) bool { return x.App == r.PathValue("app") })
	if i < 0 {
		return Shop{}, false
	}
	return s.opt.Shops[i], true
}

// showShop gives what anybody may know of a shop.
func (s *site) showShop(w http.ResponseWriter, r *http.Request) {
	shop, ok := s.shop(r)
	if !ok {
		problem(w, http.StatusNotFound, "no_shop", "There is no such shop.")
		return
	}
	reply(w, http.StatusOK, map[string]any{
		"app": shop.App, "name": shop.Name, "claim": shop.Claim, "number": shop.Number, "customer": shop.Customer, "items": shop.Items, "deskside": s.opt.Deskside,
	})
}

// signPacket is the shop's own backend. A real one would know the customer from
// its session; here the one who is signed in is always the same.
func (s *site) signPacket(w http.ResponseWriter, r *http.Request) {
	shop, ok := s.shop(r)
	if !ok {
		problem(w, http.StatusNotFound, "no_shop", "There is no such shop.")
		return
	}
	var in struct {
		Item  string `json:"item"`
		State string `json:"state"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<10)).Decode(&in); err != nil {
		problem(w, http.StatusBadRequest, "bad_request", "That is not what the shop expects.")
		return
	}
	i := slices.IndexFunc(shop.Items, func(x Item) bool { return x.ID == in.Item })
	if i < 0 {
		problem(w, http.StatusUnprocessableEntity, "no_item", "The shop does not sell that.")
		return
	}
	packet, err := shop.packet(shop.Items[i], in.State, s.opt.Clock.Now())
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, "no_packet", "There is no packet of that state.")
		return
	}
	reply(w, http.StatusOK, map[string]string{"packet": packet})
}
