package trace

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/ownup-dev/ownup/internal/incident"
)

// explain says in plain sentences what speaks for a commit: which lines, in which file, how they got there.
func (v *view) explain(c *introducer) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	lines := func(r role) []spot {
		var s []spot
		for _, x := range c.spots {
			if x.clue.weight[r] > 0 {
				s = append(s, x)
			}
		}
		return s
	}
	deleted := lines(roleDeleted)
	if len(deleted) == 0 && v.fix.onlyAdds() {
		deleted = lines(roleTrivial)
	}
	if n := len(deleted); n > 0 {
		does := "deletes or changes"
		if v.fix.moves {
			does = "moves elsewhere"
		}
		say("It wrote %s that the fix "+does+": %s.", lineCount(n, v.fix.beyond.deleted), places(deleted))
	}
	if c.tokens > c.part[roleDeleted]+0.001 {
		say("It brought words that the fix takes out; the lines they stand in were changed again since.")
	}
	if beside := append(lines(roleAbove), lines(roleBelow)...); len(beside) > 0 {
		say("It wrote %s next to what the fix adds: %s.", incident.Count(len(beside), "line"), places(beside))
	}
	if body := lines(roleBody); len(body) > 0 {
		if header := lines(roleHeader); len(header) > 0 {
			say("It wrote the function that the fix touches, and %s in it: %s.", lineCount(len(body), v.fix.beyond.body), places(header))
		} else if len(deleted) == 0 {
			say("It wrote %s of the function that the fix touches: %s.", lineCount(len(body), v.fix.beyond.body), places(body))
		}
	}
	if len(c.named) > 0 {
		say("It wrote %s with what the fix's new lines use (%s): %s.", incident.Count(len(c.named), "line"), namesOf(c.named), places(c.named))
	}
	if c.restored > 0 {
		say("The fix puts back lines that it had taken out.")
	}
	if shared := v.sharedWords(c); len(shared) > 0 {
		say("Its message shares %s with the fix's subject.", strings.Join(shared, ", "))
	}
	if len(out) == 0 {
		say("It changed the same files before the fix did.")
	}
	return out
}

// maxNames bounds how many names one sentence tells.
const maxNames = 3

// namesOf quotes the names that lines hold.
func namesOf(spots []spot) string {
	var names []string
	for _, s := range spots {
		for _, n := range s.clue.names {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	slices.Sort(names)
	text := "`" + strings.Join(names[:min(len(names), maxNames)], "`, `") + "`"
	if n := len(names) - maxNames; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// lineCount counts lines, which may be more where not all were asked about.
func lineCount(n int, orMore bool) string {
	if orMore {
		return "at least " + incident.Count(n, "line")
	}
	return incident.Count(n, "line")
}

// maxPlaces bounds how many places one sentence names.
const maxPlaces = 3

// places names lines as the fix's parent numbers them, with the path they were written under where that was another.
func places(spots []spot) string {
	type run struct{ path, then, text string }
	var runs []run
	slices.SortStableFunc(spots, func(a, b spot) int {
		if a.path != b.path {
			return strings.Compare(a.path, b.path)
		}
		return a.clue.line - b.clue.line
	})
	for i := 0; i < len(spots); {
		j := i + 1
		for j < len(spots) && spots[j].path == spots[i].path && spots[j].from.path == spots[i].from.path &&
			spots[j].clue.line <= spots[j-1].clue.line+1 {
			j++
		}
		text := fmt.Sprint(spots[i].clue.line + 1)
		if last := spots[j-1].clue.line + 1; last > spots[i].clue.line+1 {
			text += fmt.Sprintf("–%d", last)
		}
		then := ""
		if spots[i].from.path != spots[i].path {
			then = spots[i].from.path
		}
		runs = append(runs, run{spots[i].path, then, text})
		i = j
	}
	var b strings.Builder
	for i, r := range runs {
		if i == maxPlaces {
			fmt.Fprintf(&b, " and %d more", len(runs)-i)
			break
		}
		switch {
		case i == 0:
			b.WriteString(r.path + ":" + r.text)
		case r.path == runs[i-1].path && r.then == runs[i-1].then:
			b.WriteString(", " + r.text)
		default:
			b.WriteString("; " + r.path + ":" + r.text)
		}
		if last := i+1 == len(runs) || i+1 == maxPlaces || runs[i+1].path != r.path || runs[i+1].then != r.then; last && r.then != "" {
			b.WriteString(" (then " + r.then + ")")
		}
	}
	return b.String()
}

// sharedWords quotes up to four words of the fix's subject that are in the commit's message, the rarest first.
func (v *view) sharedWords(c *introducer) []string {
	var shared []string
	for w := range v.fix.subject {
		if v.message[c][w] && v.inMessages.of(w) > 1 && strings.ContainsFunc(w, unicode.IsLetter) {
			shared = append(shared, w)
		}
	}
	slices.SortFunc(shared, func(a, b string) int {
		if x, y := v.inMessages.having[a], v.inMessages.having[b]; x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	// Words are compared by their stems; people are shown whole ones.
	shared = shared[:min(len(shared), 4)]
	for i, s := range shared {
		for _, w := range strings.FieldsFunc(v.fix.commit.Subject(), func(r rune) bool { return !letter(r) }) {
			if stemmed(w) == s {
				shared[i] = "“" + w + "”"
				break
			}
		}
	}
	return shared
}
