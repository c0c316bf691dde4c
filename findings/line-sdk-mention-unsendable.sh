#!/bin/sh
# github.com/line/line-bot-sdk-go/v8 v8.14.0, package messaging_api, in Go.
#
# Behaviour: a text of the second kind (textV2) names what stands in its braces in
# "substitution": a mention with whom it is of, or an emoji with its product. The field's
# type is a map of the base object, which has nothing but a type, so that no mention and no
# emoji can be sent, and those of a document that is read are dropped without an error. The
# types that hold them exist, and fit nowhere. Write the message by hand.
#
# Output seen:
#   read:  {"u":{"type":"mention","mentionee":{"type":"user","userId":"U1"}}}
#   again: {"u":{"type":"mention"}}
set -eu
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
sed -n 's/^#   //p' "$0" > "$dir/seen"
cd "$dir"
unset GOFLAGS || true
go mod init finding 2>/dev/null
go get github.com/line/line-bot-sdk-go/v8@v8.14.0 2>/dev/null
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	line "github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"
)

func main() {
	const substitution = `{"u":{"type":"mention","mentionee":{"type":"user","userId":"U1"}}}`
	var m line.TextMessageV2
	if err := json.Unmarshal([]byte(`{"type":"textV2","text":"Hello {u}","substitution":`+substitution+`}`), &m); err != nil {
		panic(err)
	}
	again, err := json.Marshal(m.Substitution)
	if err != nil {
		panic(err)
	}
	fmt.Printf("read:  %s\nagain: %s\n", substitution, again)
}
GO
go mod tidy 2>/dev/null
go run . > now
diff seen now
