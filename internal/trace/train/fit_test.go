package main

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s is %.4f, want %.4f", what, got, want)
	}
}

// TestMinimise finds the lowest point of a bowl that is far steeper in one direction than in another.
func TestMinimise(t *testing.T) {
	lowest := []float64{3, -1, 0.5}
	w := minimise(func(w, gradient []float64) float64 {
		total := 0.0
		for k, x := range w {
			steep, off := math.Pow(10, float64(2*k)), x-lowest[k]
			total += steep * off * off
			gradient[k] = 2 * steep * off
		}
		return total
	}, len(lowest))
	for k := range lowest {
		near(t, "a coordinate", w[k], lowest[k], 0.01)
	}
}

// drawn makes fixes whose right commits, or none, are drawn as a model says.
func drawn(m model, n int) []example {
	dice := rand.New(rand.NewPCG(1, 2))
	var all []example
	for range n {
		var e example
		for range 4 {
			e.rows = append(e.rows, []float64{5 + 10*dice.NormFloat64(), 1 + dice.NormFloat64(), 7})
			e.right = append(e.right, false)
		}
		left := dice.Float64()
		for i, p := range m.probabilities(e) {
			if left -= p; left < 0 {
				e.right[i] = true
				break
			}
		}
		all = append(all, e)
	}
	return all
}

// TestFit finds the weights by which the right answers were drawn, whatever the scale of a number. One that never
// differs tells nothing, and weighs nothing.
func TestFit(t *testing.T) {
	m := fit(drawn(model{[]float64{0.2, -2, 0}, 1}, 4000), 3, 0.1)
	for k, want := range []float64{0.2, -2, 0} {
		near(t, "a weight", m.weights[k], want, 0.1)
	}
	near(t, "none", m.none, 1, 0.2)

	held := fit(drawn(model{[]float64{0.2, -2, 0}, 1}, 4000), 3, 1e6)
	near(t, "a weight held near zero", held.weights[1], 0, 0.1)
}

// TestFitSeveral takes any of several right commits for right.
func TestFitSeveral(t *testing.T) {
	var all []example
	for range 50 {
		all = append(all, example{rows: [][]float64{{1}, {1}, {0}}, right: []bool{true, true, false}})
	}
	m := fit(all, 1, 1)
	p := m.probabilities(all[0])
	near(t, "the probability of the two", p[0]+p[1], 1, 0.1)
	near(t, "that of one of them", p[0], p[1], 1e-9)
}
