package media

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/deskside/deskside/text"
)

// maxName of a file, in bytes. CRMs take more; people read less.
const maxName = 120

// fileName is what the file is called from now on. Its extension is one of the
// kind's: one of another kind in the same family is replaced, one that says
// nothing is kept as part of the name.
func (k kind) fileName(given string) string {
	name := clean(given)
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	switch _, known := byExtension(strings.ToLower(ext)); {
	case slices.Contains(k.extensions, strings.ToLower(ext)):
	case known:
		ext = k.extensions[0]
	default:
		stem, ext = name, k.extensions[0]
	}
	stem = strings.Trim(stem, " .")
	if stem == "" {
		stem = "file"
	}
	return cut(stem, maxName-len(ext)) + ext
}

// clean a name of its path, of control characters, and of marks that turn the
// direction of the text around them: "exe.gpj" must not read "jpg.exe".
func clean(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text.Visible(name))
	return strings.TrimRight(strings.TrimSpace(name), " .")
}

// cut to at most limit bytes, between runes.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.TrimRight(s[:limit], " .")
}
