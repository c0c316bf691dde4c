package interaction

import (
	"fmt"
	"math"
	"strings"
)

// AskType is what is asked for.
type AskType string

// Types of asks.
const (
	AskText    AskType = "text"  // "type this for me"
	AskPhoto   AskType = "photo" // taken now, or chosen
	AskVideo   AskType = "video"
	AskPlace   AskType = "location" // where their device is
	AskConsent AskType = "consent"  // yes, to a sentence of the agent's; no is to decline
)

// askType is what is to be known of a type.
type askType struct {
	secret bool   // the answer can be kept out of the ticket
	label  int    // the most bytes of what is wanted
	files  int    // the most that it is answered with; 0: it is answered otherwise
	family string // of those files: the first part of their content type
}

var askTypes = map[AskType]askType{
	AskText:    {label: MaxLabel, secret: true},
	AskPhoto:   {label: MaxLabel, files: 4, family: "image"},
	AskVideo:   {label: MaxLabel, files: 1, family: "video"},
	AskPlace:   {label: MaxLabel, secret: true},
	AskConsent: {label: MaxSentence},
}

func (t AskType) known() bool {
	_, ok := askTypes[t]
	return ok
}

// MostFiles that an ask of this type is answered with. With the last of them it is over.
func (t AskType) MostFiles() int { return askTypes[t].files }

// Family of the files that it wants: the first part of their content type.
func (t AskType) Family() string { return askTypes[t].family }

// Place on earth, as a device says where it is.
type Place struct {
	Latitude  float64 `json:"latitude"`  // degrees
	Longitude float64 `json:"longitude"` // degrees
	Accuracy  float64 `json:"accuracy"`  // it is within so many metres of there
}

// halfway round the earth, in metres: nobody is further away from anything.
const halfway = 20_037_509

func (p Place) possible() bool {
	return math.Abs(p.Latitude) <= 90 && math.Abs(p.Longitude) <= 180 && p.Accuracy >= 0 && p.Accuracy <= halfway
}

// rounded to what a device can know: a tenth of a metre, and whole metres.
func (p Place) rounded() Place {
	return Place{math.Round(p.Latitude*1e6) / 1e6, math.Round(p.Longitude*1e6) / 1e6, math.Ceil(p.Accuracy)}
}

// String is what it is said as: degrees north and east, and metres.
func (p Place) String() string {
	return fmt.Sprintf("%.6f, %.6f (±%.0f m)", p.Latitude, p.Longitude, p.Accuracy)
}

// FileForAsk is why no file may be begun for an ask; nil: it may. After the end of the ask,
// too, for it is a file of the interaction all the same.
func (s State) FileForAsk(id string) error {
	one, ok := s.Asks.Ask(id)
	switch {
	case !ok:
		return refuse("unknown_ask")
	case one.Type.MostFiles() == 0:
		return refuse("wrong_answer")
	case len(one.Files)+len(one.Late) >= one.Type.MostFiles():
		return refuse("enough_files")
	}
	return nil
}

// receiveForAsk is what a file comes to that has been received for an ask: the last one that
// it takes answers it.
func (d *decider) receiveForAsk(id string) {
	if one, ok := d.Asks.Ask(id); ok && one.State == AskOpen && len(one.Files) >= one.Type.MostFiles() {
		d.add(AskAnswered{Ask: id, Files: one.Files})
	}
}

// mayBeForAsk refuses a file that is of no use to the ask that it says it is for.
func (d *decider) mayBeForAsk(id string, f File) error {
	one, ok := d.Asks.Ask(id)
	switch {
	case id == "":
		return nil
	case !ok:
		return refuse("unknown_ask")
	case !strings.HasPrefix(f.ContentType, one.Type.Family()+"/"):
		return refuse("wrong_file")
	}
	return nil
}
