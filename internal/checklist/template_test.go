package checklist

import (
	"strconv"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestOwnTemplatesPassTheirOwnCheck(t *testing.T) {
	if _, err := ParseTemplate("own.md", DefaultTemplate()); err != nil {
		t.Error(err)
	}
	if _, err := ParseMessageTemplate("own.md", DefaultMessageTemplate()); err != nil {
		t.Error(err)
	}
}

func eight() string {
	var b strings.Builder
	b.WriteString("{{.Marker}}\n\n")
	for i, id := range incident.Steps {
		b.WriteString("## Schritt " + strconv.Itoa(i+1) + " <!-- ownup:step=" + string(id) + " -->\n\n- [ ] <!-- ownup:task=" + string(id) + " --> Erledigt\n\n")
	}
	return b.String()
}

func TestTranslatedTemplate(t *testing.T) {
	text := `{{define "title"}}Zurückgenommen: {{.Subject}}{{end}}` + eight() + "{{range .Offending}}* {{.Subject}}{{end}}\n"
	tmpl, err := ParseTemplate("de.md", text)
	if err != nil {
		t.Fatal(err)
	}
	title, body, err := Render(hostile(), tmpl, sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(title, "Zurückgenommen: ") {
		t.Errorf("title %q", title)
	}
	harmless(t, body)
	p, err := Parse(strings.ReplaceAll(body, "[ ]", "[x]"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p.Steps {
		if !s.Complete() {
			t.Errorf("step %s is not read back", s.ID)
		}
	}
}

func TestTemplateWithoutTitleKeepsOurs(t *testing.T) {
	tmpl, err := ParseTemplate("plain.md", eight())
	if err != nil {
		t.Fatal(err)
	}
	if title, _, _ := Render(fullFacts(), tmpl, sampleOptions()); title != "Reverted: Keep sessions in memory" {
		t.Errorf("title %q", title)
	}
}

func TestTemplateMistakes(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"syntax":             {eight() + "{{if}}", "Line 35 of the issue template `t.md`"},
		"unknown field":      {"{{.Marker}}\n\n{{.Blame}}", "Line 3 of the"},
		"… names it":         {"{{.Marker}}\n\n{{.Blame}}", ".Blame"},
		"unknown function":   {"{{.Marker}}\n{{shout .Key}}", "function \"shout\" not defined"},
		"no marker":          {strings.Replace(eight(), "{{.Marker}}", "", 1), "doesn't print {{.Marker}}"},
		"quoted marker":      {"> " + eight(), "doesn't print {{.Marker}}"},
		"missing step":       {strings.Replace(eight(), "ownup:step=learn", "learn", 1), "lacks the marker of the step learn"},
		"step in a fence":    {strings.Replace(eight(), "## Schritt 8", "```\n## Schritt 8", 1), "lacks the marker of the step improve"},
		"needs facts":        {eight() + "{{(index .Offending 0).Subject}}", "Line 35"},
		"endless":            {`{{define "a"}}{{template "a"}}{{end}}` + eight() + `{{template "a"}}`, "can't be used"},
		"longer than facts":  {eight() + strings.Repeat("long ", 10_000), "keep it below"},
		"prints without end": {eight() + `{{define "b"}}` + strings.Repeat("x", 1000) + `{{end}}` + strings.Repeat(`{{template "b"}}`, 1800), "more than"},
	} {
		_, err := ParseTemplate("t.md", c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, c.want)
			continue
		}
		if strings.Contains(err.Error(), "\n") || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%s: not one sentence: %q", name, err)
		}
	}
	if _, err := ParseMessageTemplate("m.md", "Hello {{.Nobody}}"); err == nil || !strings.Contains(err.Error(), "Line 1") {
		t.Errorf("message template: %v", err)
	}
}

// TestDraftWithinADraft is that a team's own draft may hold ownup's, and never itself.
func TestDraftWithinADraft(t *testing.T) {
	own, err := ParseMessageTemplate("m.md", "Dear all,\n\n{{.Draft}}")
	if err != nil {
		t.Fatal(err)
	}
	_, body, err := Render(samples()[0], nil, Options{Now: sampleNow, Message: own})
	if err != nil || strings.Count(body, "Dear all,") != 1 || !strings.Contains(body, "> > Hello,") {
		t.Errorf("%v\n%s", err, body)
	}
}
