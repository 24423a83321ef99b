package report_test

import (
	"flag"
	"fmt"
	stdhtml "html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
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
			r := report.Build(in)
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
	narrow := report.Terminal(report.Build(fullWeek()), 40, func(tone report.Tone, text string) string {
		return fmt.Sprintf("<%d>%s</>", tone, text)
	})
	golden(t, "narrow.txt", narrow)
}

// TestAxis holds where the axis ends above the highest bar.
func TestAxis(t *testing.T) {
	for landedChanges, want := range map[int]string{1: "100 %", 3: "40 %", 10: "10 %", 11: "10 %", 13: "8 %", 18: "6 %", 30: "4 %", 60: "2 %", 1000: "0.1 %", 1300: "< 0.1 %"} {
		in := report.Input{From: from, To: to, Landed: landed(0, landedChanges), Chains: []incident.Chain{chain(1, incident.Revert, at(10, 0), 0, incident.Open, "")}}
		page, err := report.HTML(report.Build(in))
		if err != nil {
			t.Fatal(err)
		}
		got := regexp.MustCompile(`y="28" dy="4" text-anchor="end">([^<]*)<`).FindStringSubmatch(page)
		if len(got) == 0 || stdhtml.UnescapeString(got[1]) != want {
			t.Errorf("1 of %d: the axis ends at %q, want %s", landedChanges, got, want)
		}
		if n := strings.Count(page, "<rect"); n != 1 || strings.Contains(page, "NaN") {
			t.Errorf("1 of %d: %d bars: %s", landedChanges, n, page)
		}
	}
}

// TestChart holds what a reader of a narrow or a printed page would miss: the axis lies where the newest bar is, from
// which the chart scrolls, its text keeps its size, and days have their year where a trend goes over more than one.
func TestChart(t *testing.T) {
	in := fullWeek()
	week, err := report.HTML(report.Build(in))
	if err != nil {
		t.Fatal(err)
	}
	in.Chains = append(in.Chains, chain(400, incident.Hotfix, at(10, 0), 0, incident.Open, ""))
	mixed, err := report.HTML(report.Build(in))
	if want := "In this one, 3 of 118 (2.5 %)"; err != nil || !strings.Contains(stdhtml.UnescapeString(mixed), want) {
		t.Errorf("it does not say %q, %v", want, err)
	}
	in.From = in.To.AddDate(0, 0, -60)
	long, err := report.HTML(report.Build(in))
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
