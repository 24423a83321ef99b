package config

import (
	"strings"
	"unicode"

	"github.com/ownup-dev/ownup/internal/incident"
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
		group, last, nested := strings.Cut(k.Name, ".")
		if d := incident.Distance(wrong, plain(k.Name)); d < least {
			best, least = k.Name, d
		}
		if !nested || strings.Contains(name, ".") {
			continue
		}
		if d := incident.Distance(wrong, plain(group)); d < least { // "label", with keys of its own
			best, least = group, d
		}
		if d := incident.Distance(wrong, plain(last)) + 1; d < least { // "repository" for "github.repository"
			best, least = k.Name, d
		}
	}
	if least > 1+len(wrong)/3 {
		return ""
	}
	return best
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
