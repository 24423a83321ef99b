package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// JSON renders the review for programs. The names are stable.
func JSON(r Report) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// CSV renders the trend for a spreadsheet: one row a week, oldest first, numbers only.
func CSV(r Report) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	number := func(v *float64) string {
		if v == nil {
			return ""
		}
		return strconv.FormatFloat(*v, 'f', 4, 64)
	}
	rows := [][]string{{"from", "to", "landed", "reverts", "hotfixes", "held", "share", "median_live_hours"}}
	for _, week := range r.Trend {
		rows = append(rows, []string{
			week.day(), week.To.UTC().Format(time.DateOnly), strconv.Itoa(week.Landed), strconv.Itoa(week.Reverts), strconv.Itoa(week.Hotfixes),
			strconv.Itoa(week.Held), number(week.Share), number(week.MedianLive),
		})
	}
	_ = w.WriteAll(rows) // a strings.Builder takes everything
	return b.String()
}
