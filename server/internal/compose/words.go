package compose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tag marks tickets that Deskside has written to.
const tag = "deskside"

// maxTag keeps a tag well below what CRMs take.
const maxTag = 60

// addTag adds the disposition as a tag: deskside-follow-up-needed. One without
// any letter or digit of ASCII gives none.
func addTag(tags []string, disposition string) []string {
	var b strings.Builder
	for _, r := range strings.ToLower(disposition) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := b.String()
	slug = strings.Trim(slug[:min(len(slug), maxTag)], "-")
	if slug == "" || slices.Contains(tags, tag+"-"+slug) {
		return tags
	}
	return append(tags, tag+"-"+slug)
}

// size of a file for readers: 812 bytes, 4.2 KB, 1.0 MB.
func size(n int64) string {
	switch {
	case n < 1<<10:
		return strconv.FormatInt(n, 10) + " bytes"
	case n < 1<<20:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// duration for readers, in whole seconds: 12 s, 4 min 10 s, 1 h 0 min 5 s.
func duration(d time.Duration) string {
	s := int64(d / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %d min %d s", s/3600, s/60%60, s%60)
}
