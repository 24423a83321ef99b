package trace

import (
	"context"
	"math"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// How sure a link is that the message gives outright: assumed, for nothing here could be judged by more than what messages say.
// A SHA is written to name one commit; other kinds of names are resolved by likeness, or are used more than once.
const (
	sureNamed = 0.98
	sureOther = 0.9
)

// named is a commit that the message of a fix names.
type named struct {
	commit incident.Commit
	link   detect.Link
}

// namer resolves what the message of a fix names.
type namer struct {
	h     History
	index func(context.Context) (*Index, error) // nil: only SHAs are resolved
	v     *view
	found []named
}

// named returns what the message of the fix names, surest first.
func (v *view) named(ctx context.Context, h History, index func(context.Context) (*Index, error)) ([]named, error) {
	n := namer{h: h, index: index, v: v}
	for _, link := range detect.Links(v.fix.commit) {
		meant, err := n.meant(ctx, link.Claim)
		if err != nil {
			return nil, err
		}
		for _, sha := range meant {
			if err := n.add(ctx, sha, leaveOpen(link, len(meant))); err != nil {
				return nil, err
			}
		}
	}
	return n.found, nil
}

// leaveOpen is a link that leaves open which of several commits it means.
func leaveOpen(link detect.Link, several int) detect.Link {
	if several > 1 {
		link.How = max(link.How, detect.Worded)
	}
	return link
}

// meant returns the commits that a claim means.
func (n *namer) meant(ctx context.Context, claim incident.Claim) ([]string, error) {
	if claim.Type == incident.ClaimSHA {
		sha, err := n.h.Expand(ctx, claim.Value)
		if absent(err) || incident.ProblemOf(err) == incident.Usage {
			return nil, nil
		}
		return []string{sha}, err
	}
	if found := n.carriers(claim); len(found) > 0 || n.index == nil {
		return found, nil
	}
	x, err := n.index(ctx)
	if err != nil {
		return nil, err
	}
	return x.repaired(n.v.fix.commit.SHA, claim), nil
}

// carriers returns what carries a name among the commits that changed the fix's files, newest first. Their messages are read already, and what a
// fix repairs is mostly among them: that spares reading the whole history for its names.
func (n *namer) carriers(name incident.Claim) []string {
	var out []string
	for _, c := range n.v.all {
		if slices.Contains(detect.Names(c.commit), name) {
			out = append(out, c.commit.SHA)
		}
	}
	if len(out) >= maxCarriers {
		return nil // the name of so many is no one's
	}
	return out
}

// add adds a commit that is named. In place of a merge those stand that it brought and that the lines were followed to, if there are.
func (n *namer) add(ctx context.Context, sha string, link detect.Link) error {
	fix := n.v.fix.commit
	if sha == fix.SHA || slices.ContainsFunc(n.found, func(have named) bool { return have.commit.SHA == sha }) {
		return nil
	}
	c, err := n.h.Commit(ctx, sha)
	switch {
	case absent(err):
		return nil
	case err != nil:
		return err
	case c.CommittedAt.After(fix.CommittedAt):
		return nil // nothing repairs what is not there yet
	}
	brought, err := n.brought(ctx, c)
	if err != nil {
		return err
	}
	if len(brought) == 0 {
		brought = []incident.Commit{c}
	}
	for _, c := range brought {
		n.found = append(n.found, named{c, leaveOpen(link, len(brought))})
	}
	return nil
}

// brought returns the commits that a merge brought, of those that the lines were followed to; none for any other commit.
func (n *namer) brought(ctx context.Context, c incident.Commit) ([]incident.Commit, error) {
	if len(c.Parents) < 2 || n.index == nil {
		return nil, nil
	}
	x, err := n.index(ctx)
	if err != nil || !x.Has(c.SHA) {
		return nil, err
	}
	var out []incident.Commit
	for _, i := range n.v.all {
		if x.Has(i.commit.SHA) && x.broughtBy(x.number(i.commit.SHA), x.number(c.SHA)) {
			out = append(out, i.commit)
		}
	}
	return out, nil
}

// likelihood is what the lines say of a commit: the probability, 0 where they don't lead to it.
func likelihood(lines []answer, sha string) float64 {
	for _, a := range lines {
		if a.commit.SHA == sha && a.probability >= leastShown {
			return a.probability
		}
	}
	return 0
}

// weighNamed joins what the lines lead to and what the message names. What it names outright is all that counts; what it names in
// passing is one more witness.
func (v *view) weighNamed(lines []answer, all []named) []answer {
	var outright, passing []answer
	for _, n := range all {
		a := answer{commit: n.commit, lines: v.introducer(n.commit.SHA), claim: &n.link.Claim}
		switch {
		case n.link.How != detect.Outright:
			a.probability = odds(weighPassing(passingNumbers(lines, all, n)))
			passing = append(passing, a)
		case n.link.Type == incident.ClaimSHA:
			a.probability = sureNamed
			outright = append(outright, a)
		default:
			a.probability = sureOther
			outright = append(outright, a)
		}
	}
	if len(outright) > 0 {
		return outright
	}
	// What is left to the others shrinks as the chance that one of those named is right grows.
	before, after := 1.0, 1.0
	for _, a := range passing {
		before -= likelihood(lines, a.commit.SHA)
		after *= 1 - a.probability
	}
	for _, l := range lines {
		if !slices.ContainsFunc(passing, func(a answer) bool { return a.commit.SHA == l.commit.SHA }) {
			l.probability *= min(1, after/max(before, leastShown))
			passing = append(passing, l)
		}
	}
	likeliestFirst(passing)
	return passing
}

// introducer returns what the lines say of a commit, nil where they don't lead to it.
func (v *view) introducer(sha string) *introducer {
	for _, c := range v.all {
		if c.commit.SHA == sha {
			return c
		}
	}
	return nil
}

// PassingAspects name what the model sees of a commit that a fix's message names in passing.
var PassingAspects = [...]string{
	"any",     // one for each
	"listed",  // the lines lead to it
	"lines",   // … log-odds of the probability that they give it
	"rival",   // log-odds of the highest probability of a commit that isn't named
	"several", // others are named in passing too
	"worded",  // a link word leads to it
}

// PassingNumbers are those aspects of one commit.
type PassingNumbers [len(PassingAspects)]float64

// passingWeights are what "go run ./internal/trace/train passing" printed for forty histories; see docs/accuracy.md.
var passingWeights = PassingNumbers{1.156, 1.062, 0.217, -0.276, -2.096, 0.568}

func weighPassing(numbers PassingNumbers) float64 {
	sum := 0.0
	for i, x := range numbers {
		sum += passingWeights[i] * x
	}
	return sum
}

func passingNumbers(lines []answer, all []named, n named) PassingNumbers {
	rival := 0.0
	for _, l := range lines {
		if !slices.ContainsFunc(all, func(n named) bool { return n.commit.SHA == l.commit.SHA }) {
			rival = max(rival, l.probability)
		}
	}
	p := likelihood(lines, n.commit.SHA)
	numbers := PassingNumbers{1, yes(p > 0), 0, logOdds(rival), yes(len(all) > 1), yes(n.link.How == detect.Worded)}
	if p > 0 {
		numbers[2] = logOdds(p)
	}
	return numbers
}

// logOdds keeps away from certainty, where a probability says no more than how few were seen.
func logOdds(p float64) float64 {
	p = min(max(p, 0.01), 0.99)
	return math.Log(p / (1 - p))
}

func odds(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

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
	case incident.ClaimIssue:
		return "issue " + c.Value
	}
	return c.Value
}
