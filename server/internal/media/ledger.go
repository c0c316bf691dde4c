package media

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Bounds of what is still coming in. Zero fields mean the defaults.
type Bounds struct {
	Uploads int           // open at once, in all; 4,096
	Bytes   int64         // that all of them may come to; 10 GB
	Start   time.Duration // how long an upload may have brought next to nothing; 5 minutes
}

// MaxUploads are open at once for one interaction.
const MaxUploads = 8

// Shares of the bounds: what one source or one app can hold leaves something to others.
const (
	sourceShare = 1.0 / 8
	appShare    = 3.0 / 4
)

// begun is the part of a file that makes an upload more than a promise, which gives
// way to others: it has cost its sender something by then.
const begun = 64

func (b Bounds) withDefaults() Bounds {
	return Bounds{
		Uploads: cmp.Or(b.Uploads, 4096),
		Bytes:   cmp.Or(b.Bytes, 10<<30),
		Start:   cmp.Or(b.Start, 5*time.Minute),
	}
}

// ledger of the uploads that are open. It is kept in memory, so that announcing one costs
// the same however many there are, and read from the folder at start and once a minute:
// other processes write there too.
type ledger struct {
	mu   sync.Mutex
	open map[upload]*promise
	read time.Time // of the folder; zero: never
	made int       // promises of files that come at once
}

// rereadEach: so long may a neighbour's uploads be unknown here.
const rereadEach = time.Minute

// upload by its name.
type upload struct {
	owner interaction.ID
	id    string
}

// promise of bytes.
type promise struct {
	upload
	app, source   string
	size, arrived int64
	moved         time.Time // when it was announced, or last brought something
	atOnce        bool      // it is being received, and known to this process alone
}

func (p *promise) isEmpty() bool { return !p.atOnce && p.arrived*begun < p.size }

// brought tells that so much of an upload is here.
func (l *ledger) brought(u upload, arrived int64, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.open[u]; p != nil && arrived > p.arrived {
		p.arrived, p.moved = arrived, at
	}
}

func (l *ledger) forget(u upload) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, u)
}

// scope of promises that share a bound.
type scope struct {
	holds   func(*promise) bool
	uploads int
	bytes   int64
}

// scopes that one more promise is in, the narrowest first. capacity is how many bytes all
// of them may come to.
func (r *Store) scopes(p *promise, capacity int64) []scope {
	share := func(of float64) (uploads int, bytes int64) {
		return max(int(of*float64(r.bounds.Uploads)), 1), max(int64(of*float64(capacity)), r.maxBytes)
	}
	scopes := []scope{{func(o *promise) bool { return o.owner == p.owner }, MaxUploads, capacity}}
	if p.source != "" {
		uploads, bytes := share(sourceShare)
		scopes = append(scopes, scope{func(o *promise) bool { return o.source == p.source }, uploads, bytes})
	}
	uploads, bytes := share(appShare)
	return append(scopes,
		scope{func(o *promise) bool { return o.app == p.app }, uploads, bytes},
		scope{func(*promise) bool { return true }, r.bounds.Uploads, capacity},
	)
}

// admit one more promise, or say why not. room is how many bytes those of its owner may
// come to. The oldest ones that have brought nothing give way; r.ledger.mu is held.
func (r *Store) admit(p *promise, room int64) error {
	if err := r.look(); err != nil {
		return err
	}
	now := r.clock.Now()
	coming, arrived := p.size, int64(0)
	for _, o := range r.ledger.open {
		if o.isEmpty() && now.Sub(o.moved) >= r.bounds.Start {
			if r.giveWay(o) {
				continue
			}
		}
		arrived += o.arrived
		if o.owner == p.owner {
			coming += o.size
		}
	}
	if coming > room {
		return quotaUsed()
	}
	capacity := r.bounds.Bytes
	if free, known := r.free(r.dir); known { // what has arrived is not free any more
		capacity = min(capacity, int64(free)-spare+arrived) //nolint:gosec // disks are smaller than 8 EB
	}
	for _, s := range r.scopes(p, capacity) {
		if err := r.squeeze(s, p); err != nil {
			return err
		}
	}
	r.ledger.open[p.upload] = p
	return nil
}

// squeeze a scope so that one more promise fits into it.
func (r *Store) squeeze(s scope, p *promise) error {
	uploads, bytes := 1, p.size
	var empty []*promise
	for _, o := range r.ledger.open {
		if !s.holds(o) {
			continue
		}
		uploads, bytes = uploads+1, bytes+o.size
		if o.isEmpty() {
			empty = append(empty, o)
		}
	}
	if uploads <= s.uploads && bytes <= s.bytes {
		return nil
	}
	least := bytes
	for _, o := range empty {
		least -= o.size
	}
	if least <= s.bytes && uploads-len(empty) <= s.uploads {
		slices.SortFunc(empty, func(a, b *promise) int { return a.moved.Compare(b.moved) })
		for _, o := range empty {
			if uploads <= s.uploads && bytes <= s.bytes {
				return nil
			}
			if r.giveWay(o) {
				uploads, bytes = uploads-1, bytes-o.size
			}
		}
		if uploads <= s.uploads && bytes <= s.bytes {
			return nil
		}
	}
	if uploads > s.uploads {
		return tooMany()
	}
	return noRoom(errors.New("what is coming already takes the room"))
}

// giveWay ends an upload that has brought nothing; false: it is bringing something now,
// or cannot be removed.
func (r *Store) giveWay(p *promise) bool {
	gone, err := r.retire(p.upload)
	if !gone || err != nil {
		return false
	}
	delete(r.ledger.open, p.upload)
	return true
}

// look at the folder, if the last look was long ago; r.ledger.mu is held.
func (r *Store) look() error {
	now := r.clock.Now()
	if l := &r.ledger; !l.read.IsZero() && now.Sub(l.read) < rereadEach && !now.Before(l.read) {
		return nil
	}
	owners, err := os.ReadDir(filepath.Join(r.dir, uploads))
	if err != nil {
		return diskTrouble(err)
	}
	open := map[upload]*promise{}
	for name, p := range r.ledger.open {
		if p.atOnce {
			open[name] = p
		}
	}
	for _, o := range owners {
		halves, err := r.openUploads(interaction.ID(o.Name()))
		if err != nil {
			return err
		}
		for _, h := range halves {
			open[h.name()] = h.promise()
		}
	}
	r.ledger.open, r.ledger.read = open, now
	return nil
}

// Expect a file that comes at once, of at most that size: its bytes are kept free for it,
// beside those of uploads, until it is done.
func (r *Store) Expect(u Upload, room int64) (done func(), err error) {
	r.ledger.mu.Lock()
	defer r.ledger.mu.Unlock()
	r.ledger.made++
	p := &promise{upload: u.name(), app: u.App, source: u.Source, size: u.Size, moved: r.clock.Now(), atOnce: true}
	p.id = "at once " + strconv.Itoa(r.ledger.made) // no id of an upload has a blank
	if err := r.admit(p, room); err != nil {
		return nil, err
	}
	return func() { r.ledger.forget(p.upload) }, nil
}

// half is what is on disk of an upload.
type half struct {
	Upload

	arrived int64
	moved   time.Time
}

func (h half) promise() *promise {
	return &promise{upload: h.name(), app: h.App, source: h.Source, size: h.Size, arrived: h.arrived, moved: h.moved}
}

// openUploads of an interaction that nobody has made a file of yet.
func (r *Store) openUploads(owner interaction.ID) ([]half, error) {
	entries, err := os.ReadDir(filepath.Join(r.dir, uploads, string(owner)))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, diskTrouble(err)
	}
	var open []half
	for _, e := range entries {
		id, isRecord := strings.CutSuffix(e.Name(), recordSuffix)
		if !isRecord {
			continue
		}
		h, err := r.half(owner, id)
		if errors.Is(err, ErrNotFound) {
			continue // finished meanwhile
		}
		if err != nil {
			return nil, err
		}
		open = append(open, h)
	}
	return open, nil
}
