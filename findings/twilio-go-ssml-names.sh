#!/bin/sh
# github.com/twilio/twilio-go v1.31.0, package twiml, in Go, beside npm twilio 6.3.1, both by Twilio.
#
# Behaviour: the Go package names what is inside of <Say> after its own Go types: a code
# that is to be spelt out comes as <SayAs interpretAs="digits">, words of another language
# as <Lang xmlLang="ja-JP">, and <Prompt> has an attribute for_. SSML knows say-as,
# interpret-as, lang, xml:lang, as the package for Node writes them. No error is returned.
# Whoever speaks six digits to a caller by it has written a document that says something else.
#
# Output seen:
#   Go: <Response><Say><SayAs interpretAs="digits">123456</SayAs></Say></Response>
#   Go: <Response><Say><Lang xmlLang="ja-JP">hai</Lang></Say></Response>
#   Go: <Response><Pay><Prompt for_="postal-code"/></Pay></Response>
#   Node: <Response><Say><say-as interpret-as="digits">123456</say-as></Say></Response>
#   Node: <Response><Say><lang xml:lang="ja-JP">hai</lang></Say></Response>
#   Node: <Response><Pay><Prompt for="postal-code"/></Pay></Response>
set -eu
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
sed -n 's/^#   //p' "$0" > "$dir/seen"
cd "$dir"
unset GOFLAGS || true
go mod init finding 2>/dev/null
go get github.com/twilio/twilio-go@v1.31.0 2>/dev/null
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/twilio/twilio-go/twiml"
)

func main() {
	for _, e := range []twiml.Element{
		twiml.VoiceSay{InnerElements: []twiml.Element{twiml.VoiceSayAs{InterpretAs: "digits", Words: "123456"}}},
		twiml.VoiceSay{InnerElements: []twiml.Element{twiml.VoiceLang{XmlLang: "ja-JP", Words: "hai"}}},
		twiml.VoicePay{InnerElements: []twiml.Element{twiml.VoicePrompt{For_: "postal-code"}}},
	} {
		document, err := twiml.Voice([]twiml.Element{e})
		if err != nil {
			panic(err)
		}
		_, document, _ = strings.Cut(document, "?>")
		fmt.Println("Go:", document)
	}
}
GO
go mod tidy 2>/dev/null
go run . > now
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts twilio@6.3.1
cat > main.cjs <<'JS'
const { VoiceResponse } = require("twilio").twiml;
const show = (build) => {
  const response = new VoiceResponse();
  build(response);
  console.log("Node:", response.toString().replace(/^.*\?>/, ""));
};
show((r) => r.say("").sayAs({ "interpret-as": "digits" }, "123456"));
show((r) => r.say("").lang({ "xml:lang": "ja-JP" }, "hai"));
show((r) => r.pay().prompt({ for: "postal-code" }));
JS
node main.cjs >> now
diff seen now
