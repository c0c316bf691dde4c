package templates

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// elements that a note may have: what every CRM shows.
var elements = []string{"p", "br", "b", "i", "ul", "ol", "li", "a", "h4", "table", "tr", "th", "td", "code"}

// forbidden returns the first piece of markup in a note that it may not have, as it
// stands there: another element, an attribute that is no link, a comment, half a tag.
func forbidden(note string) string {
	tokens := html.NewTokenizer(strings.NewReader(note))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return string(tokens.Raw()) // of a tag that never ends; nothing at the end of the note
		case html.TextToken:
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			raw := string(tokens.Raw())
			if !allowed(tokens.Token()) {
				return raw
			}
		case html.CommentToken, html.DoctypeToken:
			return string(tokens.Raw())
		}
	}
}

func allowed(tag html.Token) bool {
	if !slices.Contains(elements, tag.Data) {
		return false
	}
	if tag.Type == html.EndTagToken || len(tag.Attr) == 0 {
		return true
	}
	if tag.Data != "a" || len(tag.Attr) != 1 || tag.Attr[0].Key != "href" {
		return false
	}
	link, err := url.Parse(tag.Attr[0].Val)
	return err == nil && (link.Scheme == "http" || link.Scheme == "https")
}

// lineOf finds the line on which a tag begins; 0 if it is put together from pieces.
func lineOf(source, tag string) int {
	name, _, _ := strings.Cut(strings.TrimSuffix(tag, ">"), " ")
	i := strings.Index(source, name)
	if i < 0 {
		return 0
	}
	return strings.Count(source[:i], "\n") + 1
}
