// Package detect finds reverts, reapplies and hotfixes by what commit messages say.
//
// It knows the wordings ("dialects") of docs/dialects.md, one family a file, and turns each message into a
// finding with the references it makes. A reference is a claim: nothing here looks at a history, so nothing
// here can know whether a claim is true. Strength says how much the wording alone is worth, for whoever
// checks the content.
//
// It is pure: no input or output, no clock. Messages are hostile text. All functions take time linear in the
// length of the message, and what the rules read of it is bounded: its first 16 KiB and its last 16 KiB.
package detect

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Strength says how much a wording is worth by itself, before any content is compared.
type Strength int

// The strengths, weakest first.
const (
	// Weak: a word of undoing or redoing stands somewhere. Most such commits are neither; only content decides.
	Weak Strength = iota + 1
	// Likely: the message says so plainly but in free words, or beside a subject about something else. Content
	// should not contradict; the kind may have to be turned when what is named is itself a revert.
	Likely
	// Strong: a form that is written by a tool, or that names what it undoes in the subject. Right by itself.
	Strong
)

// String returns the strength as a word.
func (s Strength) String() string {
	switch s {
	case Weak:
		return "weak"
	case Likely:
		return "likely"
	case Strong:
		return "strong"
	}
	return "none"
}

// Finding is what the wording of one commit gives: SHA, Kind, Dialect, Subject, CommittedAt, Claims (best
// first), Partial and Because of the embedded finding are set, the rest is for those who resolve it.
type Finding struct {
	incident.Finding
	Strength Strength
	Titled   bool // the subject, or the title of what a merge brought, begins with the word of undoing or redoing
	Vague    bool // … which may be a scope ("revert: x") or mean something else ("reintroduce x")
	Opens    bool // the body begins with such a word: "Reverted the previous check-in …", or the message says so of the commit: "This patch reverts …"
	Hasty    bool // the subject calls it a hotfix before the word of undoing, "hotfix: revert the dimmer", or its branch does, which it is where nothing was undone
	Anew     bool // the subject says that something is done once more, which is a reapply only beside what else is said: "x (take 2)", "re-enable x"

	Reverters []incident.Claim // of what it names, what it tells to have been a revert: "was reverted in D12"
	Reverts   []incident.Claim // … and what its body says, by their SHAs, that it reverts itself: "This reverts commit 12ab…"
	Undoing   []incident.Claim // … and what it says, by SHA or number and in whatever sentence, that it undoes itself: "… by reverting #12"
}

// Plain reports whether the subject begins with a word of undoing or redoing that hardly means anything else.
func (f Finding) Plain() bool { return f.Titled && !f.Vague }

// AsksForIncident reports whether the wording alone is plain enough to act on, before the history is asked: a revert or
// a hotfix that hardly means anything else. A reapply asks for none.
func (f Finding) AsksForIncident() bool { return f.Strength >= Likely && f.Kind != incident.Reapply }

// Options are what a team may choose. The zero value stands for the defaults.
type Options struct {
	// HotfixBranches are beginnings of branch names, lower case; "hotfix/", "hotfix-", "hotfix_", "hot-fix/",
	// "hot-fix-", "hot_fix/", "hot_fix_" and "hotfixes/" where there are none. A branch counts also where the beginning
	// follows a slash ("user/hotfix-login").
	HotfixBranches []string
}

// family is one dialect: a rule that reads a message and says what it found.
type family struct {
	dialect string
	find    func(*message) (hit, bool)
}

// hit is what one family says of a message.
type hit struct {
	kind     incident.Kind // empty: the family names things but leaves the kind to the subject
	strength Strength
	claims   []ranked
	partial  bool
}

// families lists every dialect, the most particular first: of several that are equally strong, the first
// gives the finding its name.
var families = []family{
	{Squash, squash},
	{Flutter, flutter},
	{PyTorch, pytorch},
	{Submission, submission},
	{Rietveld, rietveld},
	{Gerrit, gerrit},
	{Mozilla, mozilla},
	{Meta, meta},
	{Go, golang},
	{Google, google},
	{RevertN, revertN},
	{Bors, bors},
	{GitLab, gitlab},
	{Branch, branch},
	{Partial, partial},
	{MergeRevert, mergeRevert},
	{Reapply, reapply},
	{Reference, reference},
	{Reland, reland},
	{Twisted, twisted},
	{Conventional, conventional},
	{SVN, svn},
	{GitHub, github},
	{Git, git},
	{Pull, pull},
	{JAX, jax},
	{Prose, prose},
	{Hotfix, hotfix},
}

// Commit returns the finding that the wording of c's message gives, and whether there is one. For the merge of
// a branch the branch's name in the subject counts as wording too.
func Commit(c incident.Commit, o Options) (Finding, bool) {
	if !o.mayFind(c.Message) {
		return Finding{}, false
	}
	m := read(c.Message, o)
	f := Finding{Finding: incident.Finding{
		SHA: c.SHA, Subject: m.subject, CommittedAt: c.CommittedAt,
	}}
	var claims []ranked
	for _, fam := range families {
		h, ok := fam.find(m)
		if !ok {
			continue
		}
		claims = append(claims, h.claims...)
		f.Partial = f.Partial || h.partial
		if h.strength > f.Strength {
			f.Strength, f.Dialect, f.Kind = h.strength, fam.dialect, h.kind
		}
	}
	if f.Strength == 0 {
		return Finding{}, false
	}
	if f.Kind != incident.Hotfix {
		f.Kind = m.kind()
		f.Because = because(m)
	}
	if pulls := trailingPulls(m.subject); len(pulls) > 0 && !m.title.worded() { // else the title knows which number is its own
		claims = slices.DeleteFunc(claims, func(c ranked) bool { return c.Claim == pulls[0] })
	}
	f.Undoing = m.undoing()
	for _, c := range f.Undoing {
		claims = append(claims, ranked{c, nearby})
	}
	f.Claims = best(claims)
	if f.Titled = m.title.worded(); f.Titled {
		first := m.title.layers[0]
		f.Vague = first.vague || first.colon && f.Strength == Weak
	}
	f.Hasty = m.hasty()
	f.Opens, f.Reverters, f.Reverts = m.opens(), m.reverters(), m.reverts()
	f.Anew = m.anew(attempts[:]) || m.anew(enabling[:])
	return f, true
}

// ranked is a claim with its place among the others: the lower, the surer that it is what the commit undoes.
type ranked struct {
	incident.Claim
	rank int
}

// The ranks of claims.
const (
	direct   = iota // "This reverts commit …"
	titled          // the reference or the quoted subject in the commit's own subject
	nested          // the number inside the quoted subject; what lies below the first layer
	loosely         // somewhere in the sentence
	nearby          // … after a verb that nothing directly follows, or before one
	linking         // after "Fixes:" and its like
	anywhere        // in the body, where nothing is named in a better place
)

// maxClaims bounds the claims of one finding: a message can hold any number of references.
const maxClaims = 64

// best sorts the claims, removes repetitions and drops the rank.
func best(claims []ranked) []incident.Claim {
	slices.SortStableFunc(claims, func(a, b ranked) int { return a.rank - b.rank })
	var out []incident.Claim
	for _, c := range claims {
		if len(out) == maxClaims {
			break
		}
		if !slices.ContainsFunc(out, func(have incident.Claim) bool { return same(have, c.Claim) }) {
			out = append(out, c.Claim)
		}
	}
	return out
}

// same reports whether two claims say the same; of two SHAs one may be the abbreviation of the other.
func same(a, b incident.Claim) bool {
	if a.Type != b.Type {
		return false
	}
	if a.Type == incident.ClaimSHA {
		return strings.HasPrefix(a.Value, b.Value) || strings.HasPrefix(b.Value, a.Value)
	}
	return a.Value == b.Value
}

// rank gives all claims the same rank.
func rank(rank int, claims []incident.Claim) []ranked {
	out := make([]ranked, len(claims))
	for i, c := range claims {
		out[i] = ranked{c, rank}
	}
	return out
}
