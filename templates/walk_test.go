package templates_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/deskside/deskside/templates"
)

// TestNothingIsLeftUncleaned fills every string of every type of data with what is
// dangerous: no template shows it, whoever has forgotten what.
func TestNothingIsLeftUncleaned(t *testing.T) {
	s := builtinSet(t)
	for _, sample := range templates.Samples() {
		v := reflect.New(reflect.TypeOf(sample)).Elem()
		v.Set(reflect.ValueOf(sample))
		poison(v)
		switch d := v.Interface().(type) {
		case templates.Note:
			b := note(t, s, d)
			check(t, v.Type().String(), b)
		case templates.Line:
			line, err := s.Line(d)
			if err != nil || strings.ContainsAny(line, "\n\x00\x1b") || expanded.MatchString(line) {
				t.Errorf("%s: %q, %v", v.Type(), line, err)
			}
		default:
			t.Errorf("%s is neither a note nor a line", v.Type())
		}
	}
}

func poison(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			poison(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i))
		}
	case reflect.String:
		v.SetString(hostile + "\n" + forged)
	}
}
