package config

import (
	"fmt"
	"io"
	"log/slog"
)

const redacted = "[redacted]"

// Secret is a value that no log, error, dump or encoder shows. Only Reveal gives it.
type Secret struct {
	value string
	file  string // where the value was read from, or is to be read from
}

// Reveal the value.
func (s Secret) Reveal() string { return s.value }

// IsSet reports whether there is a value.
func (s Secret) IsSet() bool { return s.value != "" }

func (Secret) String() string               { return redacted }
func (Secret) GoString() string             { return redacted }
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
func (Secret) MarshalYAML() (any, error)    { return redacted, nil }
func (Secret) LogValue() slog.Value         { return slog.StringValue(redacted) }

// Format covers the verbs that would look past String, such as %d and %x.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }
