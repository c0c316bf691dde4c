package zendesk

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"strings"
	"unicode"

	"github.com/deskside/deskside/connectors"
)

// piece is a note or call log, or a part of one that is too long for a comment.
type piece struct {
	mark string // hash that tells whether it has landed
	html string
}

// draft is one comment to be.
type draft struct {
	pieces []piece
	header string // who wrote it, when the CRM cannot show it
}

const (
	separator = "<hr>"
	headRoom  = 1000 // bytes for the author's line and the part's line
)

// pieces renders the notes and call logs of an update in their order. A piece
// that is too long is cut as plain text, since HTML cannot be cut anywhere.
func pieces(u connectors.Update) []piece {
	var all []piece
	add := func(key string, b connectors.Body) {
		body := clean(b.HTML)
		if strings.TrimSpace(body) == "" {
			body = "<p>" + escape(b.Text) + "</p>"
		}
		if len(body) <= commentBytes-headRoom {
			all = append(all, piece{hash(key), body})
			return
		}
		chunks := cutEscaped(clean(b.Text), commentBytes-headRoom)
		for i, chunk := range chunks {
			mark := key // the last part stands for the whole
			if i < len(chunks)-1 {
				mark = fmt.Sprintf("%s#%d", key, i+1)
			}
			all = append(all, piece{hash(mark), fmt.Sprintf("<p><i>Part %d of %d</i></p><p>%s</p>", i+1, len(chunks), chunk)})
		}
	}
	for _, n := range u.Notes {
		add(n.Key, n.Body)
	}
	for _, l := range u.CallLogs {
		add(l.Key, l.Body)
	}
	return all
}

// pack fills as few comments as the pieces need.
func pack(all []piece) []draft {
	var drafts []draft
	size := 0
	for _, p := range all {
		n := len(p.html) + len(separator)
		if len(drafts) == 0 || size+n > commentBytes-headRoom+len(separator) {
			drafts, size = append(drafts, draft{}), 0
		}
		last := &drafts[len(drafts)-1]
		last.pieces = append(last.pieces, p)
		size += n
	}
	return drafts
}

func (d draft) html() string {
	bodies := make([]string, len(d.pieces))
	for i, p := range d.pieces {
		bodies[i] = p.html
	}
	return d.header + strings.Join(bodies, separator)
}

// byline names the author in the text of a comment that the CRM shows under
// another name.
func byline(a connectors.Author) string {
	name := oneLine(a.Name)
	if name == "" {
		return ""
	}
	if len(name) > headRoom/10 {
		name = strings.ToValidUTF8(name[:headRoom/10], "")
	}
	return "<p><b>" + html.EscapeString(name) + "</b></p>"
}

func fileList(files []connectors.File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = "<li>" + html.EscapeString(fileName(f.Name, f.ContentType)) + "</li>"
	}
	return "<ul>" + strings.Join(names, "") + "</ul>"
}

func escape(text string) string {
	return strings.ReplaceAll(html.EscapeString(clean(text)), "\n", "<br>")
}

// clean drops what JSON or Zendesk would not keep: broken UTF-8 and control
// characters other than white space.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == 0xFFFD {
			return -1
		}
		return r
	}, text)
}

// cutEscaped escapes text and cuts it into parts of at most limit bytes, at the
// end of a line where there is one, else between characters.
func cutEscaped(text string, limit int) []string {
	limit -= 100 // the part's own line
	var parts []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			parts = append(parts, b.String())
			b.Reset()
		}
	}
	for line := range strings.Lines(text) {
		e := escape(line)
		if b.Len()+len(e) > limit {
			flush()
		}
		if len(e) <= limit {
			b.WriteString(e)
			continue
		}
		for _, r := range line {
			e := escape(string(r))
			if b.Len()+len(e) > limit {
				flush()
			}
			b.WriteString(e)
		}
	}
	flush()
	return parts
}

// hash is 36 bits of a key: short enough for a hundred of them to fit into the
// metadata of one audit, long enough for those of one ticket.
func hash(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:6])[:6]
}
