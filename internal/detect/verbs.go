package detect

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// verb is a word of undoing, redoing or hurrying.
type verb int

const (
	none verb = iota
	revert
	rollback
	backout
	undo
	redo // reapply, reland, recommit, reinstate, roll forward, unrevert
	hotfixWord
)

// form is the grammatical form in which a verb stands.
type form int

const (
	base  form = iota // "revert", also the noun
	third             // "reverts"
	past              // "reverted"
	ing               // "reverting"
)

// stem is the beginning of a word that may be a verb of ours. The prefilter looks for stems only, the rules ask
// for the whole word; so every word that a rule finds, the prefilter has found.
type stem struct {
	text string
	verb verb
}

// revTag is the acronym by which NumPy, SciPy and pandas begin the subject of a revert, in lower case (NumPy's
// development workflow, "Writing the commit message": "REV: revert an earlier commit").
const revTag = "rev: "

// downgrading begins the word for taking a dependency back to an older version; see downgradeAt.
const downgrading = "downgrad"

// stems lists all of them, lower case.
var stems = [...]stem{
	{"revert", revert},
	{revTag, revert},
	{"roll", rollback},
	{"back", backout},
	{"undo", undo},
	{"undid", undo},
	{downgrading, undo},
	{"reappl", redo},
	{"re-appl", redo},
	{"re appl", redo},
	{"reland", redo},
	{"re-land", redo},
	{"re land", redo},
	{"recommit", redo},
	{"re-commit", redo},
	{"reinstate", redo},
	{"re-instate", redo},
	{"resubmit", redo},
	{"re-submit", redo},
	{"re-merge", redo},
	{"redo ", redo},
	{"unrevert", redo},
	{"un-revert", redo},
	{"reintroduc", redo},
	{"re-introduc", redo},
	{"hotfix", hotfixWord},
	{"hot-fix", hotfixWord},
	{"hot fix", hotfixWord},
	{"hot_fix", hotfixWord},
}

// chinese are the words for undoing at the beginning of Chinese subjects: restore, roll back, take back, go back. No
// space parts them from what follows.
var chinese = [...]stem{
	{"还原", revert},
	{"回滚", rollback},
	{"撤销", undo},
	{"回退", rollback},
}

// late are the words for undoing that stand in a subject wherever their language puts its verb, mostly at the end:
// Japanese "put back" and "take back", Korean "roll back" and "turn back", and the Russian noun, which begins most. As
// they mean what a program does as well, content decides. lower leaves Cyrillic as it is.
var late = [...]string{"戻す", "戻し", "取り消", "롤백", "되돌", "откат", "Откат"}

// lateAt returns the word of that kind that begins at s[i:], if there is one there.
func lateAt(s string, i int) (word, bool) {
	if s[i] < utf8.RuneSelf {
		return word{}, false
	}
	for _, l := range late {
		if strings.HasPrefix(s[i:], l) {
			return word{verb: undo, late: true, start: i, end: i + len(l)}, true
		}
	}
	return word{}, false
}

// downgradeAt returns the word "downgrade" that begins at low[i:], if it begins the subject, or what follows its scope.
// As a log level may be downgraded too, content decides.
func downgradeAt(low string, i int) (word, bool) {
	if !strings.HasPrefix(low[i:], downgrading) || i > 0 && !endsIn(low[:i], ": ", "] ") {
		return word{}, false
	}
	return oneWord(word{verb: undo, start: i}, low, i, downgrading)
}

// endings lists, for each one-word stem, how the whole word may go on. "Reverte", "revertendo" and "revertido" are
// Portuguese, "revertir" and "revertidos" Spanish.
var endings = map[string]map[string]form{
	"revert": {
		"": base, "s": third, "ed": past, "ing": ing,
		"e": third, "endo": ing, "ido": past, "ir": base, "idos": past,
	},
	"undo":      {"": base, "es": third, "ne": past, "ing": ing},
	"undid":     {"": past},
	"appl":      {"y": base, "ies": third, "ied": past, "ying": ing, "ication": base},
	"land":      {"": base, "s": third, "ed": past, "ing": ing},
	"commit":    {"": base, "s": third, "ted": past, "ting": ing, "ed": past, "ing": ing},
	"submit":    {"": base, "s": third, "ted": past, "ting": ing},
	"merge":     {"": base, "s": third, "d": past},
	"instate":   {"": base, "s": third, "d": past},
	"introduc":  {"e": base, "es": third, "ed": past, "ing": ing},
	"unrevert":  {"": base, "s": third, "ed": past, "ing": ing},
	"un-revert": {"": base, "s": third, "ed": past, "ing": ing},
	"redo ":     {"": base},
	downgrading: {"e": base, "es": third, "ed": past, "ing": ing},
}

// word is a verb as it stands in a text.
type word struct {
	verb   verb
	form   form
	start  int
	end    int
	vague  bool // "redo", "reintroduce": words that often mean no reland
	jargon bool // "reland", "roll forward": words that mean nothing else
	late   bool // what is undone may stand before it
}

// verbAt returns the verb of undoing or redoing that begins at low[i:], a lower-case text, if there is one there.
func verbAt(low string, i int) (word, bool) {
	if i >= len(low) {
		return word{}, false
	}
	switch low[i] {
	case 'r', 'b', 'u', 'h', chinese[0].text[0], chinese[1].text[0], chinese[2].text[0]:
	default:
		return word{}, false
	}
	if i > 0 && (isWord(low[i-1]) || strings.IndexByte("/.\\$", low[i-1]) >= 0) {
		return word{}, false
	}
	rest := low[i:]
	for _, s := range chinese {
		if strings.HasPrefix(rest, s.text) {
			return word{verb: s.verb, start: i, end: i + len(s.text)}, true
		}
	}
	for _, s := range stems {
		if !strings.HasPrefix(rest, s.text) {
			continue
		}
		w := word{verb: s.verb, start: i}
		var ok bool
		switch {
		case s.text == revTag: // before a word of ours it is but a tag
			w.end, w.vague, ok = i+len("rev"), true, i == 0 && !hasStem(rest[len(revTag):])
			return w, ok
		case s.verb == rollback:
			w, ok = twoWords(w, low, i, "roll", "back", "forward")
			if ok && strings.Contains(low[w.start:w.end], "forward") {
				w.verb, w.jargon = redo, names(low[w.end:])
				w.vague = !w.jargon // "roll forward to 1.2" is a bump, and databases roll transactions forward
			}
		case s.verb == backout:
			w, ok = twoWords(w, low, i, "back", "out")
		default:
			w, ok = oneWord(w, low, i, s.text)
		}
		if ok && !identifier(low, w.end) && !w.feature(low) && !w.spokenOf(low) {
			return w, true
		}
	}
	return word{}, false
}

// feature reports whether "undo" or "redo" is what a program has: "undo/redo", "the undo and redo buttons".
func (w word) feature(low string) bool {
	switch rest := low[w.end:]; low[w.start:w.end] {
	case "undo":
		if endsIn(low[:w.start], " the ", " a ", " an ", " old ", " new ") && len(rest) > 1 && rest[0] == ' ' && isWord(rest[1]) && !names(rest) {
			return true // "use the old undo shortcut", but not "this is the undo of #12"
		}
		what, _, _ := strings.Cut(strings.TrimPrefix(rest, " "), " ")
		return undoParts.has(what) || startsWithAny(rest, []string{"/redo", " / redo", " redo", " and redo", " & redo", " button"})
	case "redo":
		return strings.HasPrefix(rest, " button") || endsIn(low[:w.start], "undo ", "undo and ", "undo & ", "undo / ")
	}
	return false
}

// undoParts are what undoing has in a program that does so: "revert the undo stack".
var undoParts = words{list: "buffer history manager queue shortcut shortcuts stack"}

// spokenOf reports whether something is said of reverts, in general: "reverts are found by their notes", "revert will
// wait for the checks".
func (w word) spokenOf(low string) bool {
	return w.form == third && strings.HasPrefix(low[w.end:], " are ") || w.start == 0 && strings.HasPrefix(low[w.end:], " will ")
}

// names reports whether what follows a verb is the name of a change, or where one may follow.
func names(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	if rest == "" || strings.IndexByte(":#\"'`]),.-0123456789", rest[0]) >= 0 {
		return true
	}
	first, _, _ := strings.Cut(rest, " ")
	return changeWords.has(strings.TrimRight(first, ":"))
}

// changeWords lead to the name of a change.
var changeWords = words{list: "of commit commits changelist change changes cl pr pull revision revert reverted"}

// oneWord completes a verb of one word by its ending.
func oneWord(w word, low string, i int, stem string) (word, bool) {
	root := stem
	if _, known := endings[root]; !known {
		root = strings.TrimLeft(strings.TrimPrefix(root, "re"), "- ")
	}
	end := i + len(stem)
	for end < len(low) && low[end] >= 'a' && low[end] <= 'z' {
		end++
	}
	f, ok := endings[root][low[i+len(stem):end]]
	w.form, w.end = f, end
	w.jargon = root == "land"
	w.vague = root == "introduc" || root == "redo " || root == "instate" || root == "submit"
	if stem == "redo " {
		w.end = i + len("redo")
		return w, true
	}
	return w, ok
}

// twoWords completes a verb whose second part may stand apart, with a hyphen, or after "it" or "this".
func twoWords(w word, low string, i int, first string, second ...string) (word, bool) {
	end := i + len(first)
	switch rest := low[end:]; {
	case strings.HasPrefix(rest, "ing"):
		w.form, end = ing, end+3
	case strings.HasPrefix(rest, "ed"):
		w.form, end = past, end+2
	case strings.HasPrefix(rest, "s"):
		w.form, end = third, end+1
	}
	joined := true
	if end < len(low) && strings.IndexByte(" -\n\t", low[end]) >= 0 {
		joined = false
		end++
	}
	if joined && w.form != base {
		return w, false
	}
	for _, between := range [...]string{"it ", "this ", "that ", "them ", "these "} {
		if strings.HasPrefix(low[end:], between) {
			end += len(between)
			break
		}
	}
	for _, s := range second {
		if !strings.HasPrefix(low[end:], s) {
			continue
		}
		e := end + len(s)
		switch rest := low[e:]; {
		case joined && strings.HasPrefix(rest, "ed"):
			w.form, e = past, e+2
		case joined && strings.HasPrefix(rest, "ing"):
			w.form, e = ing, e+3
		case strings.HasPrefix(rest, "s"):
			e++
		}
		if e < len(low) && low[e] >= 'a' && low[e] <= 'z' {
			continue
		}
		w.end = e
		return w, true
	}
	return w, false
}

// identifier reports whether the word that ends at end goes on as a name in code: revert_it, revert.c, revert().
func identifier(low string, end int) bool {
	rest := low[end:]
	return strings.HasPrefix(rest, "_") || strings.HasPrefix(rest, "()") || digitRun(rest) > 0 ||
		len(rest) > 1 && rest[0] == '.' && rest[1] >= 'a' && rest[1] <= 'z'
}

// undoneIn reports whether a subject begins by telling where the commit itself was undone later, as the logs of
// Subversion are edited to: "[Reverted in r1743957] …".
func (w word) undoneIn(low string) bool {
	rest := strings.TrimPrefix(low[w.end:], " in r")
	return w.form == past && digitRun(rest) >= 3 && !strings.ContainsFunc(low[:w.start], unicode.IsLetter)
}
