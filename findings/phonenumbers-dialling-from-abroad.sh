#!/bin/sh
# github.com/nyaruka/phonenumbers v1.8.1 (a port of libphonenumber), in Go.
#
# Behaviour: FormatOutOfCountryCallingNumber gives a number as it is dialled from another
# country. From a country with several carriers to choose from, and no preferred one in the
# library's data (Brazil, Korea, Colombia, Israel, Thailand), it puts the regular expression
# of all their prefixes before the number instead of digits, or of nothing. Nobody can dial
# it, and it is no error. From others (Japan, Australia) it is digits.
#
# Output seen:
#   from JP: 010 1 650-253-0000
#   from AU: 0011 1 650-253-0000
#   from BR: 00(?:1[245]|2[1-35]|31|4[13]|[56]5|99) 1 650-253-0000
#   from KR: 00(?:[125689]|3(?:[46]5|91)|7(?:00|27|3|55|6[126])) 1 650-253-0000
#   from CO: 00(?:4(?:[14]4|56)|[579]) 1 650-253-0000
#   from IL: 0(?:0|1[2-9]) 1 650-253-0000
#   from TH: 00[1-9] 1 650-253-0000
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
	n, err := phonenumbers.Parse("+16502530000", "ZZ")
	if err != nil {
		panic(err)
	}
	for _, from := range []string{"JP", "AU", "BR", "KR", "CO", "IL", "TH"} {
		fmt.Printf("from %s: %s\n", from, phonenumbers.FormatOutOfCountryCallingNumber(n, from))
	}
}
GO
go run . > now
diff seen now
