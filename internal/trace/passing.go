package trace

import (
	"math"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// How sure a link is that the message gives outright: assumed, for nothing here could be judged by more than what
// messages say. A SHA is written to name one commit; other kinds of names are resolved by likeness, or are used more
// than once.
const (
	sureNamed = 0.98
	sureOther = 0.9
)

// likelihood is what the lines say of a commit: the probability, 0 where they don't lead to it.
func likelihood(lines []answer, sha string) float64 {
	for _, a := range lines {
		if a.commit.SHA == sha && a.probability >= leastShown {
			return a.probability
		}
	}
	return 0
}

// weighNamed joins what the lines lead to and what the message names. What it names outright is all that counts; what
// it names in passing is one more witness.
func (v *view) weighNamed(lines []answer, all []named) []answer {
	var outright, passing []answer
	for _, n := range all {
		a := answer{commit: n.commit, lines: v.introducer(n.commit.SHA), claim: &n.link.Claim}
		if n.link.How != detect.Outright {
			a.probability = chance(weighPassing(passingNumbers(lines, all, n)))
			passing = append(passing, a)
			continue
		}
		a.probability = sureOther
		if n.link.Type == incident.ClaimSHA || n.link.Type == incident.ClaimTag {
			a.probability = sureNamed
		}
		outright = append(outright, a)
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
var passingWeights = PassingNumbers{1.165, 1.045, 0.215, -0.277, -2.094, 0.536}

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

// chance is the probability that has these log-odds.
func chance(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
