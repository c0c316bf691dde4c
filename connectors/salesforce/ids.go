package salesforce

import "regexp"

var idForm = regexp.MustCompile(`^[A-Za-z0-9]{15}([A-Z0-5]{3})?$`)

// recordID gives the 18-character form of an id of the wanted kind. What has
// not the form of one belongs to no record, and never reaches the CRM.
func recordID(id, prefix string) (string, bool) {
	if !idForm.MatchString(id) || id[:3] != prefix {
		return "", false
	}
	long := id[:15] + checkLetters(id[:15])
	return long, len(id) == 15 || id == long
}

const (
	contactPrefix = "003"
	userPrefix    = "005"
	casePrefix    = "500"

	organizationPrefix = "00D"
)

// checkLetters codes which letters of a 15-character id are upper case, five a
// letter, so that the long form survives systems that fold case.
func checkLetters(id string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	var letters [3]byte
	for i := range letters {
		bits := 0
		for j := range 5 {
			if c := id[i*5+j]; 'A' <= c && c <= 'Z' {
				bits |= 1 << j
			}
		}
		letters[i] = alphabet[bits]
	}
	return string(letters[:])
}
