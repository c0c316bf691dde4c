package store

import (
	"reflect"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// What is kept takes about so many bytes: a state without events, and an event with
// what the state holds because of it, besides its data.
const (
	perState = 1280
	perEvent = 512
)

// weight of an event in memory, about.
func weight(e interaction.Event) int { return perEvent + weigh(reflect.ValueOf(e.Data)) }

// moment is a type of which nothing is its own but itself: zones are shared.
var moment = reflect.TypeFor[time.Time]()

// weigh what a value points to, and itself.
func weigh(v reflect.Value) int {
	if !v.IsValid() {
		return 0
	}
	n := int(v.Type().Size())
	switch v.Kind() {
	case reflect.String:
		n += v.Len()
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			n += weigh(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == moment {
			return n
		}
		n = 0
		for i := range v.NumField() {
			n += weigh(v.Field(i))
		}
	case reflect.Map:
		for all := v.MapRange(); all.Next(); {
			n += weigh(all.Key()) + weigh(all.Value())
		}
	case reflect.Pointer, reflect.Interface:
		n += weigh(v.Elem())
	default: // all there is of it has been counted
	}
	return n
}
