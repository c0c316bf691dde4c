package session

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"
)

// JoinSecret is what a browser joins a call with. It is made from the mark that the log has,
// and a key that the log has not: so it can be told again and stands nowhere.
type JoinSecret struct {
	Code string // six digits, to be typed
	Link string // the end of a link's address, which nobody guesses
}

// joinCodes there are.
const joinCodes = 1_000_000

// JoinKey names the key that joins are made with now.
func (k *Tokens) JoinKey() string { return k.ring.signing(k.clock.Now()).ID }

// JoinSecret of a mark, by the key that it was made with; false: that is not good any more.
func (k *Tokens) JoinSecret(mark, key string) (JoinSecret, bool) {
	by, ok := k.ring.known(key, k.clock.Now())
	if !ok {
		return JoinSecret{}, false
	}
	digits := binary.BigEndian.Uint64(k.joins.digest(by, "code", mark)) % joinCodes
	return JoinSecret{Code: fmt.Sprintf("%06d", digits), Link: shortened(k.joins.digest(by, "link", mark))}, true
}

// JoinRefs lead to the interaction of what a browser joins with, by any of the keys: in the
// store they stand instead of it. period tells codes of now from the same digits at another
// time; a link has none.
func (k *Tokens) JoinRefs(secret string, period int64) (refs []string) {
	for _, key := range k.ring.verifying(k.clock.Now()) {
		refs = append(refs, k.joinRef(key, secret, period))
	}
	return refs
}

// JoinRef by one of the keys; empty: it is not good any more.
func (k *Tokens) JoinRef(secret string, period int64, key string) string {
	by, ok := k.ring.known(key, k.clock.Now())
	if !ok {
		return ""
	}
	return k.joinRef(by, secret, period)
}

func (k *Tokens) joinRef(key Key, secret string, period int64) string {
	return "join:" + shortened(k.joins.digest(key, "ref", strconv.FormatInt(period, 10)+"\n"+secret))
}

// JoinPeriod is how long the same digits lead to one call alone; a code that is good for no
// longer falls into two of them.
const JoinPeriod = 10 * time.Minute

// digest of a text for one use, with the key of a purpose.
func (p purpose) digest(key Key, use, text string) []byte {
	mac := p.mac(key)
	mac.Write([]byte(use + "\n" + text)) // a hash never fails
	return mac.Sum(nil)
}

// shortened to 128 bits.
func shortened(digest []byte) string { return base64.RawURLEncoding.EncodeToString(digest[:16]) }
