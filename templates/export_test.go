package templates

// Samples are data of every type.
func Samples() []any { return samples() }
