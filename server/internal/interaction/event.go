package interaction

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// events of one subject, by their names in the log. A name is for ever.
type events map[string]Data

func merge(subjects ...events) events {
	all := events{}
	for _, s := range subjects {
		for name, d := range s {
			if all[name] != nil {
				panic("interaction: two events are called " + name)
			}
			all[name] = d
		}
	}
	return all
}

// Event is a fact about an interaction, numbered 1, 2, 3 …
type Event struct {
	N    int
	At   time.Time
	Data Data
}

// Data is the content of an event. The set of types is closed: each stands in the
// file of its subject, and the registry has its name.
type Data interface{ event() }

var names = func() map[reflect.Type]string {
	m := make(map[reflect.Type]string, len(registry))
	for name, d := range registry {
		m[reflect.TypeOf(d)] = name
	}
	return m
}()

// TypeName of an event as it stands in the log.
func TypeName(d Data) string { return names[reflect.TypeOf(d)] }

// Encode an event's data for the log.
func Encode(d Data) (name string, data []byte, err error) {
	name = TypeName(d)
	if name == "" {
		return "", nil, fmt.Errorf("interaction: %T is not an event", d)
	}
	data, err = json.Marshal(d)
	return name, data, err
}

// Decode what Encode made. Unknown fields are ignored: an older server may read
// a newer log during an upgrade.
func Decode(name string, data []byte) (Data, error) {
	zero, ok := registry[name]
	if !ok {
		return nil, fmt.Errorf("interaction: unknown event %q: a newer version has written it", name)
	}
	p := reflect.New(reflect.TypeOf(zero))
	if err := json.Unmarshal(data, p.Interface()); err != nil {
		return nil, fmt.Errorf("interaction: event %q: %w", name, err)
	}
	return p.Elem().Interface().(Data), nil
}

// EventNames of all events that this version knows, in order.
func EventNames() []string { return slices.Sorted(maps.Keys(registry)) }
