package torture

import (
	"testing"
	"time"
)

// TestWhatWaitedForAPersonMayComeLater: a photo that the CRM refused is overtaken by
// what came after it, its bytes and the note that tells of it alike. One that was
// not refused is not.
func TestWhatWaitedForAPersonMayComeLater(t *testing.T) {
	at := time.Now()
	for _, refused := range []bool{true, false} {
		s := &story{promises: []promise{
			{aPhoto, "hash1", "name1", at, at.Add(time.Second)},
			{aPhotoNote, "name1", "name1", at, at.Add(time.Second)},
			{aPhoto, "hash2", "name2", at.Add(2 * time.Second), at.Add(3 * time.Second)},
			{aPhotoNote, "name2", "name2", at.Add(2 * time.Second), at.Add(3 * time.Second)},
		}, aside: map[string]bool{"name1": refused}}
		v := newVerdict()
		v.order(s, &shelf{photos: []string{"hash2", "hash1"}, marks: []string{"name2", "name1"}}, view{})
		if want := map[bool]int{true: 0, false: 2}[refused]; v.outOfOrder != want {
			t.Errorf("refused: %v: %d out of order, want %d: %v", refused, v.outOfOrder, want, v.details)
		}
	}
}
