package main

import "math"

// example is a fix as the model sees it: for each commit its numbers and whether it is a right answer.
type example struct {
	rows  [][]float64
	right []bool
	repo  int // which file of samples it is from
}

// model gives a commit the score weights·numbers, and a fix whose cause is none of its commits the score none. The
// probability of each is the exponential of its score as a share of all: a conditional logit.
type model struct {
	weights []float64
	none    float64
}

// probabilities of the example's commits; what is missing to 1 is the probability of none.
func (m model) probabilities(e example) []float64 {
	p := make([]float64, len(e.rows))
	highest := m.none
	for i, row := range e.rows {
		for k, x := range row {
			p[i] += m.weights[k] * x
		}
		highest = max(highest, p[i])
	}
	sum := math.Exp(m.none - highest)
	for i := range p {
		p[i] = math.Exp(p[i] - highest)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// fit maximises the likelihood of the right answers (any of them, where a fix has several), less l2/2 times the squares
// of the weights of numbers scaled to unit variance.
func fit(examples []example, columns int, l2 float64) model {
	mean, spread := scale(examples, columns)
	scaled := make([]example, len(examples))
	for i, e := range examples {
		rows := make([][]float64, len(e.rows))
		for j, row := range e.rows {
			rows[j] = make([]float64, columns)
			for k, x := range row {
				if spread[k] > 0 {
					rows[j][k] = (x - mean[k]) / spread[k]
				}
			}
		}
		scaled[i] = example{rows: rows, right: e.right}
	}
	loss := func(w, gradient []float64) float64 {
		clear(gradient)
		m := model{w[:columns], w[columns]}
		total := 0.0
		for _, e := range scaled {
			p := m.probabilities(e)
			none, right := 1.0, 0.0
			for i := range p {
				none -= p[i]
				if e.right[i] {
					right += p[i]
				}
			}
			none = max(none, 0)
			possible := right > 0
			if possible {
				total -= math.Log(max(right, 1e-12))
			} else {
				total -= math.Log(max(none, 1e-12))
			}
			for i, row := range e.rows {
				d := p[i]
				if possible && e.right[i] {
					d -= p[i] / right
				}
				for k, x := range row {
					gradient[k] += d * x
				}
			}
			gradient[columns] += none
			if !possible {
				gradient[columns]--
			}
		}
		for k := range columns {
			total += l2 / 2 * w[k] * w[k]
			gradient[k] += l2 * w[k]
		}
		return total
	}
	w := minimise(loss, columns+1)
	m := model{make([]float64, columns), w[columns]}
	for k := range columns {
		if spread[k] > 0 {
			m.weights[k] = w[k] / spread[k]
			m.none += m.weights[k] * mean[k]
		}
	}
	return m
}

func scale(examples []example, columns int) (mean, spread []float64) {
	mean, spread = make([]float64, columns), make([]float64, columns)
	n := 0.0
	for _, e := range examples {
		for _, row := range e.rows {
			n++
			for k, x := range row {
				mean[k] += x
				spread[k] += x * x
			}
		}
	}
	for k := range mean {
		mean[k] /= max(n, 1)
		spread[k] = math.Sqrt(max(0, spread[k]/max(n, 1)-mean[k]*mean[k]))
		if spread[k] < 1e-9 {
			spread[k] = 0
		}
	}
	return mean, spread
}

// minimise finds the minimum of a convex function by L-BFGS (J. Nocedal, 1980) from the origin.
func minimise(f func(w, gradient []float64) float64, n int) []float64 {
	const memory, rounds = 12, 150
	w, g := make([]float64, n), make([]float64, n)
	at := f(w, g)
	var steps, turns [][]float64
	for range rounds {
		d := append([]float64(nil), g...)
		alpha := make([]float64, len(steps))
		for i := len(steps) - 1; i >= 0; i-- {
			alpha[i] = dot(steps[i], d) / dot(steps[i], turns[i])
			add(d, -alpha[i], turns[i])
		}
		if k := len(steps) - 1; k >= 0 {
			scaleBy(d, dot(steps[k], turns[k])/dot(turns[k], turns[k]))
		} else {
			scaleBy(d, 1/max(1, math.Sqrt(dot(d, d))))
		}
		for i := range steps {
			add(d, alpha[i]-dot(turns[i], d)/dot(steps[i], turns[i]), steps[i])
		}
		slope, length := dot(g, d), 1.0
		next, nextG := make([]float64, n), make([]float64, n)
		value := math.Inf(1)
		for length > 1e-10 {
			copy(next, w)
			add(next, -length, d)
			if value = f(next, nextG); value <= at-1e-4*length*slope {
				break
			}
			length /= 2
		}
		if !(value < at) {
			break
		}
		step, turn := make([]float64, n), make([]float64, n)
		for k := range w {
			step[k], turn[k] = next[k]-w[k], nextG[k]-g[k]
		}
		small := at-value < 1e-7*math.Abs(at)
		w, g, at = next, nextG, value
		if small {
			break
		}
		if dot(step, turn) > 1e-12 {
			steps, turns = append(steps, step), append(turns, turn)
		}
		if len(steps) > memory {
			steps, turns = steps[1:], turns[1:]
		}
	}
	return w
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func add(a []float64, x float64, b []float64) {
	for i := range a {
		a[i] += x * b[i]
	}
}

func scaleBy(a []float64, x float64) {
	for i := range a {
		a[i] *= x
	}
}
