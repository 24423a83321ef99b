package scan

import (
	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// confidence is the probability that the candidate is what the finding is about. The figures are shares that were right
// among the labelled findings of eight histories, see docs/accuracy.md, lowered where there were few.
func confidence(w *worded, c candidate) float64 {
	if c.led > 0 {
		return min(c.led, 0.9)
	}
	if c.raised {
		return 0.85
	}
	agreed, own := c.agreement().Undone, c.agreement().Own
	if c.undo.Back {
		agreed = 1
	}
	if !c.checked {
		switch {
		case w.Strength == detect.Weak:
			return 0.4
		case c.by == incident.ClaimSHA:
			return 0.95
		}
		return 0.85
	}
	var p float64
	switch {
	case agreed >= mostly && c.claim < 0 && own < explained && !c.beside:
		return 0.45 // a small change that what was undone holds too: as often wrong as right
	case agreed >= mostly && c.claim >= 0:
		p = [...]float64{detect.Weak: 0.9, detect.Likely: 0.97, detect.Strong: 0.99}[w.Strength]
	case agreed >= mostly:
		p = [...]float64{detect.Weak: 0.85, detect.Likely: 0.92, detect.Strong: 0.94}[w.Strength]
	case c.undo.Part && (w.Plain() || w.typed()):
		return 0.85
	case c.claim < 0 && w.Strength == detect.Weak:
		return 0.45 // right more often, but by content alone and by half: somebody should look
	case c.told() && w.Strength < detect.Strong:
		return 0.75
	case agreed >= partly || own >= mostly:
		return [...]float64{detect.Weak: 0.5, detect.Likely: 0.75, detect.Strong: 0.9}[w.Strength]
	case agreed >= barely:
		return 0.6
	case c.told():
		return 0.75
	case w.Strength == detect.Strong:
		return 0.45
	default:
		return 0.3
	}
	switch {
	case c.beside: // what it does beside is the undoing of the others
	case own < partly:
		p -= 0.2
	case own < 0.8:
		p -= 0.04
	}
	return p
}
