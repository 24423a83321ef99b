package trace

import (
	"context"
	"math"
	"slices"
	"sort"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// FixOptions say how Fix looks.
type FixOptions struct {
	// IgnoreMessage uses the history alone: what the fix's message names, by trailer or otherwise, is not read; only the
	// words of its subject are.
	IgnoreMessage bool
	// Index gives the index that resolves what a message names by other than a commit's SHA: pull requests, subjects,
	// review numbers. It is asked only where a message names such. Without one only SHAs are resolved.
	Index func(context.Context) (*Index, error)
	// Most is the largest number of commits to name; 5 when zero.
	Most int
}

// How sure a link is that the message itself gives: assumed, for nothing here could be judged by more than what messages say.
// A SHA is written to name one commit; other kinds of names are resolved by likeness, or are used more than once.
const (
	sureNamed  = 0.98
	sureOther  = 0.9
	leastShown = 0.02 // commits less likely than this are not named
)

// Fix names the commits that introduced what a fix repairs, best first: from its message where that says so, else from
// the lines it touches. Confidence is the probability that the commit is one of them, calibrated on histories whose
// fixes name their cause. A commit with nothing to ask about (a merge's own changes, only new files) gives none.
func Fix(ctx context.Context, h History, sha string, o FixOptions) ([]incident.Offending, error) {
	v, err := study(ctx, h, sha)
	if err != nil {
		return nil, err
	}
	most := o.Most
	if most <= 0 {
		most = 5
	}
	if !o.IgnoreMessage {
		named, err := v.named(ctx, h, o.Index)
		if err != nil {
			return nil, err
		}
		if len(named) > 0 {
			return named[:min(len(named), most)], nil
		}
	}
	ranked := v.ranked()
	var out []incident.Offending
	for _, r := range ranked {
		if len(out) == most || r.probability < leastShown && len(out) > 0 {
			break
		}
		out = append(out, incident.Offending{
			SHA:        r.commit.SHA,
			Confidence: round(r.probability),
			Evidence:   []incident.Evidence{incident.EvidenceLines},
			LandedAt:   r.commit.CommittedAt,
			Subject:    r.commit.Subject(),
			Detail:     v.explain(r.introducer),
		})
	}
	return out, nil
}

// named resolves what the fix's message names.
func (v *view) named(ctx context.Context, h History, index func(context.Context) (*Index, error)) ([]incident.Offending, error) {
	var out []incident.Offending
	add := func(sha string, sure float64, claim incident.Claim) error {
		if sha == v.fix.commit.SHA || slices.ContainsFunc(out, func(o incident.Offending) bool { return o.SHA == sha }) {
			return nil
		}
		c, err := h.Commit(ctx, sha)
		if absent(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if c.CommittedAt.After(v.fix.commit.CommittedAt) {
			return nil // nothing repairs what is not there yet
		}
		o := incident.Offending{
			SHA: sha, Confidence: sure, Evidence: []incident.Evidence{incident.EvidenceMessage}, LandedAt: c.CommittedAt, Subject: c.Subject(),
			Detail: []string{"The message names it: " + claimWords(claim) + "."},
		}
		for _, i := range v.all {
			if i.commit.SHA == sha && len(i.files) > 0 {
				o.Evidence = append(o.Evidence, incident.EvidenceLines)
				o.Detail = append(o.Detail, v.explain(i)...)
			}
		}
		out = append(out, o)
		return nil
	}
	for _, claim := range detect.Links(v.fix.commit) {
		if claim.Type == incident.ClaimSHA {
			sha, err := h.Expand(ctx, claim.Value)
			if err == nil {
				err = add(sha, sureNamed, claim)
			}
			if err != nil && !absent(err) && incident.ProblemOf(err) != incident.Usage {
				return nil, err
			}
			continue
		}
		if index == nil {
			continue
		}
		x, err := index(ctx)
		if err != nil {
			return nil, err
		}
		if !x.Has(v.fix.commit.SHA) {
			continue
		}
		for _, c := range x.meant(x.number(v.fix.commit.SHA), claim) {
			if err := add(x.sha(c), sureOther, claim); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func claimWords(c incident.Claim) string {
	switch c.Type {
	case incident.ClaimPull:
		return "pull request " + c.Value
	case incident.ClaimSubject:
		return "“" + c.Value + "”"
	case incident.ClaimSVN:
		return "revision r" + c.Value
	case incident.ClaimChange:
		return "change " + c.Value
	case incident.ClaimDiff:
		return "differential " + c.Value
	}
	return c.Value
}

// rankedIntroducer is an introducer with the probability that the model gives it.
type rankedIntroducer struct {
	*introducer
	probability float64
}

// ranked gives each commit its probability and orders them, the most probable first.
func (v *view) ranked() []rankedIntroducer {
	var out []rankedIntroducer
	var numbers [][]float64
	for _, c := range v.all {
		if v.worth(c) {
			out = append(out, rankedIntroducer{introducer: c})
			numbers = append(numbers, v.numbers(c))
		}
	}
	for i, p := range Weigh(v.fix.onlyAdds(), numbers) {
		out[i].probability = p
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].probability > out[j].probability })
	return out
}

// round keeps as many digits as mean something.
func round(p float64) float64 { return math.Round(p*1000) / 1000 }
