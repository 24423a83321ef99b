package detect

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// undoing returns what a message says of its commit that it undoes, by what surely names a commit of this history, be
// it in the body of one whose subject is about something else: "The hall flickers. This change reverts the fix of #12".
func (m *message) undoing() []incident.Claim {
	var out []incident.Claim
	add := func(refs []incident.Claim) {
		for _, r := range refs {
			if namesHere(r) && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	if m.undoes() && !startsWithAny(strings.TrimLeft(lower(m.title.layers[0].after), " "), backTo[:]) {
		add(m.title.layers[0].refs)
	}
	for _, n := range m.mentions {
		if n.inTitle || n.verb == redo || n.form == past || !n.saysUndoing() || n.asTest() {
			continue
		}
		what := n.sentence()
		switch low := strings.TrimLeft(lower(what), " \n"); {
		case startsWithAny(low, backTo[:]):
		case len(n.refs) > 0:
			add(n.refs)
		case low == "that", startsWithAny(low, thatChange[:]):
			add(m.oneBefore(n))
		case slices.Contains(leadsOn[:], unwrap(low)):
			_, below, _ := strings.Cut(n.after, "\n\n")
			add(commitLine(below))
		default:
			add(references(what, undoingReach))
		}
	}
	return out
}

// namesHere reports whether a claim names a commit of this history: by its SHA, its revision or the review or pull
// request, of no other repository, that it landed with.
func namesHere(c incident.Claim) bool {
	switch c.Type {
	case incident.ClaimSHA, incident.ClaimSVN, incident.ClaimDiff:
		return true
	case incident.ClaimPull:
		return !strings.Contains(c.Value, "#")
	}
	return false
}

// undoingReach is how far behind the verb stands what is undone, in bytes: "reverts the names of lamps in #12".
const undoingReach = 160

// backTo are words behind the verb that lead to what is there again.
var backTo = [...]string{"to ", "back to "}

// thatChange are words by which a sentence means what the one before it names.
var thatChange = [...]string{"that change", "that commit", "that part ", "that pr", "that by", "that and", "that,", "that:"}

// leadsOn are words behind the verb, at the end of a paragraph, by which it means what the next one begins with.
var leadsOn = [...]string{"commit", "this commit", "the commit", "the following commit", "part of", "parts of", "part of this commit", "part of commit"}

// saysUndoing reports whether a sentence tells of this commit that it undoes something, also as what does something
// else: "It lights the hall by reverting …", but not "It was lit by reverting …".
func (n mention) saysUndoing() bool {
	sentence := " " + n.before[strings.LastIndex(n.before, ". ")+1:]
	byDoing := n.form == ing && !n.indented && endsIn(sentence, " by ") && !hasPart(sentence, othersDoing[:])
	return n.says() || byDoing || n.form == third && endsIn(sentence, "the current change ")
}

// othersDoing are words by which something is told that could be done, or was.
var othersDoing = [...]string{" can ", " could ", " may ", " might ", " was ", " were ", " been ", " had "}

// sentence returns what follows the verb in its sentence.
func (n mention) sentence() string {
	after := paragraph(n.after, undoingReach)
	for i := 0; i+1 < len(after); i++ {
		if strings.IndexByte(".;!?", after[i]) >= 0 && strings.IndexByte(" \n", after[i+1]) >= 0 || strings.HasPrefix(after[i:], "\n* ") || strings.HasPrefix(after[i:], "\n- ") {
			return after[:i]
		}
	}
	return after
}

// oneBefore returns the one reference that stands before the verb in its paragraph; none where there are several. Where
// the verb begins its paragraph it returns the commit that the one before begins with.
func (m *message) oneBefore(n mention) []incident.Claim {
	all := strings.Split(m.body[:n.start], "\n\n")
	last := len(all) - 1
	if n.paragraph && last > 0 {
		return commitLine(all[last-1])
	}
	before := strings.TrimLeft(all[last], "\n")
	if refs := references(before, len(before)); len(refs) == 1 {
		return refs
	}
	return nil
}

// leadsToNext reports whether a paragraph says no more than that it undoes what the next one begins with: "This reverts
// part of".
func leadsToNext(p string) bool {
	low := lower(unwrap(cut(p, 80)))
	for i := range low {
		if w, found := verbAt(low, i); found {
			return opening(low[:i]) && slices.Contains(leadsOn[:], strings.TrimSpace(low[w.end:]))
		}
	}
	return false
}

// commitLine returns the commit with whose SHA a paragraph begins: "0123abcd hall: new lamps".
func commitLine(paragraph string) []incident.Claim {
	p := strings.TrimLeft(paragraph, "\n ")
	return references(p[:hexRun(p)], len(p))
}

// asTest reports whether a mention tells of how to check the change: "Revert #12 and confirm that the lamp is dim".
func (n mention) asTest() bool {
	return n.form == base && hasPart(lower(n.sentence()), []string{" and confirm", " and verify", " and check", " and see", " and observe"})
}
