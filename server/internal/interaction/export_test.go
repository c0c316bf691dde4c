package interaction

// Fold the whole log of one interaction.
func Fold(id ID, events []Event) State { return State{ID: id}.Advance(events) }

// Registry is what the codec knows.
func Registry() map[string]Data { return registry }
