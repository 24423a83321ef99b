package detect

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// kind decides between revert and reapply. The subject has the first word; below it, what the message says of
// itself; then what it tells of others.
func (m *message) kind() incident.Kind {
	if m.title.worded() {
		undone := m.title.undone()
		if first := m.title.layers[0]; len(m.title.layers) == 1 && first.undo && (ofRevert(first.inner) || m.quotesRevert()) {
			undone = !undone
		}
		if revertBranch(m.title.rest) {
			undone = !undone
		}
		if undone {
			return incident.Revert
		}
		return incident.Reapply
	}
	if m.anew(attempts[:]) || m.putsBack() {
		return incident.Reapply
	}
	var says, told, tellsOfRevert bool
	for _, n := range m.mentions {
		switch {
		case n.verb == redo && (n.says() || n.inTitle):
			return incident.Reapply
		case n.verb == redo:
			told = true
		case n.form == past && !endsIn(n.before, "also ", "also, ", "is ", "are ", "i ", "i've ", "i've also ", "we ", "have "):
			if !n.inTitle || len(references(n.after, 40)) > 0 {
				tellsOfRevert = true
			}
		default:
			if ofRevert(n.after) || n.says() && (andRedo(n.after, 12) || n.reapplies()) {
				return incident.Reapply
			}
			says = true
		}
	}
	tells := told || tellsOfRevert // of another commit
	switch {
	case len(m.direct) > 0:
		return incident.Revert
	case tells && (!says || m.anew(enabling[:])), m.retried():
		return incident.Reapply
	}
	return incident.Revert
}

// quotesRevert reports whether the subject doesn't say what is undone and the original that the body quotes is a
// revert.
func (m *message) quotesRevert() bool {
	if first := m.title.layers[0]; first.quoted || first.power > 1 {
		return false
	}
	t := parseTitle(cut(m.quoted, titleLimit))
	return t.undone() && (len(t.layers[0].refs) > 0 || t.layers[0].quoted)
}

// revertBranch reports whether what is undone is, by its subject, the merge of a branch that a revert button named.
func revertBranch(inner string) bool {
	low := lower(inner)
	if !strings.HasPrefix(low, "merge ") {
		return false
	}
	_, id, ok := strings.Cut(low, "/revert-")
	if !ok {
		_, id, _ = strings.Cut(low, "'revert-")
	}
	return digitRun(id) >= 3 || hexRun(id) >= 7
}

// ofRevert reports whether what follows a verb of undoing is itself about a revert: "the revert of …",
// "r1, which reverted r2".
func ofRevert(after string) bool {
	low := strings.TrimLeft(lower(unwrap(paragraph(after, 160))), " :")
	for _, adjective := range [...]string{"accidental ", "unintended ", "inadvertent ", "partial "} {
		low = strings.TrimPrefix(low, adjective)
	}
	if startsWithAny(low, []string{"of the revert", "the revert", "my revert", "previous revert", "the previous revert", "revert ", "last revert", "that revert", "commit revert"}) {
		return true
	}
	for _, w := range [...]string{"which reverted", "which reverts", "that reverted", "which was a revert", "which is a revert", "(revert of", "which had reverted"} {
		if i := strings.Index(low, w); i >= 0 && i < 60 {
			return true
		}
	}
	return false
}

// andRedo reports whether what follows the reverted commit says that another is put back in its stead: "and
// recommit r2", ", restoring r2". skip is how many bytes the first reference takes at least.
func andRedo(after string, skip int) bool {
	low := lower(unwrap(paragraph(after, 200)))
	for i := 0; i+3 < len(low); i++ {
		if w, _ := verbAt(low, i); w.verb == redo && i >= skip && (i == 0 || endsIn(low[:i], "and ", ", ", "to ", "i.e. ")) {
			return true
		}
	}
	return strings.Contains(low, ", restoring ")
}

// reapplies reports whether the line of a mention is, taken as a title, a revert of a revert.
func (n mention) reapplies() bool {
	line, _, _ := strings.Cut(n.after, "\n")
	t := parseTitle("revert" + line)
	return len(t.layers) > 1 && !t.undone()
}

// attempts are words in a subject that say that something is tried once more.
var attempts = [...]string{
	"take 2", "take 3", "take two", "take ii", "second attempt", "2nd attempt", "attempt 2", "attempt #2", "third attempt", "another attempt",
	"try again", "second try", "2nd try", "try 2", "try #2", "again, this time", "(again)", "second landing", "3rd attempt", "attempt 3",
	"restore r", "restores r", "roll-forward", "2nd time", "re-rollout", "re-merge",
}

// enabling are words in a subject that may say so, when nothing else speaks against it.
var enabling = [...]string{"re-enable", "reenable", " again", "restore ", "bring back"}

// putsBack reports whether the subject begins with a word of bringing back and a title.
func (m *message) putsBack() bool {
	low := lower(m.subject)
	for _, start := range [...]string{"retry ", "restore ", "re-add ", "readd ", "bring back ", "put back ", "retry: "} {
		if rest, ok := strings.CutPrefix(low, start); ok && opensQuote(rest) > 0 {
			return true
		}
	}
	return false
}

// retries are words of a body that say so, where a revert is told of.
var retries = [...]string{
	"second attempt", "another attempt", "new attempt", "third attempt", "second try", "2nd attempt", "attempt 2", "retake of", "land this again",
	"landing again", "relanding", "resubmission", "try again", "trying again", "this time", "previous version of this patch", "previous attempt",
	"first attempt", "earlier attempt", "let's re-", "first landed in", "originally landed", "try to land", "re-do", "remake of", "similar attempt",
}

// anew reports whether the subject holds one of the words.
func (m *message) anew(words []string) bool { return hasPart(lower(m.subject), words) }

// retried reports whether the body holds one of the words of retrying.
func (m *message) retried() bool { return hasPart(m.lowBody, retries[:]) }

// worth judges the general form of the wording.
func (m *message) worth() Strength {
	named := false // the body says of itself what it undoes
	for _, n := range m.direct {
		if n.form == past && !n.paragraph {
			continue
		}
		if len(n.refs) > 0 && (!n.item && !n.bullet || m.title.worded()) {
			named = true
			break
		}
	}
	if !m.title.worded() {
		if named || m.namedBeside(revert, rollback, backout, undo, redo) {
			return Likely
		}
		return Weak
	}
	first := m.title.layers[0]
	switch {
	case first.quoted, first.power > 1, len(first.refs) > 0, named:
		return Strong
	case len(m.title.layers) > 1:
		return Likely
	case first.tagged, first.scoped:
		return Likely
	case first.colon:
		if m.subject[0] >= 'A' && m.subject[0] <= 'Z' && first.inner != "" {
			return Likely
		}
		return Weak
	}
	s := plain(first)
	if first.undo && slices.ContainsFunc(m.links(), func(c incident.Claim) bool { return c.Type == incident.ClaimSHA }) {
		return Likely // "scope: revert the fix of x" beside "Fixes: 0123abc"
	}
	return s
}

// namedBeside reports whether a subject about something else says beside that what is undone, with one of the verbs:
// "hall: no dimmer (reverts r4711)", "hall: mend the lamp by reverting #12".
func (m *message) namedBeside(verbs ...verb) bool {
	return slices.ContainsFunc(m.mentions, func(n mention) bool {
		switch {
		case !n.inTitle || !slices.Contains(verbs, n.verb):
			return false
		case n.form == third && endsIn(n.before, "(", ", ", "; ", ". ", "and ", "also ", "this ", "it ", "- "):
		case n.form == ing && n.verb != redo && endsIn(n.before, " by "):
		default:
			return false
		}
		refs, _, _ := refList(n.after, true)
		return len(refs) > 0
	})
}

// plain judges a verb followed by free words.
func plain(l layer) Strength {
	if l.vague {
		return Weak
	}
	low := lower(strings.TrimSpace(l.inner))
	if low == "" || low == "." {
		return Likely
	}
	if _, n := issueKey(strings.TrimSpace(l.inner)); n > 0 {
		return Likely
	}
	if !startsWithAny(low, otherThings[:]) && (startsWithAny(low, ofChanges[:]) || hasPart(low, tellingParts[:])) {
		return Likely
	}
	return Weak
}

// What free words behind a verb begin with where it undoes no change ("revert to the old lamp"), with where it does,
// and what they hold where it does.
var (
	otherThings = [...]string{"not ", "me", "to ", "back to ", "on ", "if ", "when ", "session", "transaction", "file", "in case", "support", "button"}
	ofChanges   = [...]string{
		"the ", "my ", "a ", "an ", "this ", "that ", "last ", "previous ", "prior ", "accidental", "unintended", "unintentional",
		"commit", "change", "changes", "patch", "recent ", "earlier ", "all ", "of ", "some ", "part ", "parts ", "due to", "because",
	}
	tellingParts = [...]string{" due to ", " because ", " until ", " for now", " as it ", " since it ", " commit", " patch", " broke", "change"}
)

// opens reports whether the body's first word is a verb of undoing or redoing, or whether it says of the commit that it
// undoes something, or the subject does beside.
func (m *message) opens() bool {
	low := strings.TrimLeft(m.lowBody, "\n\t ")
	w, ok := verbAt(low, 0)
	return ok && !w.vague || m.namedBeside(revert, rollback, backout, undo) || slices.ContainsFunc(m.direct, func(n mention) bool {
		return n.verb != redo && n.form != past && !n.bullet && !n.item
	})
}

// said returns the mentions in which the body says of this commit, with one of the verbs, what it undoes or redoes.
func (m *message) said(verbs ...verb) []mention {
	var out []mention
	for _, n := range m.direct {
		if slices.Contains(verbs, n.verb) {
			out = append(out, n)
		}
	}
	return out
}

// has reports whether the body holds the text, given in lower case.
func (m *message) has(low string) bool { return strings.Contains(m.lowBody, low) }

// after returns the text behind the first occurrence of the lower-case mark in the body, up to n bytes.
func (m *message) after(mark string, n int) (string, bool) {
	i := strings.Index(m.lowBody, mark)
	if i < 0 {
		return "", false
	}
	return cut(m.body[i+len(mark):], n), true
}

// undoes reports whether the subject's first layer is a verb of undoing.
func (m *message) undoes() bool { return m.title.worded() && m.title.layers[0].undo }

// named returns the references that the title or the sentences about this commit give directly.
func (m *message) named() []incident.Claim {
	var out []incident.Claim
	if m.title.worded() {
		out = append(out, m.title.layers[0].refs...)
	}
	for _, n := range m.direct {
		out = append(out, n.refs...)
	}
	return out
}

// names reports whether one of the direct references is of the type.
func (m *message) names(t incident.ClaimType) bool {
	return slices.ContainsFunc(m.named(), func(c incident.Claim) bool { return c.Type == t })
}
