package checklist

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
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

var rendered = map[string]func() incident.Incident{
	"full": fullFacts, "series": series, "sparse": hardlyAny, "hotfix": hotfix, "guess": guess, "together": together, "hostile": hostile,
}

func sampleOptions() Options {
	return Options{Now: sampleNow, Repository: "owner/name", Commands: true}
}

func TestGoldenIssues(t *testing.T) {
	for name, in := range rendered {
		title, body, err := Render(in(), nil, sampleOptions())
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".issue.md", "# "+title+"\n\n"+body)
		for format, suffix := range map[Format]string{Markdown: ".md", PlainText: ".txt"} {
			message, err := Message(in(), nil, format, sampleOptions())
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".message"+suffix, message)
		}
		f := followed(in())
		golden(t, name+".status.md", Status(f, sampleOptions()))
	}
}

func TestGoldenSentences(t *testing.T) {
	f := followed(fullFacts())
	o := sampleOptions()
	quiet := f
	quiet.Outcome = incident.Improved
	quiet.Progress.Measures = slices.DeleteFunc(slices.Clone(f.Progress.Measures), func(m incident.Measure) bool { return !m.Done() })
	ended := o
	ended.Now = f.WatchEnd
	precaution := followed(fullFacts())
	precaution.Outcome = incident.Precautionary
	precaution.Incident.Relands[0].Unchanged, precaution.Incident.Relands[0].Precaution = true, true
	_, errs := ParseCommands("/ownup clsoe\n/ownup due 1 tomorrow")
	for name, text := range map[string]string{
		"reminder": Reminder(f, o), "closing": Closing(quiet, ended), "closing-early": Closing(f, o), "closing-precaution": Closing(precaution, o),
		"dismissed": DismissNote("@mira", "planned all along."), "closed-early": ClosedEarlyNote(f.Progress),
		"courtesy": Courtesy(f.Incident, "#40"), "courtesy-hotfix": Courtesy(hotfix(), "https://github.com/owner/name/issues/40"), "reopened": ReopenedNote(f.Progress.Measures[1], f.Progress.Measures[1].FollowUps[0], o),
		"again":         AgainNote(incident.Finding{SHA: "1234567890abcdef", Subject: "Revert \"Sessions on disk\"", CommittedAt: sampleNow}),
		"measure-issue": MeasureIssue(f.Incident, f.Page, f.Progress.Measures[1]), "command-reply": CommandReply(errs),
		"hook": HookLine(incident.Finding{Kind: incident.Revert, SHA: "1234567890abcdef"}, false) + "\n" + HookLine(incident.Finding{Kind: incident.Hotfix}, true) + "\n",
	} {
		golden(t, "sentence-"+name+".md", text)
	}
}
