package zendesk

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"github.com/deskside/deskside/connectors"
)

const (
	ourTag     = "deskside"
	channelTag = "deskside_channel_"
	issueTag   = "deskside_issue_"

	slugBytes = 120 // a tag may not grow without end
)

// slug writes a path as part of a tag: lower case, '/' as two underscores, and
// whatever a tag cannot hold as one. Paths of lower-case letters, digits, '-',
// '.' and inner single '_' are read back as they were.
func slug(path string) string {
	var parts []string
	for part := range strings.SplitSeq(strings.ToLower(path), "/") {
		words := strings.FieldsFunc(part, func(r rune) bool { return r != '-' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if len(words) > 0 {
			parts = append(parts, strings.Join(words, "_"))
		}
	}
	s := strings.Join(parts, "__")
	if len(s) > slugBytes {
		sum := sha256.Sum256([]byte(s))
		s = strings.ToValidUTF8(s[:slugBytes-9], "") + "-" + hex.EncodeToString(sum[:4])
	}
	return s
}

func unslug(s string) string { return strings.ReplaceAll(s, "__", "/") }

func openingTags(o connectors.Opening) []string {
	tags := []string{ourTag}
	if s := slug(o.Channel); s != "" {
		tags = append(tags, channelTag+s)
	}
	if s := slug(o.IssuePath); s != "" {
		tags = append(tags, issueTag+s)
	}
	for _, t := range o.First.Tags {
		if !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	return tags
}
