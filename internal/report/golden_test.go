package report_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); go test -update writes it anew:\n%s", name, diff)
	}
}

func TestGolden(t *testing.T) {
	for name, in := range map[string]report.Input{"full": fullWeek(), "empty": emptyWeek(), "quiet": quietWeek(), "hostile": hostileWeek()} {
		t.Run(name, func(t *testing.T) {
			r := report.Build(in, report.Options{})
			golden(t, name+".md", report.Markdown(r))
			golden(t, name+".txt", report.Terminal(r, 80, nil))
			golden(t, name+".csv", report.CSV(r))
			page, err := report.HTML(r)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".html", page)
			data, err := report.JSON(r)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".json", string(data))
		})
	}
}

// TestChart holds what a reader of a narrow or a printed page would miss: the axis lies where the newest bar is, from
// which the chart scrolls, its text keeps its size, and days have their year where a trend goes over more than one.
func TestChart(t *testing.T) {
	in := fullWeek()
	week, err := report.HTML(report.Build(in, report.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	in.From = in.To.AddDate(0, 0, -60)
	long, err := report.HTML(report.Build(in, report.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`viewBox="0 0 720 236"`, `.scroll svg { min-width: 45rem; }`, // 720 px
		`<text x="720" y="200" dy="4" text-anchor="end">0 %</text>`, `y="222" text-anchor="middle">9 Nov</text></g>`,
		`details::details-content { content-visibility: visible; }`,
	} {
		if !strings.Contains(week, want) {
			t.Errorf("a week lacks %s", want)
		}
	}
	for want, n := range map[string]int{`y="222" text-anchor="middle">`: 9, ` y="240" text-anchor="middle">`: 2, `>2025</text>`: 1, `>2026</text>`: 1, `viewBox="0 0 720 254"`: 1} {
		if got := strings.Count(long, want); got != n {
			t.Errorf("540 days have %d times %s, not %d", got, want, n)
		}
	}
}
