package report_test

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

// TestSetAside is that an incident which a person has dismissed is told as that, in every form.
func TestSetAside(t *testing.T) {
	one := incident.Following{
		Page: incident.Page{Ref: "#1", Key: "r-1", Title: "Reverted: fetch", State: incident.PageClosed, CreatedAt: at(10, 0), ClosedAt: at(11, 0)},
	}
	aside := one
	aside.Outcome = incident.Dismissed
	two := one
	two.Page.Ref, two.Page.Key, two.Page.State = "#2", "r-2", incident.PageOpen
	r := report.Build(report.Input{From: from, To: to, Followed: []incident.Following{aside, two}}, report.Options{})
	if want := "2 new incidents (1 set aside)."; r.Headline != want {
		t.Errorf("headline %q, want %q", r.Headline, want)
	}
	data, err := report.JSON(r)
	if err != nil {
		t.Fatal(err)
	}
	page, err := report.HTML(r)
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{"markdown": report.Markdown(r), "html": page, "json": string(data), "terminal": report.Terminal(r, 100, nil)} {
		if !strings.Contains(text, "set aside") || form != "json" && strings.Count(text, "0/8 steps done") != 1 {
			t.Errorf("%s: %s", form, text)
		}
	}
}
