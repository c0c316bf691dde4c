package zendesk

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
)

// blocked file types: Zendesk takes none of them, by name or by content.
var blocked = []string{
	"rar", "zip", "gzip", "pdf", "doc", "docx", "avi", "bin", "bz", "bz2", "csh", "sh", "jar", "mp3", "mpeg", "odt", "pptx", "ppt", "xls", "xlsx", "7z",
}

// signatures with which blocked files begin, whatever they are called.
var signatures = []struct{ kind, begins string }{
	{"zip", "PK\x03\x04"}, {"gzip", "\x1f\x8b"}, {"rar", "Rar!\x1a\x07"}, {"pdf", "%PDF-"}, {"7z", "7z\xbc\xaf\x27\x1c"}, {"bz2", "BZh"},
	{"mp3", "ID3"}, {"mp3", "\xff\xfb"}, {"mpeg", "\x00\x00\x01\xba"}, {"doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, {"sh", "#!"},
}

var (
	secretWords = regexp.MustCompile(`(?i)\b\w*(password|passwd|secret|auth_key|api_key|access_token)\w*\b`)
	secretKeys  = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bxox[abp]-[0-9A-Za-z-]{10,}`)
)

func (p *pack) checkFiles() {
	for _, name := range p.names {
		data, ext := p.files[name], strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
		if kind := forbidden(ext, data); kind != "" {
			p.err(name, "Files of the type %s are not allowed.", kind)
			continue
		}
		switch ext {
		case "svg":
			p.checkSVG(name, data)
		case "js", "html", "json":
			p.checkText(name, ext, data)
		}
		if name == "assets/banner.png" {
			c, err := png.DecodeConfig(bytes.NewReader(data))
			if err != nil || (c.Width != 830 || c.Height != 200) && (c.Width != 1660 || c.Height != 400) {
				p.err(name, "The banner must be a PNG of 830 x 200 or 1660 x 400 pixels.")
			}
		}
	}
}

func forbidden(ext string, data []byte) string {
	if slices.Contains(blocked, ext) {
		return ext
	}
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.begins)) {
			return s.kind
		}
	}
	if len(data) > 11 && string(data[:4]) == "RIFF" && string(data[8:12]) == "AVI " {
		return "avi"
	}
	return ""
}

func (p *pack) checkText(name, ext string, data []byte) {
	if secretKeys.Match(data) || secretWords.Match(data) {
		p.warn(name, "There may be a secret in this file.")
	}
	if ext != "json" && bytes.Contains(data, []byte("http://")) {
		p.warn(name, "There is an http address in this file: use https.")
	}
}

// checkSVG looks for what Zendesk takes out of a drawing.
func (p *pack) checkSVG(name string, data []byte) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			p.err(name, "This drawing is not well-formed XML.")
			return
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		active := slices.ContainsFunc(e.Attr, func(a xml.Attr) bool {
			return strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Value)), "javascript:")
		})
		switch {
		case active || e.Name.Local == "script" || e.Name.Local == "foreignObject":
			p.warn(name, "Zendesk will take the script out of this drawing.")
			return
		case e.Name.Local == "image":
			p.warn(name, "Zendesk will put a placeholder in the place of this drawing: it holds a bitmap.")
			return
		}
	}
}
