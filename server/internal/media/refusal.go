package media

import (
	"fmt"
	"net/http"
	"strings"
)

// Refusal of a file. Message is one sentence for the customer.
type Refusal struct {
	Code    string // see the functions below
	Message string
	Status  int   // of the HTTP answer
	Err     error // for the operator; may be nil

	final bool // the bytes are at fault: what has come of them is not kept
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
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GB", n>>30)
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
		Code: "type_not_allowed", Status: http.StatusUnsupportedMediaType, final: true,
		Message: "Files of this kind cannot be sent; these can: " + strings.Join(names, ", ") + ".",
		Err:     fmt.Errorf("the content is %s", found),
	}
}

func mismatch(found, claimed string) error {
	return &Refusal{
		Code: "type_mismatch", Status: http.StatusUnsupportedMediaType, final: true,
		Message: "This file does not hold what its name says; please send the original file.",
		Err:     fmt.Errorf("the content is %s, claimed was %s", found, claimed),
	}
}

// notAsked: it can be sent, but is no answer to what it is said to be for.
func notAsked(family, found string) error {
	message := "This is not a photo, and a photo was asked for."
	if family == "video" {
		message = "This is not a video, and a video was asked for."
	}
	return &Refusal{
		Code: "wrong_file", Status: http.StatusUnsupportedMediaType, final: true, Message: message,
		Err: fmt.Errorf("the content is %s, a file of the family %s was asked for", found, family),
	}
}

func noRoom(err error) error {
	return &Refusal{
		Code: "storage_full", Status: http.StatusInsufficientStorage, Err: err,
		Message: "There is no room for files at the moment; please try again later.",
	}
}

// longer than announced: nobody knows what the sender meant to send.
func longer() error {
	return &Refusal{
		Code: "longer_than_announced", Status: http.StatusUnprocessableEntity, final: true,
		Message: "More was sent of this file than was announced; please send it again.",
	}
}

func otherFile() error {
	return &Refusal{
		Code: "other_file", Status: http.StatusConflict,
		Message: "Another file is being sent under this id already.",
	}
}

func quotaUsed() error {
	return &Refusal{
		Code: "files_too_large", Status: http.StatusRequestEntityTooLarge,
		Message: "No more files fit into this conversation.",
	}
}

func tooMany() error {
	return &Refusal{
		Code: "too_many_uploads", Status: http.StatusTooManyRequests,
		Message: "Too many files are on their way at once; this one can be sent when another has arrived.",
	}
}

// elsewhere: another process is still waiting for a connection that broke.
func elsewhere() error {
	return &Refusal{
		Code: "upload_busy", Status: http.StatusServiceUnavailable,
		Message: "An earlier part of this file is still being received; try again in a moment.",
	}
}
