package media

import (
	"errors"
	"io"
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// kind of file that can be accepted.
type kind struct {
	contentType string
	word        string // as people call it
	family      string
	sniffedAs   []string // further names that sniffing and browsers give it
	extensions  []string // the first one is given to files that have none
}

// catalogue of what can be accepted at all. SVG, HTML and XML are not in it and
// never will be: they run scripts where they are opened.
var catalogue = []kind{
	{"image/jpeg", "JPEG", "image", nil, []string{".jpg", ".jpeg", ".jpe", ".jfif"}},
	{"image/png", "PNG", "image", []string{"image/vnd.mozilla.apng"}, []string{".png"}},
	{"image/gif", "GIF", "image", nil, []string{".gif"}},
	{"image/webp", "WebP", "image", nil, []string{".webp"}},
	{"image/heic", "HEIC", "image", []string{"image/heic-sequence", "image/heif", "image/heif-sequence"}, []string{".heic", ".heif", ".heics", ".hif"}},
	{"image/avif", "AVIF", "image", []string{"image/avif-sequence"}, []string{".avif", ".avifs"}},
	{"video/mp4", "MP4", "video", []string{"video/x-m4v", "video/m4v"}, []string{".mp4", ".m4v"}},
	{"video/3gpp", "3GP", "video", []string{"video/3gp"}, []string{".3gp", ".3gpp"}},
	{"video/3gpp2", "3G2", "video", []string{"video/3g2"}, []string{".3g2", ".3gp2", ".3gpp2"}},
	{"video/quicktime", "MOV", "video", nil, []string{".mov", ".qt", ".mqv"}},
	{"video/webm", "WebM", "video", nil, []string{".webm"}},
	{"application/pdf", "PDF", "document", nil, []string{".pdf"}},
	{"text/plain", "TXT", "text", nil, []string{".txt", ".text", ".log"}},
}

// DefaultTypes are all that can be accepted.
func DefaultTypes() []string {
	types := make([]string, 0, len(catalogue))
	for _, k := range catalogue {
		types = append(types, k.contentType)
	}
	return types
}

func kindOf(contentType string) (kind, bool) {
	i := slices.IndexFunc(catalogue, func(k kind) bool { return k.contentType == contentType })
	if i < 0 {
		return kind{}, false
	}
	return catalogue[i], true
}

// active content, by extension: refused whatever the bytes look like, because
// whoever opens the file goes by its name.
var active = []string{
	".html", ".htm", ".xhtml", ".xht", ".shtml", ".mhtml", ".svg", ".svgz", ".xml", ".xsl", ".js", ".mjs",
	".exe", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".msi", ".lnk", ".hta", ".sh", ".jar", ".apk", ".app",
}

// recognise a file by its first bytes. Its name and the declared type must be of
// the same family: a photo may be called .png and be a JPEG, but not .pdf.
func (r *Store) recognise(head []byte, name, declared string) (kind, error) {
	ext := extension(name)
	if slices.Contains(active, ext) {
		return kind{}, notAllowed(r.kinds, "called "+ext)
	}
	found := mimetype.Detect(head)
	holds := func(k kind) bool { return k.holds(found) }
	if contentType, iso := isoType(head, ext); iso {
		holds = func(k kind) bool { return k.contentType == contentType }
	}
	i := slices.IndexFunc(r.kinds, holds)
	if i < 0 {
		return kind{}, notAllowed(r.kinds, found.String())
	}
	k := r.kinds[i]
	if named, ok := byExtension(ext); ok && named.family != k.family {
		return kind{}, mismatch(k.contentType, ext)
	}
	// Many notations are plain text too; as text they pass only if they are called so.
	if k.family == "text" && !found.Is("text/plain") && !slices.Contains(k.extensions, ext) {
		return kind{}, notAllowed(r.kinds, found.String())
	}
	if f := familyOf(declared); f != "" && f != k.family {
		return kind{}, mismatch(k.contentType, declared)
	}
	return k, nil
}

// confirm what the first bytes said once all are here: in a film something moves.
func (r *Store) confirm(k kind, content io.ReaderAt, size int64) error {
	if k.family != "video" || k.contentType == "video/webm" {
		return nil
	}
	err := film(content, size)
	if errors.Is(err, errNoFilm) {
		return notAllowed(r.kinds, k.contentType+", but "+err.Error())
	}
	return diskTrouble(err)
}

func (k kind) holds(found *mimetype.MIME) bool {
	if k.family != "text" {
		return found.Is(k.contentType) || slices.ContainsFunc(k.sniffedAs, found.Is)
	}
	for m := found; m != nil; m = m.Parent() {
		if m.Is("text/html") || m.Is("text/xml") || m.Is("image/svg+xml") {
			return false
		}
		if m.Is(k.contentType) {
			return true
		}
	}
	return false
}

func byExtension(ext string) (kind, bool) {
	i := slices.IndexFunc(catalogue, func(k kind) bool { return slices.Contains(k.extensions, ext) })
	if i < 0 {
		return kind{}, false
	}
	return catalogue[i], true
}

// familyOf a declared type; empty: the sender does not know.
func familyOf(declared string) string {
	t, _, err := mime.ParseMediaType(declared)
	if err != nil || t == "application/octet-stream" {
		return ""
	}
	if i := slices.IndexFunc(catalogue, func(k kind) bool { return k.contentType == t }); i >= 0 {
		return catalogue[i].family
	}
	top, _, _ := strings.Cut(t, "/")
	if (top == "image" || top == "video") && !strings.HasSuffix(t, "+xml") {
		return top
	}
	return t
}

// extension of a name in lower case, with its dot.
func extension(name string) string { return strings.ToLower(path.Ext(clean(name))) }
