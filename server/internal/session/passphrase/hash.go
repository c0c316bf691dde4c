package passphrase

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost of one hash: about a tenth of a second, and 32 MiB while it lasts. The
// least that OWASP asks for is 2 passes over 19 MiB.
var cost = parameters{passes: 3, memory: 32 << 10, threads: 1}

const (
	saltLength = 16
	hashLength = 32
)

type parameters struct {
	passes, memory uint32 // memory in KiB
	threads        uint8
}

// most that a stored hash may ask for: what stands in the store is trusted, a
// broken one must not take the machine along.
var most = parameters{passes: 16, memory: 256 << 10, threads: 8}

// newHash in the PHC string format, which names its own parameters.
func newHash(passphrase []byte, random io.Reader) ([]byte, error) {
	salt := make([]byte, saltLength)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, err
	}
	sum := argon2.IDKey(passphrase, salt, cost.passes, cost.memory, cost.threads, hashLength)
	return fmt.Appendf(nil, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.memory, cost.passes, cost.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

var errHash = errors.New("passphrase: what the store keeps is no argon2id hash")

func matches(hash, passphrase []byte) (bool, error) {
	parts := strings.Split(string(hash), "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false, errHash
	}
	var p parameters
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil {
		return false, errHash
	}
	if p.passes == 0 || p.threads == 0 || p.passes > most.passes || p.memory > most.memory || p.threads > most.threads {
		return false, errHash
	}
	salt, wrong := base64.RawStdEncoding.DecodeString(parts[4])
	want, broken := base64.RawStdEncoding.DecodeString(parts[5])
	if wrong != nil || broken != nil || len(want) != hashLength {
		return false, errHash
	}
	got := argon2.IDKey(passphrase, salt, p.passes, p.memory, p.threads, hashLength)
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
