#!/bin/sh
# github.com/gabriel-vasile/mimetype v1.4.16, in Go, which tells a file's type by its first bytes.
#
# Behaviour: of an ISO media file the brand in ftyp decides alone. Films that Sony's cameras
# call MSNV are audio/mp4; those of phones that write 3gp4 into a file called .mp4 are
# video/3gpp, and so is what those phones' sound recorders write. Whether there is sound or
# a film in it stands in the tracks, which it does not look at.
#
# Output seen:
#   MSNV, a film: audio/mp4
#   3gp4, a film: video/3gpp
#   3gp4, sound: video/3gpp
#   isom, sound: video/mp4
set -eu
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
sed -n 's/^#   //p' "$0" > "$dir/seen"
cd "$dir"
unset GOFLAGS || true
go mod init finding 2>/dev/null
go get github.com/gabriel-vasile/mimetype@v1.4.16 2>/dev/null
cat > main.go <<'GO'
package main

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

func box(kind string, content ...string) string {
	body := strings.Join(content, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + kind + body
}

// file of a brand whose one track is handled so.
func file(brand, handler string) []byte {
	track := box("trak", box("mdia", box("hdlr", strings.Repeat("\x00", 8), handler, strings.Repeat("\x00", 13))))
	return []byte(box("ftyp", brand, "\x00\x00\x00\x00", brand, "isom") + box("moov", track))
}

func main() {
	for _, f := range []struct{ brand, handler, what string }{
		{"MSNV", "vide", "a film"}, {"3gp4", "vide", "a film"}, {"3gp4", "soun", "sound"}, {"isom", "soun", "sound"},
	} {
		fmt.Printf("%s, %s: %s\n", f.brand, f.what, mimetype.Detect(file(f.brand, f.handler)))
	}
}
GO
go run . > now
diff seen now
