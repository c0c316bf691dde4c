package text

// longest word that is looked at, in bytes: no name is longer.
const longest = 64

// Nearest of the known words: the one that word was most likely meant to be; "" if
// none comes close.
func Nearest(word string, known []string) string {
	if len(word) > longest {
		return ""
	}
	best, at := "", max(2, len(word)/2)+1
	for _, k := range known {
		if len(k) > longest {
			continue
		}
		if d := distance(word, k); d < at {
			best, at = k, d
		}
	}
	return best
}

// distance counts the insertions, removals, replacements and swaps of
// neighbours that lead from a to b.
func distance(a, b string) int {
	var before []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
