package main

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestBest(t *testing.T) {
	for _, test := range []struct {
		p     []float64
		right []bool
		want  guess
	}{
		{nil, nil, guess{}},
		{[]float64{0.2, 0.5}, []bool{false, true}, guess{0.5, true, true}},
		{[]float64{0.2, 0.5}, []bool{true, false}, guess{0.5, false, true}},
		{[]float64{0.1, 0.2, 0.3, 0.4}, []bool{false, true, false, false}, guess{0.4, false, true}},
		{[]float64{0.1, 0.2, 0.3, 0.4}, []bool{true, false, false, false}, guess{0.4, false, false}},
	} {
		if got := best(test.p, example{right: test.right}); got != test.want {
			t.Errorf("best(%v, %v) = %+v, want %+v", test.p, test.right, got, test.want)
		}
	}
}

func TestFigures(t *testing.T) {
	for want, all := range map[string][]guess{
		"0 fixes: best right 0.000, among three 0.000, calibration error 0.000 (by chance 0.000), said with 0.9 or more 0.000, of them right 0.000": nil,
		// Two of 0.95 with one right are out by 0.9, one of 0.5 that is wrong by 0.5, one of 0.125 that is right by 0.875.
		"4 fixes: best right 0.500, among three 0.750, calibration error 0.569 (by chance 0.227), said with 0.9 or more 0.500, of them right 0.500": {{0.95, true, true}, {0.95, false, false}, {0.5, false, true}, {0.125, true, true}},
	} {
		if got := figures(all); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestCalibrate finds the line between what was said and what was seen. Fixes of which nothing was said are left out.
func TestCalibrate(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	var all []guess
	for range 20_000 {
		all = append(all, guess{right: true})
		said := dice.Float64()
		all = append(all, guess{said: said, right: dice.Float64() < odds(0.5*logit(said)+0.3)})
	}
	slope, shift := calibrate(all)
	near(t, "the slope", slope, 0.5, 0.05)
	near(t, "the shift", shift, 0.3, 0.05)
}

// TestFitInParts judges a small history by what was fitted on the others alone, and a large one by what was fitted on
// other stretches of it.
func TestFitInParts(t *testing.T) {
	var all []example
	add := func(repo, n, tells int) {
		for range n {
			e := example{repo: repo, rows: [][]float64{{0, 0}, {0, 0}}, right: []bool{true, false}}
			e.rows[0][tells] = 1
			all = append(all, e)
		}
	}
	add(0, 100, 0)
	add(1, 10, 1) // the second number tells here alone
	m, said := fitInParts(all, 2, 0.1)
	if p := m.probabilities(all[len(all)-1]); p[0] < 0.8 {
		t.Errorf("fitted on all, the small history's number gives %.2f", p[0])
	}
	for i, g := range said {
		if large := i < 100; large != (g.said > 0.8) {
			t.Fatalf("of fix %d is said %.2f", i, g.said)
		}
	}
}

// TestWriteWeights writes what the program can be built with: both models, each with its figures.
func TestWriteWeights(t *testing.T) {
	var b strings.Builder
	if err := writeWeights(&b, nil, 40); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"package trace\n", "\nfunc deletingModel() model {\n", "\nfunc addingModel() model {\n", "\n// 0 fixes: "} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}
