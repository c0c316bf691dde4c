package config

import (
	"reflect"
	"strings"
)

const (
	envPrefix  = "DESKSIDE_"
	fileSuffix = "_file"
)

var (
	secretType   = reflect.TypeFor[Secret]()
	bytesType    = reflect.TypeFor[Bytes]()
	durationType = reflect.TypeFor[Duration]()
	lifeType     = reflect.TypeFor[Life]()
	fieldsType   = reflect.TypeFor[Fields]()
	labelType    = reflect.TypeFor[Label]()
)

// setting is one key of a struct of settings. A secret's file twin is a setting
// of its own that leads to the same field.
type setting struct {
	key   string
	index []int // of its field, as reflect has it
	file  bool  // the twin: its value is the path of a file that holds the secret
}

// settings of a struct, in its order; those of an embedded one are its own.
func settings(t reflect.Type) []setting {
	var out []setting
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("key")
		if f.Anonymous {
			for _, s := range settings(f.Type) {
				s.index = append([]int{i}, s.index...)
				out = append(out, s)
			}
		}
		if key == "" {
			continue
		}
		out = append(out, setting{key: key, index: []int{i}})
		if f.Type == secretType {
			out = append(out, setting{key: key + fileSuffix, index: []int{i}, file: true})
		}
	}
	return out
}

func keysOf(t reflect.Type) []string {
	var keys []string
	for _, s := range settings(t) {
		keys = append(keys, s.key)
	}
	return keys
}

// isStruct reports whether t is a group of settings rather than one value.
func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != secretType && t != labelType
}

// Key is one setting, for references and completeness tests.
type Key struct {
	Path   string // accounts[].client_secret
	Env    string // DESKSIDE_ACCOUNTS_<NAME>_CLIENT_SECRET
	Type   string // text, number, number of bytes, time, yes or no, secret, file of a secret, list of texts (by language), names and values
	Secret bool
}

// Keys lists every setting there is.
func Keys() []Key { return keysUnder(reflect.TypeFor[Config](), "", envPrefix) }

func keysUnder(t reflect.Type, path, env string) []Key {
	var out []Key
	for _, s := range settings(t) {
		f := t.FieldByIndex(s.index)
		p, e := path+s.key, env+strings.ToUpper(s.key)
		switch {
		case isStruct(f.Type):
			out = append(out, keysUnder(f.Type, p+".", e+"_")...)
		case f.Type.Kind() == reflect.Slice && isStruct(f.Type.Elem()):
			out = append(out, keysUnder(f.Type.Elem(), p+"[].", e+"_<NAME>_")...)
		default:
			out = append(out, Key{Path: p, Env: e, Type: typeName(f.Type, s.file), Secret: f.Type == secretType && !s.file})
		}
	}
	return out
}

func typeName(t reflect.Type, file bool) string {
	switch {
	case file:
		return "file of a secret"
	case t == secretType:
		return "secret"
	case t == bytesType:
		return "number of bytes"
	case t == durationType:
		return "time"
	case t == fieldsType:
		return "names and values"
	case t == labelType:
		return "text, or texts by language"
	case t.Kind() == reflect.Int:
		return "number"
	case t.Kind() == reflect.Bool:
		return "yes or no"
	case t.Kind() == reflect.Slice && t.Elem() == labelType:
		return "list of texts, or of texts by language"
	case t.Kind() == reflect.Slice:
		return "list of texts"
	}
	return "text"
}
