package connectors

// RehearsedRequest is a request of a rehearsal, which was not sent.
type RehearsedRequest struct {
	Method  string   `json:"method"`
	URL     string   `json:"url"`    // with its query
	Writes  bool     `json:"writes"` // it would change something
	Headers []string `json:"headers"`
	Body    string   `json:"body"` // laid out for reading, without secrets and without the bytes of files
}
