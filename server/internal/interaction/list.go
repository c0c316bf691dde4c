package interaction

import "iter"

// chunk is how many elements of a List stand together: what one change copies.
const chunk = 32

// List is a sequence that shares its past: a longer or changed one is a new value,
// made by copying one chunk, and the old one stays as it was. So states may be kept
// and handed out, and the next event costs the same after five thousand as after ten.
// The zero List is empty.
type List[T any] struct {
	full [][]T // chunks that are full
	tail []T   // fewer than chunk, or as many
}

// Len is the number of elements.
func (l List[T]) Len() int { return len(l.full)*chunk + len(l.tail) }

// At returns the element at index i.
func (l List[T]) At(i int) T { return *l.at(i) }

func (l List[T]) at(i int) *T {
	if n := i / chunk; n < len(l.full) {
		return &l.full[n][i%chunk]
	}
	return &l.tail[i-len(l.full)*chunk]
}

// Last returns the last element; there must be one.
func (l List[T]) Last() T { return l.At(l.Len() - 1) }

// All elements, first to last.
func (l List[T]) All() iter.Seq2[int, T] { return l.From(0) }

// From index i on, to the last.
func (l List[T]) From(i int) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := max(i, 0); i < l.Len(); i++ {
			if !yield(i, *l.at(i)) {
				return
			}
		}
	}
}

// Backward yields the elements, last to first.
func (l List[T]) Backward() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := l.Len() - 1; i >= 0; i-- {
			if !yield(i, *l.at(i)) {
				return
			}
		}
	}
}

// Slice copies the elements.
func (l List[T]) Slice() []T {
	out := make([]T, 0, l.Len())
	for _, c := range l.full {
		out = append(out, c...)
	}
	return append(out, l.tail...)
}

// add an element. Only who owns the list may change it in place.
func (l *List[T]) add(v T, own bool) {
	if len(l.tail) == chunk {
		if own {
			l.full = append(l.full, l.tail)
		} else {
			l.full = append(l.full[:len(l.full):len(l.full)], l.tail)
		}
		l.tail = nil
	}
	if own {
		l.tail = append(l.tail, v)
		return
	}
	tail := make([]T, len(l.tail)+1)
	tail[copy(tail, l.tail)] = v
	l.tail = tail
}

// change the element at index i by f. Only who owns the list may do so in place.
func (l *List[T]) change(i int, own bool, f func(*T)) {
	if !own {
		if n := i / chunk; n < len(l.full) {
			l.full = append([][]T(nil), l.full...)
			l.full[n] = append([]T(nil), l.full[n]...)
		} else {
			l.tail = append([]T(nil), l.tail...)
		}
	}
	f(l.at(i))
}
