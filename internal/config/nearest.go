package config

import (
	"strings"
	"unicode"
)

// nearest returns the key that a person most likely meant by a misspelt one, or nothing when none is near.
func nearest(name string) string {
	if len(name) > 60 {
		return ""
	}
	plain := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "", " ", "").Replace(s))
	}
	wrong, best, least := plain(name), "", 1<<10
	for _, k := range table {
		_, last, nested := strings.Cut(k.Name, ".")
		d := distance(wrong, plain(k.Name))
		if nested { // "repository" for "github.repository"
			d = min(d, distance(wrong, plain(last))+1)
		}
		if d < least {
			best, least = k.Name, d
		}
	}
	if least > 1+len(wrong)/3 {
		return ""
	}
	return best
}

// distance is the Levenshtein distance with neighbouring letters swapped counted once.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, row := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		next := make([]int, len(t)+1)
		next[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			next[j+1] = min(next[j]+1, row[j+1]+1, row[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(t)]
}

// printable makes foreign text safe to be shown in a sentence.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, s)
}
