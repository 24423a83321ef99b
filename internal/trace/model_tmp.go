package trace

type fitted struct {
	none    float64
	weights map[string]float64
}

func (m fitted) calibrated(p float64) float64 { return p }
