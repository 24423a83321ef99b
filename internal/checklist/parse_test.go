package checklist

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ownup-dev/ownup/internal/incident"
)

func day1() time.Time { return time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC) }

func TestMeasures(t *testing.T) {
	sha := strings.Repeat("0a", 20)
	for line, want := range map[string]incident.Measure{
		"- [ ] Check the size":                                              {Text: "Check the size"},
		"- [x] Check the size":                                              {Text: "Check the size", Ticked: true},
		"* [X] Check the size":                                              {Text: "Check the size", Ticked: true},
		"1. [ ] Check the size":                                             {Text: "Check the size"},
		"- [ ] Check it <!-- a note of mine -->":                            {Text: "Check it"},
		"- [ ] Check<br>it\\\n  again":                                      {Text: "Check it again"},
		"- [ ] Check it @mira":                                              {Text: "Check it", Owner: "@mira"},
		"- [ ] Check it (@mira), due 2026-12-01.":                           {Text: "Check it", Owner: "@mira", Due: day1()},
		"- [ ] Check it – @org/team due: 2026-12-01":                        {Text: "Check it", Owner: "@org/team", Due: day1()},
		"- [ ] @mira: check it due on 2026-12-01 #12":                       {Text: "check it", Owner: "@mira", Due: day1(), Refs: []string{"#12"}},
		"- [ ] Check it (prevention) @mira due 2026-12-01 #12 owner/name#3": {Text: "Check it", Type: "prevention", Owner: "@mira", Due: day1(), Refs: []string{"#12", "owner/name#3"}},
		"- [ ] Check it type: detection":                                    {Text: "Check it", Type: "detection"},
		"- [ ] Check it. (Mitigation)":                                      {Text: "Check it.", Type: "mitigation"},
		"- [ ] As in r-0123abc4567d @mira":                                  {Text: "As in r-0123abc4567d", Owner: "@mira"},
		"- [ ] Use lib 1.2.3-deadbeef1":                                     {Text: "Use lib 1.2.3-deadbeef1"},
		"- [ ] Check it - 0123abc4567d @mira":                               {Text: "Check it", Owner: "@mira", Refs: []string{"0123abc4567d"}},
		"- [ ] Ask @jo what made #12 slow @mira":                            {Text: "Ask @jo what made #12 slow", Owner: "@mira", Refs: []string{"#12"}},
		"- [ ] Let @jo decide":                                              {Text: "Let @jo decide", Owner: "@jo"},
		"- [ ] Ask @jo, owner: @mira":                                       {Text: "Ask @jo", Owner: "@mira"},
		"- [ ] Check it owner: @mira, after that of @jo":                    {Text: "Check it owner: @mira, after that of @jo", Owner: "@mira"},
		"- [ ] Check it due 2026-12-01, due 2026-12-24":                     {Text: "Check it due 2026-12-01, due 2026-12-24", Due: day1()},
		"- [ ] Check https://notgithub.com/owner/name/pull/12":              {Text: "Check https://notgithub.com/owner/name/pull/12"},
		"- [ ] Note `@Override` and `due 2026-12-01` and `#5`":              {Text: "Note `@Override` and `due 2026-12-01` and `#5`"},
		"- [ ] Done in `0a1b2c3d4e`":                                        {Text: "Done in", Refs: []string{"0a1b2c3d4e"}},
		"- [ ] Done in " + sha:                                              {Text: "Done in", Refs: []string{sha}},
		"- [ ] Wait 1234567 seconds for defaced":                            {Text: "Wait 1234567 seconds for defaced"},
		"- [ ] Check https://github.com/owner/name/pull/12":                 {Text: "Check", Refs: []string{"owner/name#12"}},
		"- [ ] Check https://github.com/owner/name/pull/12#discussion_r1":   {Text: "Check", Refs: []string{"owner/name#12"}},
		"- [ ] Check [#12](https://github.com/owner/name/pull/12)":          {Text: "Check", Refs: []string{"owner/name#12"}},
		"- [ ] [Check it](https://github.com/owner/name/issues/12) @mira":   {Text: "Check it", Owner: "@mira", Refs: []string{"owner/name#12"}},
		"- [ ] Check https://github.com/owner/name/commit/" + sha:           {Text: "Check", Refs: []string{sha}},
		"- [ ] Check https://evil.example/owner/name/pull/12":               {Text: "Check https://evil.example/owner/name/pull/12"},
		"- [ ] Check it\n  and #13 too":                                     {Text: "Check it and #13 too", Refs: []string{"#13"}},
		"- [ ] Check it\n\n  See https://github.com/owner/name/pull/7":      {Text: "Check it", Refs: []string{"owner/name#7"}},
		"- [ ] Check **all** of _it_":                                       {Text: "Check all of it"},
		"- [ ] Check it – not doing: because it is gone":                    {Text: "Check it", NotDoing: true, Because: "it is gone"},
		"- [ ] Check it. Not doing because it is gone":                      {Text: "Check it", NotDoing: true, Because: "it is gone"},
		"- [ ] Check it, not doing: it is gone":                             {Text: "Check it", NotDoing: true, Because: "it is gone"},
		"- [x] ~~Check it~~ not doing because `x` is gone":                  {Text: "Check it", Ticked: true, NotDoing: true, Because: "`x` is gone"},
		"- [ ] ~~Check it @mira~~ because it is gone":                       {Text: "Check it", Owner: "@mira", NotDoing: true, Because: "it is gone"},
		"- [ ] ~~Check it~~":                                                {Text: "Check it"},
		"- [ ] Check it – not doing – because it is gone":                   {Text: "Check it", NotDoing: true, Because: "it is gone"},
		"- [ ] Check it (not doing (because it is gone))":                   {Text: "Check it", NotDoing: true, Because: "it is gone"},
		"- [ ] ~~Check it~~ (because it is gone)":                           {Text: "Check it", NotDoing: true, Because: "it is gone"},
		"- [ ] Check it – not doing.":                                       {Text: "Check it", NotDoing: true},
		"- [ ] ~~Check it~~ not doing":                                      {Text: "Check it", NotDoing: true},
		"- [ ] Say what the job is not doing":                               {Text: "Say what the job is not doing"},
		"- [ ] \ue000Check\ue001 \ue100 `a` because":                        {Text: "Check `a` because"},
		"- [ ] Check it @mira_corp":                                         {Text: "Check it", Owner: "@mira_corp"},
		"- [ ] Check it #12, #13 and #14":                                   {Text: "Check it", Refs: []string{"#12", "#13", "#14"}},
		"- [ ] Check it, @mira and @jo, due 2026-12-01":                     {Text: "Check it", Owner: "@mira", Due: day1()},
		"- [ ] サイズを確認する（@mira、due 2026-12-01）":                              {Text: "サイズを確認する", Owner: "@mira", Due: day1()},
		"- [ ] تحقق من الحجم، @mira":                                        {Text: "تحقق من الحجم", Owner: "@mira"},
		"- [ ] Alert when a job is not doing anything":                      {Text: "Alert when a job is not doing anything"},
		"- [ ] Check it due 2026-13-45":                                     {Text: "Check it due 2026-13-45"},
		"- [ ] Check it due by 2026-12-01 type: Prevention":                 {Text: "Check it", Due: day1(), Type: "prevention"},
		"- [ ] (detection) check it type: mitigation":                       {Text: "check it type: mitigation", Type: "detection"},
		"- [ ] Let @mira ask @jo about it":                                  {Text: "Let @mira ask @jo about it", Owner: "@mira"},
		"- [ ] Check ~~this~~that":                                          {Text: "Check this that"},
		"- [ ] Check it –":                                                  {Text: "Check it –"},
		"- [ ] Check it – not doing: because of (that) test":                {Text: "Check it", NotDoing: true, Because: "of (that) test"},
		"- [ ] Check it – not doing: because of all (that)":                 {Text: "Check it", NotDoing: true, Because: "of all (that)"},
		"- [ ] #12":                                  {Refs: []string{"#12"}},
		"- [ ] Escape \\@mira and a@example.org":     {Text: "Escape and a@example.org", Owner: "@mira"},
		"- [ ] Keep <b>bold</b> words":               {Text: "Keep bold words"},
		"- [ ] Prüfe die Größe @mira due 2026-12-01": {Text: "Prüfe die Größe", Owner: "@mira", Due: day1()},
	} {
		p, err := Parse("## 5 <!-- ownup:step=correct -->\n\n" + line + "\n")
		if err != nil {
			t.Fatal(err)
		}
		if line == "- [ ] Escape \\@mira and a@example.org" { // an escaped sign still mentions on the forge
			want.Text = "Escape @mira and a@example.org"
		}
		if diff := cmp.Diff([]incident.Measure{want}, p.Measures, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s\n%s", line, diff)
		}
	}
}

func TestNotesOnLines(t *testing.T) {
	for line, want := range map[string]string{
		"- [ ] Check it due 2026-13-45":               "no day of the calendar",
		"- [ ] ~~Check it~~":                          "struck out without a reason",
		"- [ ] Check it. Not doing:":                  "a few words on why",
		"- [ ] Check it – not doing":                  "“Check it” is marked",
		"- [ ] Check it due 2026-12-01.":              "",
		"- [ ] Check it due 2026/12/1":                "“due 2026/12/1” is not read as a day",
		"- [ ] Check it due by Dec 1":                 "“due by Dec 1” is not",
		"- [ ] Check it Due 1 Dec 2026":               "“Due 1 Dec 2026” is not",
		"- [ ] Failed due to 3 lamps":                 "",
		"- [ ] Check it due tomorrow":                 "“due tomorrow” is not read as a day",
		"- [ ] Check it due Next  Friday":             "“due Next Friday” is not",
		"- [ ] Check it (due: this week)":             "“due: this week” is not",
		"- [ ] Check it, due by the end of the month": "“due by the end of the month” is not",
		"- [ ] Say what is due to Monday":             "",
		"- [ ] List what is due weekly":               "",
		"- [ ] Check it due tomorrow, due 2026-12-01": "",
	} {
		p, _ := Parse("<!-- ownup:step=correct -->\n" + line)
		if got := strings.Join(p.Notes, " "); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: note %q, want one with %q", line, got, want)
		}
	}
}

func TestOtherHosts(t *testing.T) {
	p, _ := Parse("<!-- ownup:step=correct -->\n- [ ] Check https://git.example/owner/name/pull/12 https://github.com/owner/name/pull/9", "git.example")
	if diff := cmp.Diff([]string{"owner/name#12"}, p.Measures[0].Refs); diff != "" {
		t.Error(diff)
	}
}

// People move, translate, quote and nest; only what they ticked within a step counts.
func TestSections(t *testing.T) {
	const text = `
Ein Wort vorab.

- [x] not in any step

## Fünftens: Maßnahmen <!-- ownup:step=correct -->

- [x] <!-- ownup:task=plan --> Der Plan steht.
  - [x] Melden
- [ ] Prüfen @mira
  - [x] a detail of it
- Gruppe
  - [x] Warnen #12
- [ ]
- [ ] . @mira
- [x- kein Kästchen
- [ ] Lassen – not doing: because teuer

> - [x] quoted

` + "```\n- [x] code\n```" + `

    - [x] indented

### Unterabschnitt

1. [x] Zählen

## Notizen

- [x] people's own list

<!-- ownup:step=acknowledge -->
## Erstens

- [x] <!-- ownup:task=facts --> Stimmt.

Schritt zwei <!-- ownup:step=act -->

- [ ] <!-- ownup:task=impact --> eins
- [ ] <!-- ownup:task=tell -->

+ [x] zwei

# Ende

- [x] after the end

Schritt drei <!-- ownup:step=learn -->

- [x] drei

## Noch ein Ende

- [x] after that
`
	p, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]string{"windows lines": "\r\n", "old lines": "\r"} {
		if again, err := Parse("\ufeff" + strings.ReplaceAll(text, "\n", other)); err != nil || cmp.Diff(p, again) != "" {
			t.Errorf("%s are read otherwise: %v\n%s", name, err, cmp.Diff(p, again))
		}
	}
	got := map[incident.StepID][2]int{}
	for _, s := range p.Steps {
		if s.Tasks > 0 {
			got[s.ID] = [2]int{s.Done, s.Tasks}
		}
	}
	want := map[incident.StepID][2]int{incident.Correct: {5, 6}, incident.Acknowledge: {1, 1}, incident.Act: {1, 3}, incident.Learn: {1, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var texts []string
	for _, m := range p.Measures {
		texts = append(texts, m.Text)
	}
	if diff := cmp.Diff([]string{"Melden", "Prüfen", "Warnen", "Lassen", "Zählen"}, texts); diff != "" {
		t.Error(diff)
	}
	if len(p.Steps) != 8 || !slices.IsSortedFunc(p.Steps, func(a, b incident.StepState) int {
		return slices.Index(incident.Steps[:], a.ID) - slices.Index(incident.Steps[:], b.ID)
	}) {
		t.Error("the steps are not all there, in their order")
	}
}

func TestOwner(t *testing.T) {
	for text, want := range map[string]string{
		"Owner: <!-- ownup:owner --> @mira<!-- /ownup:owner -->, by role":        "@mira",
		"Owner: <!-- ownup:owner --> @org/team, by role":                         "@org/team",
		"Owner: <!-- ownup:owner --> nobody yet, put your `@name` here":          "",
		"Owner: <!-- ownup:owner --> Mira <!-- /ownup:owner -->":                 "Mira",
		"> <!-- ownup:owner --> @mira":                                           "",
		"Owner: <!-- ownup:owner --> @mira\n\nOwner: <!-- ownup:owner --> @jo":   "@mira",
		"Owner: <!-- ownup:owner --> @mira <!-- ownup:owner --> @jo":             "@mira",
		"Owner: <!-- mine --> @jo <!-- ownup:owner --> @mira":                    "@mira",
		"Owner: <!-- ownup:owner --> Mira <!-- mine --> Jo<!-- /ownup:owner -->": "Mira Jo",
		"Owner: <!-- /ownup:owner --> @jo <!-- ownup:owner --> @mira":            "@mira",
		"@mira": "",
	} {
		if p, _ := Parse(text); p.Owner != want {
			t.Errorf("%s: owner %q, want %q", text, p.Owner, want)
		}
	}
}

func TestParseTooLong(t *testing.T) {
	_, err := Parse(strings.Repeat("- [ ] x\n", 200_000))
	if incident.ProblemOf(err) != incident.TooLarge {
		t.Errorf("error %v", err)
	}
}

// A flood of signs does not keep anyone waiting, and hides no task and no command. (The test would run for minutes
// otherwise, or out of memory.)
func TestFloods(t *testing.T) {
	for name, flood := range map[string]string{
		"emphasis": strings.Repeat("*a_", 60_000),
		"cells":    strings.Repeat("a|", 7000) + "\n" + strings.Repeat("-|", 7000) + "\n" + strings.Repeat("|\n", 15_000),
		"quotes":   strings.Repeat(">", 400_000),
		"lists":    strings.Repeat("- ", 200_000),
		"numbers":  strings.Repeat("1. ", 200_000),
	} {
		p, err := Parse("<!-- ownup:step=correct -->\n- [x] Check it @mira\n\n" + flood)
		if err != nil || len(p.Measures) != 1 || p.Measures[0].Owner != "@mira" {
			t.Errorf("%s: %+v, %v", name, p.Measures, err)
		}
		if c, _ := ParseCommands("/ownup ack\n\n" + flood); len(c) != 1 {
			t.Errorf("%s: commands %v", name, c)
		}
		if n := len(Wording("He forgot\n\n" + flood)); n != 1 {
			t.Errorf("%s: %d notes", name, n)
		}
	}
}

func FuzzParse(f *testing.F) {
	_, body, _ := Render(fullFacts(), nil, sampleOptions())
	f.Add(body)
	f.Add("<!-- ownup:step=correct -->\n- [ ] ~~a~~ @b due 2026-12-01 `c` https://github.com/o/n/pull/1 not doing: because d\n  - [x] e")
	f.Add("<!-- ownup:step=correct -->\n* [X] Check 0 @0.0")
	f.Add("<!-- ownup:owner --> [@a](b) <!-- ownup:step=act --> *c*\n- [x]\n* [ ] \xff\x00")
	f.Add("<!-- ownup:step=correct -->\n* [X] \x7fa000000 and a\x00b012345 @a")
	f.Fuzz(func(t *testing.T, body string) {
		p, err := Parse(body)
		if err != nil {
			return
		}
		if len(p.Steps) != len(incident.Steps) {
			t.Error("steps are missing")
		}
		for _, m := range p.Measures {
			if m.Text == "" && len(m.Refs) == 0 && !m.NotDoing {
				t.Errorf("an empty measure from %q", body)
			}
			again(t, m)
		}
	})
}

// TestStepsThatAreGone is that a text tells which steps it has lost, and that nothing is said where it has none at all.
func TestStepsThatAreGone(t *testing.T) {
	_, body, err := Render(samples()[0], nil, Options{Now: sampleNow})
	if err != nil {
		t.Fatal(err)
	}
	without := strings.NewReplacer(" "+stepMarker(incident.Act), "", stepMarker(incident.Solve), "").Replace(body)
	for text, want := range map[string][]incident.StepID{
		body: {}, without: {incident.Act, incident.Solve}, "See the wiki.\n": incident.Steps[:],
	} {
		p, err := Parse(text)
		if err != nil || !slices.Equal(p.Missing, want) {
			t.Errorf("%v are missing, not %v (%v)", p.Missing, want, err)
		}
		note := StepsNote(p.Missing)
		if few := len(want) == 2; (note != "") != few || few && !strings.HasSuffix(note, "<!-- ownup:step=act --> <!-- ownup:step=solve -->") {
			t.Errorf("%v: %q", want, note)
		}
	}
}
