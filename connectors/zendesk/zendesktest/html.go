package zendesktest

import (
	"html"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	nethtml "golang.org/x/net/html"
)

// sanitiser stands for Zendesk's: formatting stays, scripts and handlers go.
var sanitiser = bluemonday.UGCPolicy()

// wrapHTML is the form in which Zendesk keeps every comment.
func wrapHTML(body string) string {
	return `<div class="zd-comment" dir="auto">` + sanitiser.Sanitize(body) + `</div>`
}

func escape(text string) string {
	return strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
}

// plainText is the body Zendesk derives from the HTML of a comment.
func plainText(body string) string {
	var b strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return strings.TrimSpace(b.String())
		case nethtml.TextToken:
			b.WriteString(string(z.Text()))
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken, nethtml.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "hr", "ul", "ol", "table":
				b.WriteByte('\n')
			case "td", "th":
				b.WriteByte(' ')
			}
		case nethtml.CommentToken, nethtml.DoctypeToken:
		}
	}
}
