package media_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
)

var samples = func() map[string]string {
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	var j, p, g bytes.Buffer
	for _, err := range []error{jpeg.Encode(&j, img, nil), png.Encode(&p, img), gif.Encode(&g, img, nil)} {
		if err != nil {
			panic(err)
		}
	}
	return map[string]string{
		"image/jpeg":      j.String(),
		"image/png":       p.String(),
		"image/gif":       g.String(),
		"image/webp":      "RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00",
		"image/heic":      "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
		"video/mp4":       "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2",
		"image/avif":      "\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif",
		"video/3gpp":      "\x00\x00\x00\x14ftyp3gp4\x00\x00\x00\x00isom3gp4",
		"video/3gpp2":     "\x00\x00\x00\x14ftyp3g2a\x00\x00\x00\x00isom3g2a",
		"video/quicktime": "\x00\x00\x00\x14ftypqt  \x20\x05\x03\x00qt  ",
		"video/webm":      "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm",
		"application/pdf": "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
		"text/plain":      "The tracking number is 1Z 999.\n",
	}
}()

func room(t testing.TB, o media.Options) (*media.Store, string) {
	t.Helper()
	dir := t.TempDir()
	r, err := media.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return r, dir
}

// owner of the files in these tests.
const owner = "01jx0000000000000000000001"

// files under dir, by path; claims on them left out.
func files(t testing.TB, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, "."+owner) {
			found = append(found, strings.TrimPrefix(path, dir+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSavedFilesComeBack(t *testing.T) {
	r, dir := room(t, media.Options{KeepMetadata: true}) // they are little more than the first bytes of such files
	if want := media.DefaultTypes(); len(want) != len(samples) {
		t.Fatalf("%d types, %d samples", len(want), len(samples))
	}
	for contentType, content := range samples {
		sum := sha256.Sum256([]byte(content))
		want := interaction.File{ContentType: contentType, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
		name := "a" + map[string]string{"video/3gpp": ".3gp", "video/3gpp2": ".3g2"}[contentType] // called so, or MP4
		got, err := r.Save(t.Context(), owner, iotest.OneByteReader(strings.NewReader(content)), name, "")
		if err != nil {
			t.Errorf("%s: %v", contentType, err)
			continue
		}
		want.Name = got.Name
		if got != want {
			t.Errorf("Save = %+v, want %+v", got, want)
		}
		f, size, err := r.Open(got.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		back, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil || string(back) != content || size != got.Size {
			t.Errorf("%s: %d bytes of %d came back, %v", contentType, len(back), size, err)
		}
		if _, err := os.Stat(filepath.Join(dir, got.SHA256[:2], got.SHA256[2:4], got.SHA256)); err != nil {
			t.Error(err)
		}
	}
	if n := len(files(t, dir)); n != len(samples) {
		t.Errorf("%d files on disk, want %d", n, len(samples))
	}
}

func TestRefusals(t *testing.T) {
	r, dir := room(t, media.Options{MaxBytes: 5000})
	jpg := samples["image/jpeg"]
	for name, c := range map[string]struct {
		content, name, declared string
		code                    string
		status                  int
	}{
		"empty":                    {"", "a.jpg", "image/jpeg", "empty_file", 422},
		"a byte too large":         {jpg + strings.Repeat("x", 5001-len(jpg)), "a.jpg", "", "file_too_large", 413},
		"svg":                      {`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`, "a.svg", "image/svg+xml", "type_not_allowed", 415},
		"svg called png":           {`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, "a.png", "image/png", "type_not_allowed", 415},
		"svg called text":          {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "a.txt", "text/plain", "type_not_allowed", 415},
		"html called text":         {"<!DOCTYPE html><script>1</script>", "a.txt", "text/plain", "type_not_allowed", 415},
		"xml called text":          {`<?xml version="1.0"?><a/>`, "a.txt", "text/plain", "type_not_allowed", 415},
		"text called html":         {"hello", "a.html", "", "type_not_allowed", 415},
		"photo called html":        {jpg, "a.HTML. ", "", "type_not_allowed", 415},
		"photo called exe":         {jpg, "a.jpg.exe", "image/jpeg", "type_not_allowed", 415},
		"program":                  {"MZ\x90\x00\x03\x00\x00\x00", "a.jpg", "image/jpeg", "type_not_allowed", 415},
		"zip":                      {"PK\x03\x04\x14\x00\x00\x00\x08\x00", "a.zip", "", "type_not_allowed", 415},
		"json without a name":      {`{"a":1}`, "data", "", "type_not_allowed", 415},
		"bytes called photo":       {"\x00\x01\x02\x03", "a.jpg", "image/jpeg", "type_not_allowed", 415},
		"photo called pdf":         {jpg, "a.pdf", "", "type_mismatch", 415},
		"pdf called photo":         {samples["application/pdf"], "a.jpg", "", "type_mismatch", 415},
		"text called photo":        {"hello", "a.jpg", "", "type_mismatch", 415},
		"photo declared as video":  {jpg, "a.jpg", "video/mp4", "type_mismatch", 415},
		"photo declared as html":   {jpg, "a.jpg", "text/html", "type_mismatch", 415},
		"video declared as audio":  {samples["video/mp4"], "a.mp4", "audio/mp4", "type_mismatch", 415},
		"photo declared as vector": {jpg, "a.jpg", "image/svg+xml", "type_mismatch", 415},
	} {
		f, err := r.Save(t.Context(), owner, strings.NewReader(c.content), c.name, c.declared)
		var refusal *media.Refusal
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %+v, %v", name, f, err)
			continue
		}
		if refusal.Code != c.code || refusal.Status != c.status || !strings.HasSuffix(refusal.Message, ".") {
			t.Errorf("%s: %+v, want %s %d with a sentence", name, refusal, c.code, c.status)
		}
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("refused files have left %v", left)
	}
}

func TestAcceptedAllTheSame(t *testing.T) {
	r, _ := room(t, media.Options{MaxBytes: 5000})
	jpg := samples["image/jpeg"]
	for name, c := range map[string]struct{ content, name, declared, wantName, wantType string }{
		"exactly the limit":  {jpg + strings.Repeat("x", 5000-len(jpg)), "a.jpg", "image/jpeg", "a.jpg", "image/jpeg"},
		"jpeg called png":    {jpg, "IMG_1.PNG", "image/png", "IMG_1.jpg", "image/jpeg"},
		"other spelling":     {jpg, "IMG_1.JPEG", "image/jpeg", "IMG_1.JPEG", "image/jpeg"},
		"mov called mp4":     {samples["video/quicktime"], "v.mp4", "video/mp4", "v.mov", "video/quicktime"},
		"declared as bytes":  {jpg, "a.jpg", "application/octet-stream", "a.jpg", "image/jpeg"},
		"declared badly":     {jpg, "a.jpg", ";;;", "a.jpg", "image/jpeg"},
		"no extension":       {jpg, "photo", "", "photo.jpg", "image/jpeg"},
		"says nothing":       {jpg, "v1.2 final", "", "v1.2 final.jpg", "image/jpeg"},
		"json called text":   {`{"a":1}`, "log.txt", "text/plain", "log.txt", "text/plain"},
		"list called text":   {"a,b,c\n1,2,3\n4,5,6\n", "log.txt", "text/plain", "log.txt", "text/plain"},
		"script called text": {"#!/bin/sh\necho\n", "log.txt", "text/plain; charset=utf-8", "log.txt", "text/plain"},
	} {
		f, err := r.Save(t.Context(), owner, strings.NewReader(c.content), c.name, c.declared)
		if err != nil || f.Name != c.wantName || f.ContentType != c.wantType {
			t.Errorf("%s: %+v, %v; want %s, %s", name, f, err, c.wantName, c.wantType)
		}
	}
}

func TestNames(t *testing.T) {
	r, _ := room(t, media.Options{})
	for given, want := range map[string]string{
		"":                                "file.jpg",
		".jpg":                            "file.jpg",
		"..":                              "file.jpg",
		"../../etc/passwd":                "passwd.jpg",
		`C:\Users\ana\Desktop\dent.jpg`:   "dent.jpg",
		"a\x00b\r\nc\x1b.jpg":             "abc.jpg",
		"photo\u202egpj.exe\u202c.jpg":    "photogpj.exe.jpg",
		"фото з кота 🐈.jpg":               "фото з кота 🐈.jpg",
		"bad\xff.jpg":                     "bad\uFFFD.jpg",
		" . spaced . .jpg":                "spaced.jpg",
		strings.Repeat("x", 300):          strings.Repeat("x", 116) + ".jpg",
		strings.Repeat("é", 300) + ".jpg": strings.Repeat("é", 58) + ".jpg",
	} {
		f, err := r.Save(t.Context(), owner, strings.NewReader(samples["image/jpeg"]), given, "")
		if err != nil || f.Name != want || len(f.Name) > 120 || !utf8.ValidString(f.Name) {
			t.Errorf("%q: %q, %v; want %q", given, f.Name, err, want)
		}
	}
}

func TestSameContentAtOnce(t *testing.T) {
	r, dir := room(t, media.Options{KeepMetadata: true})
	content := samples["image/jpeg"] + strings.Repeat("x", 1<<20)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			f, err := r.Save(context.Background(), owner, strings.NewReader(content), "a.jpg", "")
			if err != nil {
				t.Error(err)
				return
			}
			c, _, err := r.Open(f.SHA256)
			if err != nil {
				t.Error(err)
				return
			}
			back, err := io.ReadAll(c)
			if err := errors.Join(err, c.Close()); err != nil || string(back) != content {
				t.Errorf("%d bytes came back, %v", len(back), err)
			}
		})
	}
	wg.Wait()
	if n := len(files(t, dir)); n != 1 {
		t.Errorf("%d files on disk, want 1", n)
	}
}

func TestHalfAFileIsNoFile(t *testing.T) {
	r, dir := room(t, media.Options{})
	broken := errors.New("connection reset")
	cancelled, cancel := context.WithCancel(t.Context())
	start := samples["image/jpeg"] + strings.Repeat("x", 1<<20)
	for name, c := range map[string]struct {
		ctx  context.Context
		from io.Reader
		want error
	}{
		"at once":   {t.Context(), iotest.ErrReader(broken), broken},
		"half-way":  {t.Context(), io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)), broken},
		"cancelled": {cancelled, io.MultiReader(strings.NewReader(start), readerFunc(func([]byte) (int, error) { cancel(); return 0, nil })), context.Canceled},
	} {
		f, err := r.Save(c.ctx, owner, c.from, "a.jpg", "")
		var refusal *media.Refusal
		if !errors.Is(err, c.want) || errors.As(err, &refusal) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestReadingStopsAtTheLimit(t *testing.T) {
	r, _ := room(t, media.Options{MaxBytes: 100_000})
	read := 0
	endless := io.MultiReader(strings.NewReader(samples["image/jpeg"]), readerFunc(func(b []byte) (int, error) {
		read += len(b)
		return len(b), nil
	}))
	_, err := r.Save(t.Context(), owner, endless, "a.jpg", "")
	var refusal *media.Refusal
	if !errors.As(err, &refusal) || refusal.Code != "file_too_large" {
		t.Fatal(err)
	}
	if read > 100_001 {
		t.Errorf("%d bytes were read for a limit of 100,000", read)
	}
}

func TestCapFurtherOut(t *testing.T) {
	r, _ := room(t, media.Options{})
	body := http.MaxBytesReader(httptest.NewRecorder(), io.NopCloser(strings.NewReader(samples["image/jpeg"]+strings.Repeat("x", 9000))), 4000)
	_, err := r.Save(t.Context(), owner, body, "a.jpg", "")
	var refusal *media.Refusal
	if !errors.As(err, &refusal) || refusal.Code != "file_too_large" {
		t.Error(err)
	}
}

func TestSaveHoldsLittleInMemory(t *testing.T) {
	r, _ := room(t, media.Options{MaxBytes: 64 << 20})
	content := io.MultiReader(strings.NewReader(samples["video/mp4"]), io.LimitReader(readerFunc(func(b []byte) (int, error) {
		clear(b)
		return len(b), nil
	}), 48<<20))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := r.Save(t.Context(), owner, content, "v.mp4", ""); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes were allocated for a file of 48 MB", used)
	}
}

func TestOpenOfWhatIsNotThere(t *testing.T) {
	r, dir := room(t, media.Options{})
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sum := range []string{"", "ab", "../../secret", strings.Repeat("0", 64), strings.Repeat("A", 64), strings.Repeat("/", 64)} {
		if _, _, err := r.Open(sum); !errors.Is(err, media.ErrNotFound) {
			t.Errorf("%q: %v", sum, err)
		}
	}
}

func TestOpenSweepsDraftsAndKeepsFiles(t *testing.T) {
	r, dir := room(t, media.Options{})
	f, err := r.Save(t.Context(), owner, strings.NewReader(samples["image/jpeg"]), "a.jpg", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "incoming", "123.part"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := media.Open(dir, media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := again.Open(f.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("on disk: %v", got)
	}
}

func TestOptions(t *testing.T) {
	for _, types := range [][]string{{"image/svg+xml"}, {"text/html"}, {"image/jpeg", "text/xml"}, {"*/*"}} {
		if _, err := media.Open(t.TempDir(), media.Options{Types: types}); err == nil {
			t.Errorf("%v were accepted", types)
		}
	}
	r, _ := room(t, media.Options{Types: []string{"application/pdf"}})
	_, err := r.Save(t.Context(), owner, strings.NewReader(samples["image/jpeg"]), "a.jpg", "")
	var refusal *media.Refusal
	if !errors.As(err, &refusal) || refusal.Message != "Files of this kind cannot be sent; these can: PDF." {
		t.Error(err)
	}
	if r.MaxBytes() != media.DefaultMaxBytes || len(r.Types()) != 1 {
		t.Errorf("%d, %v", r.MaxBytes(), r.Types())
	}
}
