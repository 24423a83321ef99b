package report_test

import (
	"flag"
	"os"
	"path/filepath"
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
