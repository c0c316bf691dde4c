package metadata_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/media/metadata"
)

// picture of so many colours that a changed byte is seen.
func picture() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 48, 32))
	for i := range 48 * 32 {
		img.Set(i%48, i/48, color.RGBA{uint8(i * 7), uint8(i * 13), uint8(i), 255}) //nolint:gosec // a pattern
	}
	return img
}

func aJPEG(t testing.TB) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func aPNG(t testing.TB) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// aWebP of one pixel.
func aWebP(t testing.TB) []byte {
	b, err := base64.StdEncoding.DecodeString("UklGRhwAAABXRUJQVlA4TA8AAAAvAAAAAAcQ/Y/+ByKi/wEA")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func aBox(kind string, body ...[]byte) []byte {
	b := bytes.Join(body, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(b)+8)), kind...), b...)
}

func numbers(n ...uint32) (b []byte) {
	for _, x := range n {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return b
}

func handler(kind string) []byte {
	return aBox("hdlr", numbers(0, 0), []byte(kind), numbers(0, 0, 0), []byte("x\x00"))
}

// samples of two chunks: two and one.
func samples(at ...uint32) []byte {
	return aBox("minf", aBox("dinf", aBox("dref", numbers(0, 1), aBox("url ", numbers(1)))), aBox("stbl",
		aBox("stsd", numbers(0, 1), aBox("avc1", numbers(0, 1), make([]byte, 70))),
		aBox("stsz", numbers(0, 0, 3, 4, 5, 6)),
		aBox("stsc", numbers(0, 2, 1, 2, 1, 2, 1, 1)),
		aBox("stco", numbers(0, uint32(len(at))), numbers(at...)), //nolint:gosec // two
	))
}

func aTrack(kind string, at ...uint32) []byte {
	return aBox("trak",
		aBox("tkhd", numbers(7, 0, 0, 1, 0, 1000, 0, 0, 0, 0, 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, 48<<16, 32<<16)),
		aBox("mdia", aBox("mdhd", numbers(0, 0, 0, 1000, 1000, 0)), handler(kind), samples(at...)),
	)
}

// aFilm with a track that is seen and one that tells, whose samples lie behind each other.
func aFilm(brand string) []byte {
	file := aBox("ftyp", []byte(brand), numbers(0), []byte(brand))
	seen, told := "seen-seen-seen!", "GPS1GPS22GPS333"
	at := uint32(len(file) + 8) //nolint:gosec // some dozens
	file = append(file, aBox("mdat", []byte(seen+told))...)
	told0 := at + uint32(len(seen)) //nolint:gosec // fifteen
	return append(file, aBox("moov",
		aBox("mvhd", numbers(0, 0, 0, 1000, 1000, 0x10000, 0x1000000, 0, 0, 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, 0, 0, 0, 0, 0, 0, 3)),
		aTrack("vide", at, at+9), aTrack("meta", told0, told0+9),
	)...)
}

// aHEIC with an Exif item in the file, and XMP in its own place for data.
func aHEIC(inFile, inData string) []byte {
	tiff := "\x00\x00\x00\x00" + inFile
	infe := func(id uint32, kind, more string) []byte {
		return aBox("infe", numbers(2<<24, id<<16), []byte(kind+"\x00"+more))
	}
	meta := func(at uint32) []byte {
		return aBox("meta", numbers(0), handler("pict"),
			aBox("pitm", numbers(0), []byte{0, 1}),
			aBox("iinf", numbers(0), []byte{0, 3}, infe(1, "hvc1", ""), infe(2, "Exif", ""), infe(3, "mime", "application/rdf+xml\x00")),
			aBox("iloc", numbers(1<<24), []byte{0x44, 0, 0, 3},
				[]byte{0, 1, 0, 0, 0, 0, 0, 1}, numbers(at, 4),
				[]byte{0, 2, 0, 0, 0, 0, 0, 1}, numbers(at+4, uint32(len(tiff))), //nolint:gosec // some hundred
				[]byte{0, 3, 0, 1, 0, 0, 0, 1}, numbers(0, uint32(len(inData)))), //nolint:gosec // some hundred
			aBox("idat", []byte(inData)),
		)
	}
	ftyp := aBox("ftyp", []byte("heic"), numbers(0), []byte("mif1heic"))
	at := len(ftyp) + len(meta(0)) + 8
	head := append(bytes.Clone(ftyp), meta(uint32(at))...) //nolint:gosec // some hundred
	return append(head, aBox("mdat", []byte("hevc"+tiff))...)
}

// exiftool is the judge: what it can read is told.
func exiftool(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("exiftool")
	if err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			t.Fatal("exiftool is missing: make tools")
		}
		t.Skip("exiftool is not here: make tools")
	}
	return path
}

// tell writes into a file as cameras and programs do.
func tell(t *testing.T, content []byte, ext string, tags ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a"+ext)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(exiftool(t), append(append([]string{"-q", "-m", "-overwrite_original"}, tags...), path)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// told is what ExifTool reads in a file, by group and tag; its warnings, too.
func told(t *testing.T, content []byte, ext string) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b"+ext)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	raw, err := exec.Command(exiftool(t), "-j", "-G1", "-a", "-u", "-ee3", path).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	var all []map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for k, v := range all[0] {
		s, _ := json.Marshal(v)
		out[k] = string(s)
	}
	return out
}

func clean(t testing.TB, contentType string, content []byte) ([]byte, metadata.Found) {
	t.Helper()
	r := bytes.NewReader(content)
	found, err := metadata.Find(contentType, r, r.Size())
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(found.Without(r, r.Size()))
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(out)) != found.Size(r.Size()) {
		t.Errorf("%s: %d bytes, and %d were announced", contentType, len(out), found.Size(r.Size()))
	}
	return out, found
}

// everything that a camera or a program may write, with a secret in each.
var everything = []string{
	"-EXIF:GPSLatitude=35.6586", "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSLongitude=139.7454", "-EXIF:GPSLongitudeRef=E",
	"-EXIF:Orientation#=6", "-EXIF:Make=Secret", "-EXIF:Artist=Secret", "-EXIF:DateTimeOriginal=2026:03:01 10:00:00",
	"-XMP:GPSLatitude=35.6586", "-XMP:Creator=Secret", "-Comment=Secret",
}

type sample struct {
	contentType, ext string
	bare             []byte
	tags             []string
}

func all(t testing.TB) []sample {
	film := []string{"-Keys:GPSCoordinates=35.6586, 139.7454, 10", "-UserData:GPSCoordinates=35.6586, 139.7454, 10", "-XMP:Creator=Secret", "-Keys:Make=Secret"}
	return []sample{
		{"image/jpeg", ".jpg", aJPEG(t), append([]string{"-IPTC:City=Secret"}, everything...)},
		{"image/png", ".png", aPNG(t), everything},
		{"image/webp", ".webp", aWebP(t), everything[:len(everything)-1]},
		{"video/mp4", ".mp4", aFilm("isom"), film},
		{"video/quicktime", ".mov", aFilm("qt  "), film},
	}
}

// What cameras and programs have written is gone, ExifTool finds no fault, and which way is up
// is still said.
func TestExiftoolFindsNothing(t *testing.T) {
	for _, s := range all(t) {
		with := tell(t, s.bare, s.ext, s.tags...)
		if before := told(t, with, s.ext); !strings.Contains(strings.Join(values(before), " "), "Secret") {
			t.Errorf("%s: nothing was written: %v", s.contentType, before)
		}
		out, found := clean(t, s.contentType, with)
		if !found.Location {
			t.Errorf("%s: it does not say that a place was told", s.contentType)
		}
		after := told(t, out, s.ext)
		for k, v := range after {
			group, tag, _ := strings.Cut(k, ":")
			personal := strings.Contains(k, "GPS") || strings.Contains(v, "Secret") || strings.HasPrefix(group, "XMP") || group == "IPTC" || strings.HasPrefix(tag, "DateTimeOriginal")
			if personal || tag == "Warning" || tag == "Error" || bytes.Contains(out, []byte("Secret")) {
				t.Errorf("%s: %s is %s", s.contentType, k, v)
			}
		}
		if s.ext == ".jpg" || s.ext == ".png" {
			if up := after["IFD0:Orientation"]; up != `"Rotate 90 CW"` {
				t.Errorf("%s: up is %s", s.contentType, up)
			}
		}
		again, found := clean(t, s.contentType, out)
		if found.Any() && !bytes.Equal(again, out) {
			t.Errorf("%s: a second time it is another", s.contentType)
		}
	}
}

func values(m map[string]string) (out []string) {
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// The picture is the same, bit by bit, also of a file with its colours' profile; and a file
// that tells nothing is not touched.
func TestPixelsStay(t *testing.T) {
	for _, s := range all(t) {
		if out, found := clean(t, s.contentType, s.bare); s.ext != ".mp4" && s.ext != ".mov" && (found.Any() || !bytes.Equal(out, s.bare)) {
			t.Errorf("%s: it was touched", s.contentType)
		}
	}
	for _, s := range all(t)[:2] {
		out, _ := clean(t, s.contentType, tell(t, s.bare, s.ext, s.tags...))
		was, _, err := image.Decode(bytes.NewReader(s.bare))
		if err != nil {
			t.Fatal(err)
		}
		is, _, err := image.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatalf("%s: %v", s.contentType, err)
		}
		for i := range 48 * 32 {
			if was.At(i%48, i/48) != is.At(i%48, i/48) {
				t.Fatalf("%s: pixel %d is another", s.contentType, i)
			}
		}
	}
	profile := append([]byte("\xff\xe2\x00\x14ICC_PROFILE\x00\x01\x01abcd"), "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x01"...)
	bare := aJPEG(t)
	colour := slices.Concat(bare[:2], profile, bare[2:])
	out, found := clean(t, "image/jpeg", colour)
	if found.Any() || !bytes.Equal(out, colour) {
		t.Error("the profile of its colours was touched")
	}
}

// A moving photo is a still one; what comes behind a picture is not of it.
func TestNothingBehindThePicture(t *testing.T) {
	for _, s := range all(t)[:3] {
		with := append(bytes.Clone(s.bare), aFilm("mp42")...)
		if out, _ := clean(t, s.contentType, with); !bytes.Equal(out, s.bare) {
			t.Errorf("%s: %d bytes, want %d", s.contentType, len(out), len(s.bare))
		}
	}
}

// Markers inside a picture's data end nothing: stuffed bytes, restarts, tables between scans.
func TestJPEGOfSeveralScans(t *testing.T) {
	seg := func(marker byte, body string) string {
		return string([]byte{0xff, marker}) + string(binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))) + body //nolint:gosec // short
	}
	head, scans := "\xff\xd8"+seg(0xc2, "frame"), seg(0xda, "x")+"ab\xff\x00cd\xff\xd3ef\xff\xff"+seg(0xc4, "\xff\xd9 in a table")[1:]+seg(0xda, "y")+"gh\xff\xd9"
	out, found := clean(t, "image/jpeg", []byte(head+seg(0xe1, "http://ns.adobe.com/xap/1.0/\x00GPS")+scans+"behind"))
	if string(out) != head+scans || !found.Location {
		t.Errorf("%q\n%q", out, head+scans)
	}
	if out, _ := clean(t, "image/jpeg", []byte(head+seg(0xda, "x")+"ab\xff")); string(out) != head+seg(0xda, "x")+"ab\xff" {
		t.Errorf("broken off: %q", out)
	}
	long := head + seg(0xda, "x") + strings.Repeat("a\xff\x00", 100_000) + "\xff\xd9"
	if out, _ := clean(t, "image/jpeg", []byte(long+"tail")); string(out) != long {
		t.Errorf("a long scan has %d bytes, want %d", len(out), len(long))
	}
}

// What a film tells of each moment is blanked where it lies, and nothing of what is seen.
func TestTrackThatTells(t *testing.T) {
	for _, brand := range []string{"isom", "qt  "} {
		film := aFilm(brand)
		out, found := clean(t, "video/mp4", film)
		if len(out) != len(film) || !found.Location {
			t.Errorf("%d bytes, want %d", len(out), len(film))
		}
		if !bytes.Contains(out, []byte("seen-seen-seen!")) || bytes.Contains(out, []byte("GPS")) || bytes.Count(out, []byte("trak")) != 1 {
			t.Errorf("%s: %q", brand, out)
		}
	}
}

// Items of a HEIC that tell are blanked, wherever they lie; the picture and its places stay.
func TestHEIC(t *testing.T) {
	oriented := "MM\x00*\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00Secret"
	file := aHEIC(oriented, "<rdf>Secret GPS</rdf>")
	out, found := clean(t, "image/heic", file)
	if !found.Location || len(out) != len(file) || bytes.Contains(out, []byte("Secret")) || !bytes.Contains(out, []byte("hevc")) {
		t.Errorf("%v %q", found.Location, out)
	}
	for k, v := range told(t, out, ".heic") { // of XMP in the file's own place for data it warns in any case
		if k == "ExifTool:Error" || strings.Contains(k, "GPS") || strings.Contains(k, "IFD") || strings.Contains(v, "GPS") {
			t.Errorf("%s is %s", k, v)
		}
	}
}

// What is not what it says it is is malformed, and no more.
func TestHostile(t *testing.T) {
	for name, c := range map[string]struct {
		contentType string
		content     []byte
	}{
		"no JPEG":       {"image/jpeg", []byte("GIF89a")},
		"short segment": {"image/jpeg", []byte("\xff\xd8\xff\xe1\x00\x01")},
		"long segment":  {"image/jpeg", []byte("\xff\xd8\xff\xe1\xff\xff..")},
		"no marker":     {"image/jpeg", []byte("\xff\xd8abcd")},
		"no PNG":        {"image/png", []byte("\x89PNG")},
		"no WebP":       {"image/webp", []byte("RIFF\x00\x00\x00\x00WEBQ")},
		"long WebP":     {"image/webp", []byte("RIFF\xff\x00\x00\x00WEBPVP8 ")},
		"boxes":         {"video/mp4", bytes.Repeat(aBox("free"), 30_000)},
		"iloc":          {"image/heic", aBox("meta", numbers(0), aBox("iinf", numbers(0), []byte{0, 1}, aBox("infe", numbers(2<<24, 2<<16), []byte("Exif\x00"))), aBox("iloc", numbers(0), []byte{0x44, 0, 0, 9}))},
		"far item":      {"image/heic", aBox("meta", numbers(0), aBox("iinf", numbers(0), []byte{0, 1}, aBox("infe", numbers(2<<24, 2<<16), []byte("Exif\x00"))), aBox("iloc", numbers(0), []byte{0x44, 0, 0, 1, 0, 2, 0, 0, 0, 1}, numbers(1<<30, 8)))},
	} {
		r := bytes.NewReader(c.content)
		if found, err := metadata.Find(c.contentType, r, r.Size()); !errors.Is(err, metadata.ErrMalformed) {
			t.Errorf("%s: %+v, %v", name, found, err)
		}
	}
	r := bytes.NewReader([]byte("<html>"))
	if found, err := metadata.Find("application/pdf", r, r.Size()); err != nil || found.Any() {
		t.Errorf("%+v, %v", found, err)
	}
}

func FuzzFind(f *testing.F) {
	types := []string{"image/jpeg", "image/png", "image/webp", "image/heic", "video/mp4"}
	for i, content := range [][]byte{aJPEG(f), aPNG(f), aWebP(f), aHEIC("MM\x00*", "<rdf>"), aFilm("isom")} {
		f.Add(uint8(i), content)
	}
	f.Fuzz(func(t *testing.T, kind uint8, content []byte) {
		r := bytes.NewReader(content)
		found, err := metadata.Find(types[int(kind)%len(types)], r, r.Size())
		if err != nil {
			return
		}
		if n, err := io.Copy(io.Discard, found.Without(r, r.Size())); err != nil || n != found.Size(r.Size()) {
			t.Errorf("%d bytes, %v; %d were announced", n, err, found.Size(r.Size()))
		}
	})
}
