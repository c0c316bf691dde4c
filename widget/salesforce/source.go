package salesforce

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

const descriptionEnd = "-meta.xml"

// part of the package: one file of the source, with the tenant's values in it.
type part struct {
	kind   kind
	object string // of a field or an object
	member string // its name in package.xml; empty: none of its own
	file   string // below the kind's folder, as in the source
	doc    []byte
}

func (p part) isField() bool { return p.object != "" && path.Dir(p.file) != p.object }

// readSource gives all parts for a tenant, in the order of their files.
func readSource(values map[string]string, version string) ([]part, error) {
	var parts []part
	err := fs.WalkDir(source, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return nil
		}
		doc, err := fs.ReadFile(source, name)
		if err != nil {
			return err
		}
		folder, file, _ := strings.Cut(strings.TrimPrefix(name, root+"/"), "/")
		k, known := kindOf(folder)
		if !known {
			return fmt.Errorf("%s: no metadata is kept in %s", name, folder)
		}
		p := part{kind: k, file: file}
		if p.doc, err = filled(doc, values); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if strings.HasSuffix(file, descriptionEnd) && (k.content || k.bundle) {
			p.doc = ofVersion(p.doc, version)
		}
		p.name()
		parts = append(parts, p)
		return nil
	})
	return parts, err
}

// filled puts the tenant's values in the place of their names.
func filled(doc []byte, values map[string]string) ([]byte, error) {
	var unknown error
	out := placeholder.ReplaceAllFunc(doc, func(name []byte) []byte {
		value, ok := values[string(name)]
		if !ok {
			unknown = fmt.Errorf("no value for %s", name)
			return name
		}
		var escaped bytes.Buffer
		_ = xml.EscapeText(&escaped, []byte(value)) // a buffer takes everything
		return escaped.Bytes()
	})
	return out, unknown
}

// ofVersion makes code compile against the tenant's version of the platform.
func ofVersion(doc []byte, version string) []byte {
	return bytes.ReplaceAll(doc, []byte("<apiVersion>"+defaultAPIVersion+"</apiVersion>"), []byte("<apiVersion>"+version+"</apiVersion>"))
}

// name finds out what a part is called.
func (p *part) name() {
	base, described := strings.CutSuffix(path.Base(p.file), descriptionEnd)
	plain := strings.TrimSuffix(base, path.Ext(base))
	first, _, _ := strings.Cut(p.file, "/")
	switch {
	case p.kind.name == "CustomObject":
		p.object = first
		p.member = first
		if p.isField() {
			p.member = first + "." + strings.TrimSuffix(plain, ".field")
		}
	case p.kind.bundle:
		if described {
			p.member = first
		}
	case described:
		p.member = plain
	}
}

// packed gives the files of the zip, without package.xml.
func packed(parts []part) (map[string][]byte, error) {
	files := map[string][]byte{}
	objects := map[string]*element{}
	for _, p := range parts {
		switch {
		case p.object != "":
			e, err := parse(p.doc)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.file, err)
			}
			o := objects[p.object]
			if o == nil {
				o = &element{name: "CustomObject"}
				objects[p.object] = o
			}
			if p.isField() {
				e.name = "fields"
				o.children = append(o.children, e)
			} else {
				o.children = append(o.children, e.children...)
			}
		case p.kind.content || p.kind.bundle:
			files[path.Join(p.kind.folder, p.file)] = p.doc
		default:
			files[path.Join(p.kind.folder, strings.TrimSuffix(p.file, descriptionEnd))] = p.doc
		}
	}
	for name, o := range objects {
		slices.SortStableFunc(o.children, func(a, b *element) int { return strings.Compare(a.name, b.name) })
		files["objects/"+name+".object"] = o.write()
	}
	return files, nil
}

// manifest is package.xml: what of which kind is in the zip.
func manifest(parts []part, version string) []byte {
	members := map[string][]string{}
	for _, p := range parts {
		switch {
		case p.member == "":
		case p.isField():
			members[customField] = append(members[customField], p.member)
		case p.kind.name == "CustomObject" && !custom(p.object):
		default:
			members[p.kind.name] = append(members[p.kind.name], p.member)
		}
	}
	top := &element{name: "Package"}
	for _, name := range sortedKeys(members) {
		types := &element{name: "types"}
		slices.Sort(members[name])
		for _, m := range slices.Compact(members[name]) {
			types.children = append(types.children, &element{name: "members", text: m})
		}
		types.children = append(types.children, &element{name: "name", text: name})
		top.children = append(top.children, types)
	}
	top.children = append(top.children, &element{name: "version", text: version})
	return top.write()
}
