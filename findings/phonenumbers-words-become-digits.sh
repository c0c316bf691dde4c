#!/bin/sh
# github.com/nyaruka/phonenumbers v1.8.1 (a port of libphonenumber), in Go.
#
# Behaviour: words behind a number that the library does not know as "extension" are read
# as vanity letters. German address books write "App. 12" (Apparat): it becomes 277 and the
# extension's digits, all of them part of a longer number, which IsValidNumber calls valid,
# since German numbers have no fixed length. "ext 12" is an extension.
# A call to it reaches a stranger; cut such words before parsing.
#
# Output seen:
#   "030 123456 App. 12" is read as +493012345627712, extension "", valid: true
#   "030 123456 ext 12" is read as +4930123456, extension "12", valid: true
set -eu
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
sed -n 's/^#   //p' "$0" > "$dir/seen"
cd "$dir"
unset GOFLAGS || true
go mod init finding 2>/dev/null
go get github.com/nyaruka/phonenumbers@v1.8.1 2>/dev/null
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/nyaruka/phonenumbers"
)

func main() {
	for _, text := range []string{"030 123456 App. 12", "030 123456 ext 12"} {
		n, err := phonenumbers.Parse(text, "DE")
		if err != nil {
			panic(err)
		}
		fmt.Printf("%q is read as %s, extension %q, valid: %t\n", text, phonenumbers.Format(n, phonenumbers.E164), n.GetExtension(), phonenumbers.IsValidNumber(n))
	}
}
GO
go run . > now
diff seen now
