package e2e

import (
	"bytes"
	"image"
	pixels "image/draw"
	"image/png"
	"os"
	"testing"
)

// TestPicture draws the README's picture: the Zendesk desk in mid-call. The other one is
// that of docs/install-salesforce.md.
//
//	go test -tags nomsgpack ./server/e2e -run 'TestPicture$' -picture "$PWD/docs/desk.png"
//	go test -tags nomsgpack ./server/e2e -run TestPictureOfSalesforce -picture "$PWD/docs/salesforce.png"
func TestPicture(t *testing.T)             { draw(t, crms[0]) }
func TestPictureOfSalesforce(t *testing.T) { draw(t, crms[1]) }

func draw(t *testing.T, c crm) {
	if *picture == "" {
		t.Skip("only with -picture FILE")
	}
	s := start(t)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.call()
	desk.rings("Aiko Tanaka")
	desk.accept()
	shop.connected(mia)
	shop.send("broken-mug.png", mug())
	desk.note("Handle broke off in the parcel. She wants a new one, not the money.")
	desk.landed("Who called, and why", "broken-mug.png", "Handle broke off")
	desk.see("main .internal", "Handle broke off")
	if err := desk.widget.run(nil, `() => { scrollTo(0, 0); document.activeElement.blur(); }`); err != nil {
		t.Fatal(err)
	}
	await(t, patience, "the pictures are loaded", func() error {
		for _, f := range []*frame{desk.frame, desk.widget} {
			var loaded bool
			if err := f.run(&loaded, `() => document.images.length > 0 && [...document.images].every((i) => i.complete && i.naturalWidth > 0)`); err != nil {
				return err
			}
			if !loaded {
				return complain("%s%s: not yet", f.tab.name, f.path)
			}
		}
		return nil
	})
	if err := desk.screenshot(*picture); err != nil {
		t.Fatal(err)
	}
	if err := squeeze(*picture); err != nil {
		t.Fatal(err)
	}
}

// squeeze writes a PNG again with more patience than a browser has, and six bits
// per colour: a picture in a README is loaded often.
func squeeze(path string) error {
	doc, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	shown, err := png.Decode(bytes.NewReader(doc))
	if err != nil {
		return err
	}
	box := shown.Bounds()
	plain := image.NewRGBA(box)
	pixels.Draw(plain, box, shown, box.Min, pixels.Src)
	for i, v := range plain.Pix {
		plain.Pix[i] = v&^3 | v>>6
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, plain); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}
