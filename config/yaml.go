package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxFile bounds a configuration file, in bytes; real ones have a few thousand.
const maxFile = 1 << 20

// readYAML decodes doc into l.cfg. It walks the nodes itself, since the library
// stops at the first unknown key and cannot tell what was meant.
func (l *loading) readYAML(doc []byte) {
	d := yaml.NewDecoder(bytes.NewReader(doc))
	var root, second yaml.Node
	switch err := d.Decode(&root); {
	case errors.Is(err, io.EOF):
		return // an empty file: everything may come from the environment
	case err != nil:
		l.fail("", "is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return
	}
	if err := d.Decode(&second); !errors.Is(err, io.EOF) {
		l.fail("", "holds more than one document")
		return
	}
	l.decode(root.Content[0], reflect.ValueOf(&l.cfg).Elem(), "")
}

func (l *loading) decode(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if path != "" {
		l.from.lines[path] = n.Line
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // written but empty: the default
	}
	t := into.Type()
	switch {
	case t == fieldsType:
		l.decodeFields(n, into, path)
	case t == labelType:
		l.decodeLabel(n, into, path)
	case isStruct(t):
		l.decodeStruct(n, into, path)
	case t.Kind() == reflect.Slice:
		l.decodeList(n, into, path)
	case n.Kind != yaml.ScalarNode:
		l.fail(path, "must be a single value, not a %s", kindName(n))
	default:
		if err := setScalar(into, n.Value); err != nil {
			l.fail(path, "%v", err)
		}
	}
}

func (l *loading) decodeStruct(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		l.fail(path, "must be keys and values, not a %s", kindName(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i].Value, n.Content[i+1]
		p := join(path, name)
		if n.Content[i].Kind != yaml.ScalarNode {
			l.failLine(n.Content[i].Line, path, "a key must be a single word")
			continue
		}
		if seen[name] {
			l.failLine(n.Content[i].Line, p, "stands here twice")
			continue
		}
		seen[name] = true
		s, ok := find(into.Type(), name)
		if !ok {
			l.failLine(n.Content[i].Line, p, "unknown key"+keyHint(name, keysOf(into.Type())))
			continue
		}
		f := into.FieldByIndex(s.index)
		if !s.file {
			l.decode(value, f, p)
			continue
		}
		var file string
		l.decode(value, reflect.ValueOf(&file).Elem(), p)
		f.Set(reflect.ValueOf(Secret{value: f.Interface().(Secret).value, file: file}))
	}
}

func (l *loading) decodeList(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind != yaml.SequenceNode {
		l.fail(path, "must be a list, not a %s", kindName(n))
		return
	}
	list := reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		l.decode(c, list.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
	into.Set(list)
}

func find(t reflect.Type, key string) (setting, bool) {
	for _, s := range settings(t) {
		if s.key == key {
			return s, true
		}
	}
	return setting{}, false
}

// setScalar keeps text as it is written, so that a number such as +15550100 or
// an id such as 0012 stays what it is.
func setScalar(into reflect.Value, text string) error {
	switch {
	case into.Type() == secretType:
		into.Set(reflect.ValueOf(Secret{value: text, file: into.Interface().(Secret).file}))
	case into.Type() == bytesType:
		b, err := parseBytes(text)
		if err != nil {
			return err
		}
		into.SetInt(int64(b))
	case into.Type() == durationType:
		d, err := parseDuration(text)
		if err != nil {
			return err
		}
		into.SetInt(int64(d))
	case into.Type() == lifeType:
		l, err := parseLife(text)
		if err != nil {
			return err
		}
		into.SetInt(int64(l))
	case into.Kind() == reflect.Int:
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return errors.New("must be a number such as 50")
		}
		into.SetInt(int64(n)) //nolint:gosec // of 31 bits
	case into.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("must be true or false")
		}
		into.SetBool(b)
	default:
		into.SetString(text)
	}
	return nil
}

// keyHint prefers a key of exactly that name in another place, a slip of
// indentation, to one that is merely spelt alike.
func keyHint(name string, known []string) string {
	for _, k := range Keys() {
		if last(k.Path) == name {
			return "; did you mean " + k.Path + "?"
		}
	}
	return hint(name, known)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "list"
	case yaml.MappingNode:
		return "group of keys"
	default:
		return "single value"
	}
}
