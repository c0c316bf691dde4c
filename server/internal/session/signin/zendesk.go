package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// zendeskLife: Zendesk does not say how long its tokens live; minutes were seen.
const zendeskLife = time.Hour

// Zendesk's proof is the token of the signed URL with which it loads a page of our
// app. It is bound to the account's host by issuer and audience, and to one
// installation of the app: the one that the configuration names, else the first
// that a token rightly signed has named, which the store remembers. An app that was
// installed anew has another one: then installation_id has to be set, and the log
// says to what.
type Zendesk struct {
	Account      string
	URL          string // of the account
	AppID        string
	Installation string // "": the first one seen
	Keys         KeySource
	Memory       Memory

	mu         sync.Mutex
	remembered string
}

// Rules for the account's proofs.
func (z *Zendesk) Rules() Rules { return Rules{Keys: z.Keys, MaxLife: zendeskLife, Check: z.check} }

var (
	installationPath = regexp.MustCompile(`^/api/v2/apps/installations/([0-9]{1,19})(?:\.json)?$`)
	userPath         = regexp.MustCompile(`(?:^|/)([0-9]{1,19})(?:\.json)?$`)
)

func (z *Zendesk) check(ctx context.Context, c Claims, _ string) (Seen, error) {
	home, err := url.Parse(z.URL)
	if err != nil {
		return Seen{}, err
	}
	if iss := strings.TrimPrefix(strings.TrimPrefix(c.Issuer, "https://"), "http://"); !strings.EqualFold(iss, home.Host) {
		return Seen{}, Refused("the issuer is %q, the account is at %q", c.Issuer, home.Host)
	}
	if len(c.Audience) != 1 {
		return Seen{}, Refused("there are %d audiences", len(c.Audience))
	}
	aud, err := url.Parse(c.Audience[0])
	if err != nil || !sameHost(aud, home) {
		return Seen{}, Refused("the audience is %q, the account is at %q", c.Audience[0], z.URL)
	}
	installation := installationPath.FindStringSubmatch(aud.Path)
	if installation == nil || aud.RawQuery != "" || aud.Fragment != "" {
		return Seen{}, Refused("the audience %q is no installation", c.Audience[0])
	}
	// The agent hangs on sub alone. What precedes the number is not documented; if it
	// is an address, it must be one of this account's.
	user := userPath.FindStringSubmatch(c.Subject)
	if user == nil {
		return Seen{}, Refused("sub %q names no user", c.Subject)
	}
	if at, err := url.Parse(c.Subject); err == nil && at.Host != "" && !sameHost(at, home) {
		return Seen{}, Refused("sub %q is not at %q", c.Subject, home.Host)
	}
	if err := z.installed(ctx, installation[1]); err != nil {
		return Seen{}, err
	}
	return Seen{Agent: user[1]}, nil
}

func sameHost(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && a.User == nil && strings.EqualFold(a.Host, b.Host)
}

// installed compares with the installation that counts.
func (z *Zendesk) installed(ctx context.Context, id string) error {
	want := z.Installation
	if want == "" {
		var err error
		if want, err = z.remember(ctx, id); err != nil {
			return err
		}
	}
	if id != want {
		return Refused("the token is of installation %s of the app, %s is expected; if the app was installed anew, set installation_id: %q in the account's configuration", id, want, id)
	}
	return nil
}

type installation struct {
	App string `json:"app"`
	ID  string `json:"id"`
}

// remember the first installation of this app, and tell which it was.
func (z *Zendesk) remember(ctx context.Context, id string) (string, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.remembered != "" {
		return z.remembered, nil
	}
	name := "zendesk-installation/" + z.Account
	for {
		value, version, err := z.Memory.Setting(ctx, name)
		if err != nil {
			return "", err
		}
		var have installation
		if version > 0 {
			if err := json.Unmarshal(value, &have); err != nil {
				return "", fmt.Errorf("signin: setting %s: %w", name, err)
			}
		}
		if have.App == z.AppID && have.ID != "" {
			z.remembered = have.ID
			return have.ID, nil
		}
		value, err = json.Marshal(installation{App: z.AppID, ID: id})
		if err != nil {
			return "", err
		}
		if err := z.Memory.PutSetting(ctx, name, value, version); err != nil && !errors.Is(err, store.ErrConflict) {
			return "", err
		}
	}
}
