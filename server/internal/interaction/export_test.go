package interaction

// Registry is what the codec knows.
func Registry() map[string]Data { return registry }
