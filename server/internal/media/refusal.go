package media

import (
	"fmt"
	"net/http"
	"strings"
)

// Refusal of a file. Message is one sentence for the customer.
type Refusal struct {
	Code    string // empty_file, file_too_large, type_not_allowed, type_mismatch, storage_full
	Message string
	Status  int   // of the HTTP answer
	Err     error // for the operator; may be nil
}

func (r *Refusal) Error() string {
	if r.Err != nil {
		return "media: " + r.Code + ": " + r.Err.Error()
	}
	return "media: " + r.Code
}

func (r *Refusal) Unwrap() error { return r.Err }

func emptyFile() error {
	return &Refusal{Code: "empty_file", Status: http.StatusUnprocessableEntity, Message: "This file is empty."}
}

func tooLarge(limit int64, err error) error {
	return &Refusal{
		Code: "file_too_large", Status: http.StatusRequestEntityTooLarge, Err: err,
		Message: "This file is too large; the limit is " + bytesInWords(limit) + ".",
	}
}

func bytesInWords(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

func notAllowed(kinds []kind, found string) error {
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		names = append(names, k.word)
	}
	return &Refusal{
		Code: "type_not_allowed", Status: http.StatusUnsupportedMediaType,
		Message: "Files of this kind cannot be sent; these can: " + strings.Join(names, ", ") + ".",
		Err:     fmt.Errorf("the content is %s", found),
	}
}

func mismatch(found, claimed string) error {
	return &Refusal{
		Code: "type_mismatch", Status: http.StatusUnsupportedMediaType,
		Message: "This file does not hold what its name says; please send the original file.",
		Err:     fmt.Errorf("the content is %s, claimed was %s", found, claimed),
	}
}

func noRoom(err error) error {
	return &Refusal{
		Code: "storage_full", Status: http.StatusInsufficientStorage, Err: err,
		Message: "There is no room for files at the moment; please try again later.",
	}
}
