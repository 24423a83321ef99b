package detect

import (
	"strings"
	"unicode"
)

// Paragraphs that point to a reason, or name commits, and tell none.

// pointing are the words between names that tell no reason either.
var pointing = words{list: `addresses also and as backout backs bug change changeset close closes commit context depends details diff finishes fix fixes for hg info informs issue issues more on original
	out partially per pr pull re-fix ref reference references refers refix refs relates related related-bug re-opens reopen reopens request resolve resolved resolves revert reverted reverting reverts see task the
	this title titled to touches tracked updates xref`}

// onlyNames reports whether a text has nothing but names of commits, changes, tasks and issues: they point to a reason
// and are none.
func onlyNames(s string) bool { return onlyNamesAnd(s, nil) }

// onlyNamesAnd is onlyNames where some words more may stand between the names.
func onlyNamesAnd(s string, between *words) bool {
	for word := range strings.FieldsSeq(s) {
		word = strings.Trim(word, "()[],.;:*-/")
		if low := lower(word); strings.Contains(word, "://") || pointing.has(low) || between != nil && between.has(low) || numberedName(word) {
			continue
		}
		_, end, _ := refAt(word, 0, "")
		_, key := issueKey(word)
		if end != len(word) && key != len(word) && !task(word) {
			return false
		}
	}
	return true
}

// numberedName reports whether a word names an issue as "hall#12" or "PR12".
func numberedName(word string) bool {
	number, pr := strings.CutPrefix(word, "PR")
	if name, after, ok := strings.Cut(word, "#"); ok && name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) }) {
		return digits(after)
	}
	return pr && digits(number)
}

// seeWords are the words by which a sentence that begins with "see" tells what stands elsewhere.
var seeWords = words{list: `a about an at background by comment comments complete description detailed discussion discussions explanation explanations following full further have here in info information message my next
	original our please post question rationale reason reasons reasoning revert review thread why`}

// seeElsewhere reports whether a text does no more than point to where a reason stands: "See the discussion in #12 for
// details."
func seeElsewhere(s string) bool {
	return (hasFold(s, "see ") || hasFold(s, "see: ") || hasFold(s, "please see ")) && onlyNamesAnd(s, &seeWords)
}

// task reports whether a word is the name of a task or an incident, as Meta's tools write them.
func task(word string) bool {
	return len(word) >= 5 && strings.IndexByte("tTS", word[0]) >= 0 && 1+digitRun(word[1:]) == len(word)
}

// listsCommits reports whether a paragraph is a list of commits, as merges carry it: each line a SHA and a subject. One
// line alone may be a sentence, "0123abc broke the hall", but not where the subject is quoted.
func listsCommits(p string) bool {
	items, quoted := 0, false
	for line := range strings.Lines(p) {
		sha, subject, more := strings.Cut(strings.TrimSpace(line), " ")
		if !more || len(sha) < 7 || hexRun(sha) < len(sha) {
			return false
		}
		items++
		quoted = strings.HasPrefix(subject, `"`) && strings.HasSuffix(subject, `"`)
	}
	return items > 1 || quoted
}
