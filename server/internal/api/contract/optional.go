package contract

// Opt is an optional member: a zero value is left out.
func Opt[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// Val of an optional member: zero where it was left out.
func Val[T any](p *T) T {
	var zero T
	if p == nil {
		return zero
	}
	return *p
}

// List is never null in JSON.
func List[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}
