package templates

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/deskside/deskside/text"
)

// cleaned is a copy of a template's data with every string in it made safe to show. A
// string field is one line, unless its tag says clean:"text" (several lines, of a person),
// clean:"value" (several lines, short) or clean:"url" (an address that may be a link, or
// nothing). A list of strings is the steps of a path; a list of Fields is cut to as many as
// people read, and the field beside it, with the ending More, counts the rest. Nothing is
// left as it came: a type that the walker does not know is a fault of the code.
func cleaned[T any](data T) T {
	v := reflect.New(reflect.TypeOf(data)).Elem()
	v.Set(reflect.ValueOf(data))
	cleanStruct(v)
	return v.Interface().(T)
}

func cleanStruct(v reflect.Value) {
	t := v.Type()
	for i := range t.NumField() {
		f, field := v.Field(i), t.Field(i)
		switch f.Kind() {
		case reflect.String:
			f.SetString(cleanString(f.String(), field.Tag.Get("clean")))
		case reflect.Bool, reflect.Int:
		case reflect.Slice:
			switch list := f.Interface().(type) {
			case []string:
				f.Set(reflect.ValueOf(cleanLines(list)))
			case []Field:
				more := v.FieldByName(field.Name + "More")
				kept, left := cleanFields(list, int(more.Int()))
				f.Set(reflect.ValueOf(kept))
				more.SetInt(int64(left))
			default:
				panic(fmt.Sprintf("templates: nobody cleans %s.%s", t, field.Name))
			}
		default:
			panic(fmt.Sprintf("templates: nobody cleans %s.%s", t, field.Name))
		}
	}
}

func cleanString(s, how string) string {
	switch how {
	case "":
		return CleanLine(s)
	case "text":
		return CleanText(s)
	case "value":
		return defuse(cut(strings.TrimSpace(text.Visible(s)), maxValue))
	case "url":
		return cleanURL(s)
	}
	panic("templates: nobody cleans " + how)
}
