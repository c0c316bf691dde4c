#!/bin/sh
# github.com/nyaruka/phonenumbers v1.8.1 (a port of libphonenumber), in Go.
#
# Behaviour: an Argentine mobile's national form is "09 15-2345-6789". People there write
# "011 15-2345-6789": the area stands between the 0 and the 15, and has gone here. Read
# again in Argentina, the form is the number of another area, and not a valid one.
# Fixed lines keep their area, and the international form is right. So the national form
# finds nobody in an address book, and what was shown cannot be typed back.
#
# Output seen:
#   +5491123456789 is nationally "09 15-2345-6789", which is read as +5491523456789, valid: false
#   +5492234567890 is nationally "09 15-456-7890", which is read as +549154567890, valid: false
#   +541152345678 is nationally "011 5234-5678", which is read as +541152345678, valid: true
#   "011 15-2345-6789" is read as +5491123456789, valid: true
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

func read(text string) (string, bool) {
	n, err := phonenumbers.Parse(text, "AR")
	if err != nil {
		return err.Error(), false
	}
	return phonenumbers.Format(n, phonenumbers.E164), phonenumbers.IsValidNumber(n)
}

func main() {
	for _, e164 := range []string{"+5491123456789", "+5492234567890", "+541152345678"} {
		n, err := phonenumbers.Parse(e164, "ZZ")
		if err != nil {
			panic(err)
		}
		national := phonenumbers.Format(n, phonenumbers.NATIONAL)
		again, valid := read(national)
		fmt.Printf("%s is nationally %q, which is read as %s, valid: %t\n", e164, national, again, valid)
	}
	again, valid := read("011 15-2345-6789")
	fmt.Printf("%q is read as %s, valid: %t\n", "011 15-2345-6789", again, valid)
}
GO
go run . > now
diff seen now
