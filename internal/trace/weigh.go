package trace

import "math"

// model is a conditional logit: it gives a commit the score weights·numbers, and the case that the cause is none of the
// commits the score none. The probability of each is the exponential of its score as a share of all.
type model struct {
	none    float64
	weights map[string]float64 // by aspect
	// slope and shift turn the logarithm of the odds of that probability into that of those seen: a fix can have
	// several causes, and what is not among the aspects makes everything less sure than they say.
	slope, shift float64
}

func (m model) calibrated(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return chance(m.slope*math.Log(p/(1-p)) + m.shift)
}

// Weigh gives each of the commits that may have introduced what a fix repairs its probability, by its numbers (see
// Aspects). Several can be right at once, and it can be none of them.
func Weigh(onlyAdds bool, commits [][]float64) []float64 {
	m := deletingModel()
	if onlyAdds {
		m = addingModel()
	}
	weights := make([]float64, len(aspects()))
	for i, a := range aspects() {
		weights[i] = m.weights[a.name]
	}
	out := make([]float64, len(commits))
	highest := m.none
	for i, numbers := range commits {
		for k, x := range numbers {
			out[i] += weights[k] * x
		}
		highest = max(highest, out[i])
	}
	sum := math.Exp(m.none - highest)
	for i := range out {
		out[i] = math.Exp(out[i] - highest)
		sum += out[i]
	}
	for i := range out {
		out[i] = m.calibrated(out[i] / sum)
	}
	return out
}
