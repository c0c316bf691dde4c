package zendesk

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Severity of a problem.
type Severity string

// Error keeps Zendesk from taking the package; Warning is shown to the admin.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Problem is one thing that Zendesk would say about a package.
type Problem struct {
	Severity Severity
	File     string // in the zip; empty: the zip itself
	Text     string
}

func (p Problem) String() string {
	if p.File == "" {
		return p.Text
	}
	return p.File + ": " + p.Text
}

const (
	manifestName = "manifest.json"
	requirements = "requirements.json"

	maxFile = 8 << 20 // bytes of one file, unpacked
)

// Validate says what Zendesk's own validator would, by its published rules; there
// is no call to Zendesk. Nil means that the package is taken without a word.
func Validate(doc []byte) []Problem {
	p := &pack{files: map[string][]byte{}}
	zr, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc)))
	if err != nil {
		p.err("", "This is not a zip file.")
		return p.problems
	}
	if !p.read(zr) {
		return p.problems
	}
	p.checkFiles()
	if p.manifest() {
		p.checkManifest()
		p.checkTranslations()
		p.checkRequirements()
	}
	slices.SortFunc(p.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.File, b.File), cmp.Compare(a.Text, b.Text))
	})
	return p.problems
}

// pack is a package while it is looked at.
type pack struct {
	files    map[string][]byte
	names    []string // in the zip's order
	m        map[string]any
	problems []Problem
}

func (p *pack) err(file, format string, args ...any) {
	p.problems = append(p.problems, Problem{Error, file, fmt.Sprintf(format, args...)})
}

func (p *pack) warn(file, format string, args ...any) {
	p.problems = append(p.problems, Problem{Warning, file, fmt.Sprintf(format, args...)})
}

func (p *pack) read(zr *zip.Reader) bool {
	for _, f := range zr.File {
		switch mode := f.Mode(); {
		case mode.IsDir():
			continue
		case !mode.IsRegular():
			p.err(f.Name, "Symbolic links are not allowed.")
			continue
		}
		if _, twice := p.files[f.Name]; twice {
			p.err(f.Name, "This file is in the zip twice.")
			continue
		}
		r, err := f.Open()
		if err != nil {
			p.err(f.Name, "This file cannot be read.")
			continue
		}
		data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
		_ = r.Close() // it was read; there is nothing to lose
		if err != nil {
			p.err(f.Name, "This file cannot be read.")
			continue
		}
		if len(data) > maxFile {
			p.err(f.Name, "This file is larger than %d bytes.", maxFile)
			continue
		}
		p.files[f.Name] = data
		p.names = append(p.names, f.Name)
	}
	return len(p.problems) == 0
}

// manifest finds and reads manifest.json, which must be at the root.
func (p *pack) manifest() bool {
	raw, ok := p.files[manifestName]
	if !ok {
		for _, name := range p.names {
			if path.Base(name) == manifestName {
				p.err("", "manifest.json must be at the root of the zip; it is at %s.", name)
				return false
			}
		}
		p.err("", "There is no manifest.json.")
		return false
	}
	p.m = p.object(manifestName, raw)
	return p.m != nil
}

// object reads a JSON object, and complains of keys that come twice.
func (p *pack) object(file string, raw []byte) map[string]any {
	v, twice, err := parse(raw)
	if err != nil {
		p.err(file, "This is not valid JSON.")
		return nil
	}
	for _, key := range twice {
		p.err(file, "The key %s comes twice.", key)
	}
	o, ok := v.(map[string]any)
	if !ok {
		p.err(file, "This is not a JSON object.")
	}
	return o
}

// flag is a boolean of the manifest; anything else than true is false.
func (p *pack) flag(key string) bool {
	v, ok := p.m[key].(bool)
	return ok && v
}

var locale = regexp.MustCompile(`^[a-z]{2,3}(-\w{2,3})?$`)

func (p *pack) checkTranslations() {
	if l, ok := p.m["defaultLocale"].(string); ok && locale.MatchString(l) {
		if _, ok := p.files["translations/"+l+".json"]; !ok {
			p.err(manifestName, "There is no translation for the default locale: translations/%s.json.", l)
		}
	}
	for _, name := range p.names {
		dir, file := path.Split(name)
		if dir != "translations/" || path.Ext(file) != ".json" {
			continue
		}
		if l := strings.TrimSuffix(file, ".json"); !locale.MatchString(l) {
			p.err(name, "%s is not the name of a locale.", l)
		}
		if o := p.object(name, p.files[name]); o != nil && file == "en.json" {
			p.checkEnglish(name, o)
		}
	}
}

func (p *pack) checkEnglish(name string, o map[string]any) {
	app, ok := o["app"].(map[string]any)
	if !ok {
		p.err(name, "The object app is missing.")
		return
	}
	need := []string{"name"}
	if private, ok := p.m["private"].(bool); ok && !private {
		need = append(need, "long_description", "installation_instructions")
		if app["description"] == nil {
			need = append(need, "short_description")
		}
	}
	for _, key := range need {
		if s, ok := app[key].(string); !ok || s == "" {
			p.err(name, "app.%s is missing.", key)
		}
	}
	own := p.products()
	for _, product := range products {
		if _, ok := app[product]; ok && !slices.Contains(own, product) {
			p.err(name, "app.%s speaks of a product that the manifest does not name.", product)
		}
	}
	if params, ok := app["parameters"].(map[string]any); ok {
		for key, v := range params {
			entry, ok := v.(map[string]any)
			if label, text := entry["label"].(string); !ok || !text || label == "" {
				p.err(name, "app.parameters.%s has no label.", key)
			}
		}
	}
}
