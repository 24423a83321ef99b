package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Behind returns who stands behind a commit beside its author, as its message tells: co-authors, who asked for it, on
// whose behalf it was made. Bots that revert at the push of a button name so the person who pushed it.
func Behind(message string) []incident.Person {
	var out []incident.Person
	subject, body := split(bound(message))
	body, _, _ = own(body)
	for line := range strings.Lines(subject + "\n" + body) {
		line = strings.TrimSpace(cut(line, 400))
		key, value, _ := strings.Cut(line, ":")
		if value = strings.TrimSpace(value); value != "" && behindKeys.has(strings.ReplaceAll(lower(key), " ", "-")) {
			out = append(out, person(value))
			continue
		}
		_, who, _ := strings.Cut(line, " on behalf of ")
		who, _, _ = strings.Cut(who, " ")
		// A login or its address: the next word may as well be one of "on behalf of the release team".
		at := strings.HasPrefix(who, "@") || strings.Contains(who, "://")
		if name := strings.Trim(who[strings.LastIndexByte(who, '/')+1:], "@.,;"); at && name != "" {
			out = append(out, incident.Person{Name: name})
		}
	}
	return out
}

// behindKeys begin the lines in which such people are named, lower case.
var behindKeys = words{list: "co-authored-by requested-by initiated-by"}

// person reads "Ada Lovelace <ada@example.org>", or a name alone.
func person(s string) incident.Person {
	name, rest, _ := strings.Cut(s, "<")
	email, _, _ := strings.Cut(rest, ">")
	return incident.Person{Name: strings.Trim(name, " @"), Email: strings.TrimSpace(email)}
}
