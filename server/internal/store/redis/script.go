package redis

import (
	"crypto/sha1" //nolint:gosec // it is the name Redis gives a script
	"embed"
	"encoding/hex"
)

//go:embed lua/*.lua
var sources embed.FS

// script is sent once and called by its name afterwards.
type script struct{ text, hash string }

// The first line makes Redis look before it begins: a script that might write is
// refused as a whole when memory is full, the disk fails or the server is a
// replica, and one that leaves the slot of its key is refused too.
const (
	changes = "#!lua\n"
	reads   = "#!lua flags=no-writes\n"
)

var (
	commitScript   = load(changes, "commit")
	acquireScript  = load(changes, "acquire")
	releaseScript  = load(changes, "release")
	beginScript    = load(changes, "begin")
	abortScript    = load(changes, "abort")
	deferScript    = load(changes, "defer")
	secretScript   = load(changes, "secret")
	onceScript     = load(changes, "once")
	settingScript  = load(changes, "setting")
	auditScript    = load(changes, "audit")
	indexScript    = load(changes, "index")
	removeScript   = load(changes, "remove")
	statusesScript = load(changes, "statuses")
	forgetScript   = load(changes, "forget")
	feedScript     = load(reads, "feed")
	writesScript   = load(reads, "writes")
	lanesScript    = load(reads, "lanes")
)

func load(head, name string) script {
	text := head
	for _, file := range []string{"shared", name} {
		part, err := sources.ReadFile("lua/" + file + ".lua")
		if err != nil {
			panic(err) // it is embedded
		}
		text += string(part)
	}
	sum := sha1.Sum([]byte(text)) //nolint:gosec // see above
	return script{text: text, hash: hex.EncodeToString(sum[:])}
}
