package media_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/media"
)

// box of an ISO media file.
func box(kind string, content ...string) string {
	body := strings.Join(content, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + kind + body //nolint:gosec // a few bytes
}

// longBox is one whose length is written in eight bytes.
func longBox(kind, body string) string {
	return "\x00\x00\x00\x01" + kind + string(binary.BigEndian.AppendUint64(nil, uint64(16+len(body)))) + body
}

func ftyp(major string, compatible ...string) string {
	return box("ftyp", major, "\x00\x00\x00\x00", strings.Join(compatible, ""))
}

func track(handler string) string {
	return box("trak", box("tkhd", strings.Repeat("\x00", 84)),
		box("mdia", box("mdhd", strings.Repeat("\x00", 24)), box("hdlr", "\x00\x00\x00\x00", "\x00\x00\x00\x00", handler, strings.Repeat("\x00", 13))))
}

func movie(tracks ...string) string {
	return box("moov", box("mvhd", strings.Repeat("\x00", 100)), strings.Join(tracks, ""))
}

// data of a film, longer than what is looked at first.
var data = strings.Repeat("film", 2000)

func TestFilmsOfEveryBrand(t *testing.T) {
	r, _ := room(t, media.Options{})
	film := movie(track("soun"), track("vide"))
	for name, c := range map[string]struct{ content, name, declared, wantName, wantType string }{
		"a phone's MP4, brand 3gp4":      {ftyp("3gp4", "isom", "3gp4") + box("mdat", data) + film, "20261128_101112.mp4", "video/mp4", "20261128_101112.mp4", "video/mp4"},
		"3GP":                            {ftyp("3gp5", "3gp5", "isom") + film + box("mdat", data), "VID_1.3gp", "video/3gpp", "VID_1.3gp", "video/3gpp"},
		"3GP, as some systems declare":   {ftyp("3gp6", "isom") + film, "VID_1.3GPP", "video/3gp", "VID_1.3GPP", "video/3gpp"},
		"3G2":                            {ftyp("3g2a", "3g2a") + film, "VID_1.3g2", "video/3gpp2", "VID_1.3g2", "video/3gpp2"},
		"KDDI":                           {ftyp("KDDI", "3g2a") + film, "", "", "file.mp4", "video/mp4"},
		"Sony's camera":                  {ftyp("MSNV", "MSNV", "mp42", "isom") + box("mdat", data) + film, "C0001.MP4", "video/mp4", "C0001.MP4", "video/mp4"},
		"Sony's XAVC":                    {ftyp("XAVC", "XAVC", "mp42") + longBox("mdat", data) + film, "C0002.MP4", "", "C0002.MP4", "video/mp4"},
		"Flash's":                        {ftyp("F4V ", "isom") + film, "a.mp4", "", "a.mp4", "video/mp4"},
		"Apple's":                        {ftyp("M4V ", "isom") + film, "a.m4v", "video/x-m4v", "a.m4v", "video/mp4"},
		"a brand nobody has heard of":    {ftyp("zzzz") + box("free", "....") + film, "a.mp4", "", "a.mp4", "video/mp4"},
		"3GP called MOV":                 {ftyp("3gp4") + film, "a.mov", "video/quicktime", "a.mp4", "video/mp4"},
		"MP4 called 3GP":                 {ftyp("isom") + film, "a.3gp", "video/3gpp", "a.3gp", "video/3gpp"},
		"QuickTime without brands":       {box("wide") + box("mdat", data) + film, "a.mov", "video/quicktime", "a.mov", "video/quicktime"},
		"AVIF":                           {ftyp("avif", "mif1", "miaf"), "photo.avif", "image/avif", "photo.avif", "image/avif"},
		"AVIF by its second brand":       {ftyp("mif1", "avif", "miaf"), "photo.avif", "image/avif", "photo.avif", "image/avif"},
		"AVIF called JPEG by its sender": {ftyp("avif", "mif1"), "photo.jpg", "image/jpeg", "photo.avif", "image/avif"},
		"HEIF":                           {ftyp("mif1", "mif1", "heic"), "IMG_1.HIF", "image/heif", "IMG_1.HIF", "image/heic"},
	} {
		f, err := r.Save(t.Context(), owner, strings.NewReader(c.content), c.name, c.declared)
		if err != nil || f.Name != c.wantName || f.ContentType != c.wantType {
			t.Errorf("%s: %+v, %v; want %s, %s", name, f, err, c.wantName, c.wantType)
		}
	}
}

func TestSoundIsNoFilm(t *testing.T) {
	r, dir := room(t, media.Options{})
	for name, c := range map[string]struct{ content, name, declared string }{
		"a voice memo":                    {ftyp("M4A ", "M4A ", "mp42", "isom") + movie(track("soun")), "memo.m4a", "audio/mp4"},
		"a voice memo called a film":      {ftyp("M4A ", "isom"), "memo.mp4", "video/mp4"},
		"a phone's recorder":              {ftyp("3gp4", "isom") + box("mdat", data) + movie(track("soun")), "rec.3gp", "video/3gpp"},
		"sound as MP4":                    {ftyp("isom", "mp42") + movie(track("soun"), track("text")) + box("mdat", data), "rec.mp4", ""},
		"sound as QuickTime":              {ftyp("qt  ") + longBox("mdat", data) + movie(track("soun")), "rec.mov", ""},
		"sound of Sony's":                 {ftyp("MSNV") + box("mdat", data) + movie(track("soun")), "rec.mp4", "video/mp4"},
		"a raw photo, in tracks":          {ftyp("crx ", "crx ", "isom") + movie(track("vide")), "IMG_1.CR3", ""},
		"a raw photo called a film":       {ftyp("crx ", "isom") + movie(track("vide")), "IMG_1.mp4", "video/mp4"},
		"an extension of Chrome":          {"Cr24\x03\x00\x00\x00\x10\x00\x00\x00" + strings.Repeat("\x00", 16) + "PK\x03\x04", "a.crx", ""},
		"an extension of Chrome, renamed": {"Cr24\x03\x00\x00\x00\x10\x00\x00\x00" + strings.Repeat("\x00", 16) + "PK\x03\x04", "a.mp4", "video/mp4"},
		"text that mentions a box":        {"the ftypisom box comes first", "a.mp4", ""},
	} {
		wantNotAllowed(t, name, func() error {
			_, err := r.Save(t.Context(), owner, strings.NewReader(c.content), c.name, c.declared)
			return err
		})
	}
	content := ftyp("3gp4", "isom") + box("mdat", data) + movie(track("soun"))
	begin(t, r, "memo", int64(len(content)))
	wantNotAllowed(t, "in pieces", func() error {
		_, _, err := r.Continue(t.Context(), owner, "memo", 0, bytesOf(content))
		return err
	})
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("refused files have left %v", left)
	}
}

func wantNotAllowed(t *testing.T, name string, save func() error) {
	t.Helper()
	err := save()
	var refusal *media.Refusal
	if !errors.As(err, &refusal) || refusal.Code != "type_not_allowed" && refusal.Code != "type_mismatch" {
		t.Errorf("%s: %v", name, err)
	}
}

// Boxes that nest without end, lie about their length or break off end in an answer.
func TestTracksThatCannotBeRead(t *testing.T) {
	r, _ := room(t, media.Options{})
	for name, content := range map[string]string{
		"longer than the file":  ftyp("isom") + "\x7f\xff\xff\xffmoov",
		"longer than can be":    ftyp("isom") + "\x00\x00\x00\x01moov\xff\xff\xff\xff\xff\xff\xff\xff",
		"shorter than a header": ftyp("isom") + "\x00\x00\x00\x02moov",
		"broken off":            ftyp("isom") + "\x00\x00",
		"empty boxes":           ftyp("isom") + strings.Repeat(box("free"), 50_000),
		"no tracks":             ftyp("isom") + movie(),
		"a track of nothing":    ftyp("isom") + movie(box("trak")),
		"to the end":            ftyp("isom") + "\x00\x00\x00\x00mdat" + data,
	} {
		if f, err := r.Save(t.Context(), owner, strings.NewReader(content), "a.mp4", ""); err != nil || f.ContentType != "video/mp4" {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

// Browsers have several names for a kind, and a page refuses what is not named.
func TestTypesByAllTheirNames(t *testing.T) {
	r, _ := room(t, media.Options{Types: []string{"video/3gpp", "image/heic"}})
	got := strings.Join(r.Types(), " ")
	for _, want := range []string{"video/3gpp", "video/3gp", "image/heic", "image/heif"} {
		if !strings.Contains(" "+got+" ", " "+want+" ") {
			t.Errorf("%s is not among %s", want, got)
		}
	}
}
