package pages

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/edge"
)

// preloads of the build: by page, and by what is known of who asks for it, the chunks
// that the page's script will ask for first. Named in the page they come with it, instead
// of one round trip later. Guessed wrong, one file is loaded in vain.
type preloads map[string]map[string][]string

func readPreloads(pages fs.FS) func() preloads {
	return sync.OnceValue(func() preloads {
		var p preloads
		raw, err := fs.ReadFile(pages, "preloads.json")
		if err != nil || json.Unmarshal(raw, &p) != nil {
			return nil // the pages work without
		}
		return p
	})
}

// links of a page for whoever asks for it: what its script cannot go on without, and
// behind that what is seen first.
func (p preloads) links(c *gin.Context, page string, b boot) string {
	files := p[page]
	language := p.speaks(page, c.Request)
	var out strings.Builder
	named := map[string]bool{}
	write := func(attributes string, known ...string) {
		for _, k := range known {
			for _, file := range files[k] {
				if !named[file] {
					out.WriteString(`<link rel="modulepreload" href="/widget/assets/` + url.PathEscape(file) + `"` + attributes + `>`)
				}
				named[file] = true
			}
		}
	}
	write("", hostChunk(c, b), language)
	if b.Location != "ticket_sidebar" && b.Location != "background" { // where little of it is seen, or nothing
		write(` fetchpriority="low"`, "first", "first."+language)
	}
	return out.String()
}

// hostChunk is the widget's word for the page around it.
func hostChunk(c *gin.Context, b boot) string {
	// Salesforce opens a call centre's address with these parameters, and our own component with others.
	if b.Host == "salesforce" && (c.Query("sfdcIframeOrigin") != "" || c.Query("mode") != "") {
		return "opencti"
	}
	return b.Host
}

// speaks is the language that a page will speak: what its address says, else the first of
// the browser's that there is, else English. The host may know better when the page runs.
func (p preloads) speaks(page string, r *http.Request) string {
	wishes := append([]string{r.URL.Query().Get("lang")}, acceptedLanguages(r.Header)...)
	for _, wish := range wishes {
		language, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(wish), "_", "-"), "-")
		if _, ok := p[page][language]; ok && len(language) == 2 {
			return language
		}
	}
	return "en"
}

// acceptedLanguages of a browser, the most wanted first.
func acceptedLanguages(h http.Header) []string {
	type wish struct {
		language string
		quality  float64
	}
	var all []wish
	for part := range strings.SplitSeq(h.Get("Accept-Language"), ",") {
		language, parameters, _ := strings.Cut(part, ";")
		all = append(all, wish{strings.TrimSpace(language), edge.Quality(parameters)})
	}
	slices.SortStableFunc(all, func(a, b wish) int { return cmp.Compare(b.quality, a.quality) })
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = w.language
	}
	return out
}
