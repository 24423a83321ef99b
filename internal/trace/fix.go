package trace

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// FixOptions say how Fix looks.
type FixOptions struct {
	// IgnoreMessage uses the history alone: what the fix's message names, by trailer or otherwise, is not read; only
	// the words of its subject are.
	IgnoreMessage bool
	// Names gives what resolves the names of commits other than a SHA: pull requests, subjects, review numbers. It is
	// asked only where a message names such. Without it only SHAs are resolved.
	Names func(context.Context) (Names, error)
	// Beside are messages that speak for the fix too: that of the merge which brought it, where forges put what the
	// pull request said, or the pull request's own.
	Beside []string
	// Within are the paths in which to look at what the fix did; nil for all.
	Within map[string]bool
}

// Commits beyond the first are named where they are as probable as this, and so many in all.
const (
	leastShown  = 0.02
	mostAnswers = 5
)

// Fix names the commits that introduced what a fix repairs, best first: what its message names outright, else what its
// lines lead to and its message names in passing. Confidence is the probability that the commit is one of them,
// calibrated on histories whose fixes name their cause. The lines of a commit that only adds files lead to none; what
// its message names is given all the same.
func Fix(ctx context.Context, h History, sha string, o FixOptions) ([]incident.Offending, error) {
	v, unread := study(ctx, h, sha, o.Within)
	if v == nil || unread != nil && !incident.Absent(unread) {
		return nil, unread
	}
	answers, err := v.byWhatMayBreak(ctx, h)
	if err != nil {
		return nil, err
	}
	if !o.IgnoreMessage {
		named, err := v.named(ctx, h, o)
		if err != nil {
			return nil, err
		}
		answers = v.weighNamed(answers, named)
	}
	if len(answers) == 0 {
		return nil, cmp.Or(unread, v.fix.cut) // what the message says is enough where the lines can't be followed
	}
	var out []incident.Offending
	for _, a := range answers {
		if len(out) == mostAnswers || a.probability < leastShown && len(out) > 0 {
			break
		}
		out = append(out, v.offending(a))
	}
	switch {
	case unread != nil:
		out[0].Detail = append(out[0].Detail, "The fix's lines were not followed, as not all that it touches can be read here.")
	case v.fix.cut != nil:
		out[0].Detail = append(out[0].Detail, "Other lines in question are older than what this clone holds.")
	}
	return out, nil
}

// study finds all that may have introduced what a commit repairs, by what it did in some paths; nil for all. Where its
// lines can't be followed, the view of the commit alone comes with the error.
func study(ctx context.Context, h History, sha string, paths map[string]bool) (*view, error) {
	c, err := h.Commit(ctx, sha)
	if err != nil {
		return nil, err
	}
	f := &fix{commit: c, subject: Words(c.Subject()), phrases: phrasesOf(c.Subject()), code: map[string]bool{}}
	if len(c.Parents) == 0 {
		return newView(f, nil), nil
	}
	f.parent = c.Parents[0]
	if f.changes, err = h.Changes(ctx, sha); err != nil {
		return newView(f, nil), err
	}
	f.changes = within(f.changes, paths)
	all, err := gather(ctx, h, f)
	if err != nil {
		return newView(f, nil), err
	}
	return newView(f, all), nil
}

// within returns those of the changes that are in the paths; nil for all.
func within(changes []incident.Change, paths map[string]bool) []incident.Change {
	if paths == nil {
		return changes
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c incident.Change) bool { return !paths[c.Path] })
}

func (f *fix) onlyAdds() bool { return f.weight[roleDeleted] == 0 }

// answer is a commit that may have introduced what a fix repairs, with the probability of that.
type answer struct {
	commit      incident.Commit
	probability float64
	lines       *introducer     // what the fix's lines say of it; nil where they don't lead to it
	claim       *incident.Claim // by which the message names it; nil where it doesn't
}

// byLines gives each commit that the fix's lines lead to its probability, the most probable first.
func (v *view) byLines() []answer {
	var out []answer
	var numbers [][]float64
	for _, c := range v.all {
		if v.worth(c) && !v.harmless[c] {
			out = append(out, answer{commit: c.commit, lines: c})
			numbers = append(numbers, v.numbers(c))
		}
	}
	for i, p := range Weigh(v.fix.onlyAdds(), numbers) {
		out[i].probability = p
	}
	likeliestFirst(out)
	return out
}

// Lead is a commit to which the lines of another lead.
type Lead struct {
	Commit      incident.Commit
	Probability float64

	view  *view
	lines *introducer
}

// SharesWords reports whether its message has words of the other's subject.
func (l Lead) SharesWords() bool { return len(l.view.sharedWords(l.lines)) > 0 }

// ByLines tells to which commits the lines of another lead, as a fix's do, the most probable first.
func ByLines(ctx context.Context, h History, sha string) ([]Lead, error) {
	v, err := study(ctx, h, sha, nil)
	if err != nil {
		return nil, err
	}
	var out []Lead
	for _, a := range v.byLines() {
		out = append(out, Lead{a.commit, a.probability, v, a.lines})
	}
	return out, nil
}

func likeliestFirst(all []answer) {
	slices.SortStableFunc(all, func(a, b answer) int { return cmp.Compare(b.probability, a.probability) })
}

// offending tells of an answer, with the evidence.
func (v *view) offending(a answer) incident.Offending {
	o := incident.Offending{SHA: a.commit.SHA, Confidence: round(a.probability), LandedAt: a.commit.CommittedAt, Subject: a.commit.Subject()}
	if a.claim != nil {
		o.Evidence = append(o.Evidence, incident.EvidenceMessage)
		o.Detail = append(o.Detail, "The message names it: "+claimWords(*a.claim)+".")
	}
	if a.lines != nil && (a.claim == nil || len(a.lines.files) > 0) {
		o.Evidence = append(o.Evidence, incident.EvidenceLines)
		o.Detail = append(o.Detail, v.explain(a.lines)...)
	}
	return o
}

// round keeps as many digits as mean something.
func round(p float64) float64 { return math.Round(p*1000) / 1000 }
