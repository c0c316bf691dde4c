package salesforce

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Problem of a package that a deployment would stumble over.
type Problem struct {
	File    string
	Message string
}

func (p Problem) String() string { return p.File + ": " + p.Message }

// Validate looks at a package without an organisation: every file is well-formed,
// of its kind, and without unknown, missing or misplaced tags; package.xml names
// what is there and nothing else; whatever one part says of another is true. What
// only an organisation knows (features it lacks, names it has already) is not found.
func Validate(archive []byte) []Problem {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return []Problem{{"", "it is not a zip: " + err.Error()}}
	}
	c := &check{files: map[string][]byte{}, roots: map[string]*element{}, parts: map[string]map[string]*element{}}
	for _, f := range r.File {
		doc, err := read(f)
		if err != nil {
			c.find(f.Name, "it cannot be read: "+err.Error())
			continue
		}
		if _, twice := c.files[f.Name]; twice {
			c.find(f.Name, "it is there twice")
		}
		c.files[f.Name] = doc
	}
	for _, name := range sortedKeys(c.files) {
		c.file(name)
	}
	c.manifest()
	c.references()
	return c.problems
}

// fileBytes is the most that is read of one file; ours are a few kilobytes.
const fileBytes = 1 << 20

func read(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	doc, err := io.ReadAll(io.LimitReader(in, fileBytes+1))
	if err == nil && len(doc) > fileBytes {
		err = fmt.Errorf("it is larger than %d bytes", fileBytes)
	}
	return doc, err
}

type check struct {
	files    map[string][]byte
	roots    map[string]*element            // by file
	parts    map[string]map[string]*element // by kind and member
	problems []Problem
}

func (c *check) find(file, message string) { c.problems = append(c.problems, Problem{file, message}) }

func (c *check) part(kind, member string, e *element) {
	if c.parts[kind] == nil {
		c.parts[kind] = map[string]*element{}
	}
	c.parts[kind][member] = e
}

// file examines one file, and notes which part it is.
func (c *check) file(name string) {
	if name == "package.xml" {
		return
	}
	folder, rest, _ := strings.Cut(name, "/")
	k, ok := kindOf(folder)
	if !ok {
		c.find(name, "no metadata is kept there")
		return
	}
	member := strings.TrimSuffix(rest, "."+k.suffix)
	switch {
	case k.bundle:
		bundle, file, _ := strings.Cut(rest, "/")
		if file != bundle+".js"+descriptionEnd {
			if c.files[path.Join(folder, bundle, bundle+".js"+descriptionEnd)] == nil || c.files[path.Join(folder, bundle, bundle+".js")] == nil {
				c.find(name, "its bundle lacks "+bundle+".js or its description")
			}
			return
		}
		member = bundle
	case k.content && !strings.HasSuffix(rest, descriptionEnd):
		if c.files[name+descriptionEnd] == nil {
			c.find(name, "it has no "+name+descriptionEnd)
		}
		return
	case k.content:
		if c.files[strings.TrimSuffix(name, descriptionEnd)] == nil {
			c.find(name, "what it describes is not there")
		}
		member = strings.TrimSuffix(rest, "."+k.suffix+descriptionEnd)
	case member == rest || strings.Contains(member, "/"):
		c.find(name, "files there are called NAME."+k.suffix)
		return
	}
	root, err := parse(c.files[name])
	if err != nil {
		c.find(name, "it is not well-formed: "+err.Error())
		return
	}
	if root.name != k.name {
		c.find(name, fmt.Sprintf("its root is <%s>, not <%s>", root.name, k.name))
		return
	}
	c.roots[name] = root
	c.shape(name, root.name, root, shapes[k.name])
	if k.name != "CustomObject" {
		c.part(k.name, member, root)
		return
	}
	if custom(member) {
		c.part(k.name, member, root)
	}
	for _, f := range root.all("fields") {
		c.field(name, member, f)
	}
}

// shape compares an element with what it may hold.
func (c *check) shape(file, at string, e *element, s shape) {
	count := map[string]int{}
	for _, child := range e.children {
		t, known := s[child.name]
		if !known {
			c.find(file, fmt.Sprintf("%s knows no tag <%s>", at, child.name))
			continue
		}
		count[child.name]++
		if count[child.name] == 2 && !t.many {
			c.find(file, fmt.Sprintf("%s has <%s> more than once", at, child.name))
		}
		switch {
		case t.inner != nil:
			c.shape(file, at+"."+child.name, child, t.inner)
		case t.value != nil && !t.value.MatchString(strings.TrimSpace(child.text)):
			c.find(file, fmt.Sprintf("%s.%s may not be %q", at, child.name, strings.TrimSpace(child.text)))
		}
	}
	for _, name := range sortedKeys(s) {
		if s[name].required && count[name] == 0 {
			c.find(file, fmt.Sprintf("%s lacks <%s>", at, name))
		}
	}
}

// field has rules that depend on its type and on its object.
func (c *check) field(file, object string, f *element) {
	name := f.value("fullName")
	at := "the field " + name
	c.shape(file, at, f, shapes[customField])
	c.part(customField, object+"."+name, f)
	kind := f.value("type")
	needs := map[string][]string{
		"Text": {"length"}, "LongTextArea": {"length", "visibleLines"}, "Lookup": {"referenceTo", "relationshipName"}, "MultiselectPicklist": {"valueSet", "visibleLines"},
	}[kind]
	for _, tag := range needs {
		if len(f.all(tag)) == 0 {
			c.find(file, fmt.Sprintf("%s is a %s and lacks <%s>", at, kind, tag))
		}
	}
	if object == "Task" || object == "Event" {
		c.find(file, at+" belongs under Activity, as all fields of Tasks and Events")
	}
	if strings.HasSuffix(object, "__mdt") && f.value("fieldManageability") == "" {
		c.find(file, at+" lacks <fieldManageability>")
	}
}

// manifest compares package.xml with what is there.
func (c *check) manifest() {
	const file = "package.xml"
	doc, ok := c.files[file]
	if !ok {
		c.find(file, "it is missing")
		return
	}
	root, err := parse(doc)
	if err != nil || root.name != "Package" {
		c.find(file, "it cannot be read as a <Package>")
		return
	}
	if !versionName.MatchString(root.value("version")) {
		c.find(file, "it names no API version")
	}
	listed := map[string][]string{}
	for _, types := range root.all("types") {
		kind := types.value("name")
		for _, m := range types.all("members") {
			listed[kind] = append(listed[kind], strings.TrimSpace(m.text))
		}
	}
	for _, kind := range sortedKeys(listed) {
		for _, member := range listed[kind] {
			if c.parts[kind][member] == nil {
				c.find(file, fmt.Sprintf("it lists %s %s, which is not there", kind, member))
			}
		}
	}
	for _, kind := range sortedKeys(c.parts) {
		for _, member := range sortedKeys(c.parts[kind]) {
			if !slices.Contains(listed[kind], member) {
				c.find(file, fmt.Sprintf("it does not list %s %s", kind, member))
			}
		}
	}
}
