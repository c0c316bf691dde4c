package zendesk

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

const maxDepth = 64 // of nested JSON: a manifest needs six

var (
	errTrailing = errors.New("something follows the JSON value")
	errDeep     = errors.New("the JSON is nested too deeply")
)

// parse reads one JSON value and tells which keys come twice in their object,
// which encoding/json passes over in silence.
func parse(raw []byte) (v any, twice []string, err error) {
	r := reader{d: json.NewDecoder(bytes.NewReader(raw))}
	v, err = r.value("", 0)
	if err != nil {
		return nil, nil, err
	}
	if _, err := r.d.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, errTrailing
	}
	return v, r.twice, nil
}

type reader struct {
	d     *json.Decoder
	twice []string
}

func (r *reader) value(path string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	t, err := r.d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return r.object(path, depth)
	case json.Delim('['):
		list := []any{}
		for r.d.More() {
			v, err := r.value(path, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := r.d.Token()
		return list, err
	}
	return t, nil
}

func (r *reader) object(path string, depth int) (any, error) {
	out := map[string]any{}
	for r.d.More() {
		t, err := r.d.Token()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok {
			return nil, errors.New("a key is not a string")
		}
		at := key
		if path != "" {
			at = path + "." + key
		}
		if _, known := out[key]; known {
			r.twice = append(r.twice, at)
		}
		if out[key], err = r.value(at, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := r.d.Token()
	return out, err
}
