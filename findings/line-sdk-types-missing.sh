#!/bin/sh
# github.com/line/line-bot-sdk-go/v8 v8.14.0, package messaging_api, in Go.
#
# Behaviour: every object of LINE has a "type", which the package fills in, so that nobody
# sets it. It does so for what is a pointer, and for a value only if it stands directly in
# the request, or in some kinds of lists: a template that is a value gets "type":"", and
# its buttons none at all, while a carousel's buttons get theirs.
# It compiles, encodes without an error, and LINE answers 400. Give pointers all the way.
#
# Output seen:
#   buttons as a value: {"type":"","text":"t","actions":[{"label":"l","text":"x"}]}
#   buttons as a pointer: {"text":"t","type":"buttons","actions":[{"type":"message","label":"l","text":"x"}]}
#   carousel as a value: {"type":"","columns":[{"text":"t","actions":[{"type":"message","label":"l","text":"x"}]}]}
#   message as a value: {"type":"template","altText":"a"}
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

// sent is the template of the first message as a push would send it.
func sent(t line.TemplateInterface) json.RawMessage {
	push := &line.PushMessageRequest{To: "U", Messages: []line.MessageInterface{line.TemplateMessage{AltText: "a", Template: t}}}
	body, err := json.Marshal(push)
	if err != nil {
		panic(err)
	}
	var read struct {
		Messages []struct {
			Type, AltText string
			Template      json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &read); err != nil {
		panic(err)
	}
	if t == nil {
		m := read.Messages[0]
		return json.RawMessage(fmt.Sprintf(`{"type":%q,"altText":%q}`, m.Type, m.AltText))
	}
	return read.Messages[0].Template
}

func main() {
	actions := []line.ActionInterface{line.MessageAction{Label: "l", Text: "x"}}
	fmt.Printf("buttons as a value: %s\n", sent(line.ButtonsTemplate{Text: "t", Actions: actions}))
	fmt.Printf("buttons as a pointer: %s\n", sent(&line.ButtonsTemplate{Text: "t", Actions: actions}))
	fmt.Printf("carousel as a value: %s\n", sent(line.CarouselTemplate{Columns: []line.CarouselColumn{{Text: "t", Actions: actions}}}))
	fmt.Printf("message as a value: %s\n", sent(nil))
}
GO
go mod tidy 2>/dev/null
go run . > now
diff seen now
