package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

const mugWidth, mugHeight = 480, 360

// mug draws a photo of a blue mug on a table, its handle broken off beside it.
func mug() []byte {
	picture := image.NewRGBA(image.Rect(0, 0, mugWidth, mugHeight))
	for y := range mugHeight {
		for x := range mugWidth {
			picture.Set(x, y, shade(float64(x), float64(y)))
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

// shade is the colour of one point: the first thing that covers it, from the front.
func shade(x, y float64) color.RGBA {
	// The rim's ellipse, the cylinder below it, and the two stumps where the handle was.
	const cx, half, top, bottom = 205.0, 82.0, 108.0, 268.0
	bend := 20 * math.Sqrt(max(0, 1-sq((x-cx)/half)))
	across := (x - cx) / half
	handle := math.Hypot((x-352)/1.05, y-282)
	switch {
	case within(x, y, cx, top, half-8, 14): // inside, with a chip of light at the left
		return grey(0.32+0.22*(x-cx+half)/(2*half), 1.05, 0.98, 0.9)
	case within(x, y, cx, top, half, 20):
		return grey(0.92, 1, 0.98, 0.95)
	case math.Abs(across) < 1 && y > top && y < bottom+bend:
		if crack(x, y) {
			return grey(0.12, 1, 1, 1.1)
		}
		light := 0.34 + 0.5*math.Exp(-sq((across+0.42)/0.42)) - 0.18*max(0, across)
		if y > 150 && y < 162 || y > 238 && y < 243 { // the glaze has two rings
			light += 0.2
		}
		return grey(light, 0.55, 0.85, 1.25)
	case math.Hypot(x-290, y-150) < 9, math.Hypot(x-287, y-226) < 9:
		return grey(0.86, 1, 0.95, 0.86) // bare clay
	case handle > 26 && handle < 43 && y < 292+0.2*(x-352) && y > 232:
		return grey(0.4+0.35*math.Exp(-sq((handle-33)/6)), 0.55, 0.85, 1.25)
	case math.Hypot(x-312, y-300) < 5, math.Hypot(x-398, y-314) < 4, math.Hypot(x-330, y-318) < 3:
		return grey(0.85, 1, 0.95, 0.86)
	}
	return table(x, y)
}

// crack runs from the rim down the mug.
func crack(x, y float64) bool {
	line := 238 + 9*math.Sin(y/11) + 4*math.Sin(y/4.3) - (y-108)*0.12
	return y < 214 && math.Abs(x-line) < 1.6*(1-(y-108)/150)
}

// table is wood below, and a wall out of focus behind it.
func table(x, y float64) color.RGBA {
	if y < 170 {
		return grey(0.78-0.12*math.Hypot((x-150)/480, y/360), 1.0, 0.97, 0.92)
	}
	grain := 0.03*math.Sin(y*0.55+3*math.Sin(x/90)) + 0.02*math.Sin(y*1.9+x/37)
	shadow := 0.32*math.Exp(-sq((x-250)/120)-sq((y-292)/20)) + 0.2*math.Exp(-sq((x-356)/50)-sq((y-318)/9))
	return grey(0.66+grain-shadow-0.08*math.Abs(x-240)/240, 1.12, 0.88, 0.66)
}

func within(x, y, cx, cy, rx, ry float64) bool { return sq((x-cx)/rx)+sq((y-cy)/ry) < 1 }

func sq(v float64) float64 { return v * v }

func grey(light, r, g, b float64) color.RGBA {
	part := func(f float64) uint8 { return uint8(255 * min(1, max(0, light*f))) }
	return color.RGBA{part(r), part(g), part(b), 255}
}
