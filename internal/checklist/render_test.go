package checklist

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/ownup-dev/ownup/internal/incident"
)

// live is what a forge acts upon in prose.
var live = regexp.MustCompile(`@[\w-]|#\d|(?i)\bgh-\d|://|(?i)www\.`)

// ours is what ownup itself says on purpose.
var ours = regexp.MustCompile(`@sample-owner|@sample-author|@mira|@jo|#(?:3[78]|4[0234]|7[01])\b`)

// harmless renders a text as the forge does and checks what came of foreign parts.
func harmless(t *testing.T, source string) {
	t.Helper()
	if !utf8.ValidString(source) || strings.ContainsFunc(source, func(r rune) bool {
		return r != '\n' && unicode.IsControl(r) || r == '\u202e'
	}) {
		t.Error("control characters or broken text came through")
	}
	for line := range strings.SplitSeq(source, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
			t.Errorf("a runner would obey %q", line)
		}
	}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(gmhtml.WithUnsafe()))
	var out bytes.Buffer
	if err := md.Convert([]byte(source), &out); err != nil {
		t.Fatal(err)
	}
	allowed := strings.Fields("h2 p strong ul ol li a code pre input blockquote details summary sub br del em hr")
	code := 0
	z := html.NewTokenizer(&out)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			if !slices.Contains(allowed, token.Data) {
				t.Errorf("<%s> came through", token.Data)
			}
			if token.Data == "code" {
				code++
			}
			for _, a := range token.Attr {
				if a.Key == "href" && !strings.HasPrefix(a.Val, "https://github.com/owner/name/") && !strings.HasPrefix(a.Val, "https://evil.example/%29%5Bx%5D%28y") {
					t.Errorf("a link to %s came through", a.Val)
				}
				if !slices.Contains([]string{"href", "class", "type", "checked", "disabled", "start"}, a.Key) {
					t.Errorf("%s=%q came through", a.Key, a.Val)
				}
			}
		case html.EndTagToken:
			if z.Token().Data == "code" {
				code--
			}
		case html.CommentToken:
			if c := string(z.Text()); !strings.HasPrefix(strings.TrimSpace(c), "ownup:") && strings.TrimSpace(c) != "/ownup:owner" || strings.Contains(c, "key=r-666") {
				t.Errorf("a comment came through: %q", c)
			}
		case html.TextToken:
			if text := ours.ReplaceAllString(string(z.Text()), ""); code == 0 && live.MatchString(text) {
				t.Errorf("live text: %q in %q", live.FindString(text), text)
			}
		}
	}
}

func TestHostileTextDoesNothing(t *testing.T) {
	for name, in := range map[string]incident.Incident{"hostile": hostile(), "endless": endless()} {
		t.Run(name, func(t *testing.T) {
			title, body, err := Render(in, nil, sampleOptions())
			if err != nil {
				t.Fatal(err)
			}
			harmless(t, body)
			harmless(t, Status(followed(in), sampleOptions()))
			harmless(t, Closing(followed(in), sampleOptions()))
			harmless(t, Courtesy(in, "#40"))
			if live.MatchString(title) || strings.Contains(title, "<!--") || utf8.RuneCountInString(title) > maxTitle {
				t.Errorf("title %q", title)
			}
			if key, _, ok := ParseMarker(body); !ok || key != in.Key {
				t.Errorf("found key %q", key)
			}
			p, err := Parse(body)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Measures) != 0 {
				t.Errorf("measures from nowhere: %+v", p.Measures)
			}
			if n, done := tasks(p); n != len(taskIDs(body)) || done > 0 {
				t.Errorf("%d tasks read of %d, %d of them ticked", n, len(taskIDs(body)), done)
			}
		})
	}
}

func FuzzRender(f *testing.F) {
	f.Add(hostileText, hostileLines)
	f.Add("a `b` c", "one\n\ntwo")
	f.Fuzz(func(t *testing.T, line, lines string) {
		in := hostile()
		in.Finding.Subject, in.Offending[0].Subject, in.Because = line, line, lines
		in.Paths, in.Releases, in.Unknown, in.Invited = []string{line, lines}, []string{lines}, []string{lines, line}, []string{line}
		in.Owner.Name, in.Key = "", "r-0123456789ab"
		for i := range in.Branches {
			in.Branches[i].Name = line
		}
		if _, _, err := Render(in, nil, sampleOptions()); err != nil {
			t.Fatal(err)
		}
		in.Invited = nil // a login is mentioned on purpose
		_, body, err := Render(in, nil, sampleOptions())
		if err != nil {
			t.Fatal(err)
		}
		harmless(t, body)
		if p, err := Parse(body); err != nil || len(p.Measures) != 0 || p.Owner != "" {
			t.Errorf("read back %+v, %v", p, err)
		}
	})
}

func TestBodyFits(t *testing.T) {
	_, body, err := Render(endless(), nil, sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	n := utf8.RuneCountInString(body)
	if n > maxBody || n < maxBody/4 {
		t.Errorf("%d characters, want up to %d and not much less than there is room for", n, maxBody)
	}
	if !strings.Contains(body, "Some lists above are shortened") {
		t.Error("it does not say that something was left out")
	}
	f := followed(endless())
	for range 2000 {
		f.Progress.Measures = append(f.Progress.Measures, incident.Measure{Text: strings.Repeat("@", 1000)})
		f.Others = append(f.Others, f.Others[0])
	}
	for name, text := range map[string]string{"status": Status(f, sampleOptions()), "closing": Closing(f, sampleOptions()), "reminder": Reminder(f, sampleOptions())} {
		if n := utf8.RuneCountInString(text); n > maxBody {
			t.Errorf("%s has %d characters", name, n)
		}
	}
}

func TestLongestListGoesFirst(t *testing.T) {
	in := fullFacts()
	for i := range 900 {
		in.Paths = append(in.Paths, strings.Repeat("p", 150)+string(rune('0'+i%10)))
	}
	_, body, err := Render(in, nil, sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(body, "902 files touched") || !strings.Contains(body, "`v1.4.0`") || !strings.Contains(body, "more\n") {
		t.Error("the wrong list was shortened, or the whole count is lost")
	}
}

// What is rendered reads back: every task of the template, none ticked, the owner, and nothing else.
func TestRenderedReadsBack(t *testing.T) {
	for name, in := range rendered {
		_, body, err := Render(in(), nil, sampleOptions())
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(body)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Steps {
			if (s.Tasks == 0) != (s.ID == incident.Improve) || s.Done != 0 {
				t.Errorf("%s: step %s has %d of %d tasks done", name, s.ID, s.Done, s.Tasks)
			}
		}
		if n, _ := tasks(p); n != len(taskIDs(body)) {
			t.Errorf("%s: %d tasks read of %d", name, n, len(taskIDs(body)))
		}
		ticked, err := Parse(strings.ReplaceAll(body, "\n- [ ] <!--", "\n- [x] <!--"))
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range ticked.Steps {
			if s.ID != incident.Improve && (!s.Complete() || s.Tasks != p.Steps[i].Tasks) {
				t.Errorf("%s: step %s is not complete when all is ticked", name, s.ID)
			}
		}
	}
	_, body, _ := Render(fullFacts(), nil, sampleOptions())
	p, _ := Parse(body)
	if p.Owner != "@sample-owner" {
		t.Errorf("owner %q", p.Owner)
	}
	_, body, _ = Render(hotfix(), nil, sampleOptions())
	if p, _ = Parse(body); p.Owner != "Mira Example" {
		t.Errorf("owner %q", p.Owner)
	}
	if diff := cmp.Diff([]string{"facts", "impact", "tell", "message", "factor", "view", "plan", "works", "well"}, taskIDs(body)); diff != "" {
		t.Error(diff)
	}
}

// TestEditedReadsBack is that what people and editors do to a text's form does not change what is read of it.
func TestEditedReadsBack(t *testing.T) {
	_, body, _ := Render(fullFacts(), nil, sampleOptions())
	body = strings.ReplaceAll(body, "- [ ] <!--", "- [x] <!--")
	body = strings.Replace(body, "\n\n## 6.", "\n- [ ] Check it @mira due 2026-12-01 #12\n\n## 6.", 1)
	want, err := Parse(body)
	if err != nil || len(want.Measures) != 1 || !want.Steps[0].Complete() {
		t.Fatalf("%+v, %v", want, err)
	}
	for name, edit := range map[string][]string{
		"windows lines":         {"\n", "\r\n"},
		"spaces at the ends":    {"\n", "  \n"},
		"asterisks":             {"\n- [", "\n* ["},
		"numbers":               {"\n- [", "\n1. ["},
		"capital ticks":         {"[x]", "[X]"},
		"set in":                {"\n- [", "\n  - ["},
		"lists apart":           {"\n- [", "\n\n- ["},
		"lists close":           {"\n\n- [", "\n- ["},
		"no line below heading": {" -->\n\n", " -->\n"},
		"lower headings":        {"\n## ", "\n#### "},
		"bold headings":         {"\n## ", "\n**", " <!-- ownup:step", "** <!-- ownup:step"},
		"markers in front":      {"\n## 5. Implement corrective measures <!-- ownup:step=correct -->", "\n<!-- ownup:step=correct -->\n\n## Fünftens"},
		"folded":                {"\n## 2.", "\n<details>\n\n## 2.", "\n## 4.", "\n</details>\n\n## 4."},
		"a table and a picture": {"\n## 6.", "\n| a | b |\n|---|---|\n| - [x] c | ![d](https://e.example) |\n\n## 6."},
		"quoted and as code":    {"\n## 6.", "\n> - [x] quoted\n\n```\n- [x] code\n```\n\n<!--\n- [x] hidden\n-->\n\n## 6."},
	} {
		edited := strings.NewReplacer(edit...).Replace(body)
		got, err := Parse(edited)
		if edited == body || err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(want, got))
		}
		if key, _, ok := ParseMarker(edited); !ok || key != fullFacts().Key {
			t.Errorf("%s: key %q", name, key)
		}
	}
}

// TestRenderTells holds what is told where there is more of something, or less, than the golden incidents have.
func TestRenderTells(t *testing.T) {
	pull := func(p incident.Pull) func(in *incident.Incident) {
		return func(in *incident.Incident) { in.Offending[0].Pull = &p }
	}
	no := false
	opened := time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)
	for want, edit := range map[string]func(in *incident.Incident){
		"#37: merged without a review by somebody else.\n":                             pull(incident.Pull{Number: 37}),
		"#37: one review, 2 hours from opening to merge, checks had not all passed.\n": pull(incident.Pull{Number: 37, Reviews: 1, CreatedAt: opened, MergedAt: opened.Add(2 * time.Hour), ChecksPassed: &no}),
		"#37: 2 reviews.\n": pull(incident.Pull{Number: 37, Reviews: 2, MergedAt: opened}),
		"* … and 3 more\n": func(in *incident.Incident) {
			in.Earlier = slices.Repeat([]incident.Earlier{{Key: "r-0123456789ab"}}, maxEarlier+3)
		},
		"in the same files** `r-0123456789ab`: `a`, `b`, `c`, … (+1)\n": func(in *incident.Incident) {
			in.Earlier = []incident.Earlier{{Key: "r-0123456789ab", Paths: []string{"a", "b", "c", "d"}}}
		},
		"is missing on** `old`": func(in *incident.Incident) {
			in.Branches = []incident.BranchState{{Name: "main", HasFix: true}, {Name: "old"}}
		},
	} {
		in := fullFacts()
		edit(&in)
		_, body, err := Render(in, nil, sampleOptions())
		if err != nil || !strings.Contains(body, want) {
			t.Errorf("%v: it does not say %q:\n%s", err, want, body)
		}
	}
}

func TestBranchTasksCarryTheirBranch(t *testing.T) {
	in := fullFacts()
	in.Branches = []incident.BranchState{{Name: "release/1.4--x -->"}}
	_, body, _ := Render(in, nil, sampleOptions())
	if ids := taskIDs(body); !slices.Contains(ids, "branch:release/1.4--x -->") {
		t.Errorf("tasks %q", ids)
	}
}

// tasks counts those that were read of a text, and those of them that are done.
func tasks(p Parsed) (n, done int) {
	for _, s := range p.Steps {
		n, done = n+s.Tasks, done+s.Done
	}
	return n, done
}

// taskIDs are those of the tasks as a text has them.
func taskIDs(body string) (ids []string) {
	for _, at := range regexp.MustCompile(`(?m)^- \[ \] <!-- ownup:task=(\S+) -->`).FindAllStringSubmatch(body, -1) {
		ids = append(ids, decode(at[1]))
	}
	return ids
}

func TestRenderIsTheSameEachTime(t *testing.T) {
	_, one, _ := Render(hostile(), nil, sampleOptions())
	_, two, _ := Render(hostile(), nil, sampleOptions())
	if one != two {
		t.Error("two renderings differ")
	}
}

// TestPullTitles is that a pull request's title is told where the commit's subject does not tell it.
func TestPullTitles(t *testing.T) {
	in := fullFacts()
	in.Offending[0].Subject, in.Offending[0].Pull = "cache: keep it (#41)", &incident.Pull{Number: 41, Title: "cache: keep it", Reviews: 2}
	in.Finding.Subject, in.Finding.Pull = "cache: out again", &incident.Pull{Number: 42, Title: "Emergency: @everyone", Reviews: 1}
	_, body, err := Render(in, nil, sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"(#42 `Emergency: @everyone`)", "`cache: keep it (#41)` (#41)", "**Review** #41: 2 reviews", "**Review of the revert** #42: one review"} {
		if !strings.Contains(body, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

// TestReleases is that many releases are told by their ends, also where the list of them was shortened.
func TestReleases(t *testing.T) {
	in := fullFacts()
	in.Releases = nil
	for i := range 1200 {
		in.Releases = append(in.Releases, fmt.Sprintf("v1.%d", i))
	}
	in.Undone = in.Releases[700:]
	v := newView(in, sampleOptions(), inMarkdown)
	shorten(v.shrink, maxBody)
	if got, want := v.Releases.Range(), "`v1.0` to `v1.1199` (1200 in all)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := v.Undone.First(); got != "`v1.700`" {
		t.Errorf("first %s", got)
	}
	in.Releases = in.Releases[:4]
	if got, want := newView(in, sampleOptions(), inMarkdown).Releases.Range(), "`v1.0`, `v1.1`, `v1.2`, `v1.3`"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestStory is that a title says once that it is a repair.
func TestStory(t *testing.T) {
	for subject, want := range map[string]string{
		"hotfix: round totals":          "round totals",
		"Hotfix(money)!: round":         "round",
		"Hot fix on the login":          "on the login",
		"hotfix for the login":          "the login",
		"hotfix to test staging":        "to test staging",
		"Hotfix - the login":            "the login",
		"Hotfix":                        "Hotfix",
		"Hotfixes of the week":          "Hotfixes of the week",
		`Reverted: "Keep it in memory"`: "Keep it in memory",
	} {
		if got := story(subject); got != want {
			t.Errorf("%q: %q, want %q", subject, got, want)
		}
	}
}

// TestEvidence is that the evidence does not print the keys by which ownup looks, and is whole.
func TestEvidence(t *testing.T) {
	moved := "It wrote 2 lines that the fix deletes or changes: web/src/" + strings.Repeat("components/", 12) + "card.tsx:7 (then web/src/" + strings.Repeat("old/", 10) + "card.tsx)."
	in := fullFacts()
	for detail, want := range map[string]string{
		"The message names it (sha 0123456789abcdef0123456789abcdef01234567).": "linked because the message names it; confidence",
		"The message quotes its subject.":                                      "linked because the message quotes its subject; confidence",
		"The message names it (pull 38).":                                      "linked because the message names it (pull 38); confidence",
		moved:                                                                  "card.tsx); confidence",
	} {
		in.Offending[0].Detail = []string{detail}
		if _, body, err := Render(in, nil, sampleOptions()); err != nil || !strings.Contains(body, want) {
			t.Errorf("%s: it does not say %q", detail, want)
		}
	}
}

// TestRenderAfterTheWatch holds that what is opened late promises no watch that is over.
func TestRenderAfterTheWatch(t *testing.T) {
	in, o := fullFacts(), sampleOptions()
	until := in.UndoneAt.AddDate(0, 0, o.watchDays())
	for _, test := range []struct {
		now  time.Time
		want string
	}{
		{until.Add(-time.Minute), "Until " + day(until) + " ownup watches the files above: "},
		{until, "ownup's watch over the files above had ended on " + day(until) + ", before this was opened; "},
	} {
		o.Now = test.now
		_, body, err := Render(in, nil, o)
		if err != nil || !strings.Contains(body, "\n\nNothing to tick here. "+test.want) || strings.Count(body, "Nothing to tick here") != 1 {
			t.Errorf("at %v: %v, no %q in\n%s", test.now, err, test.want, body)
		}
	}
}

// TestRenderOfManyFiles holds that they are all listed where they are folded away, and a few of them in a file.
func TestRenderOfManyFiles(t *testing.T) {
	in, o := fullFacts(), sampleOptions()
	in.Paths = nil
	for i := range 54 {
		in.Paths = append(in.Paths, fmt.Sprintf("lib/part%02d.go", i))
	}
	for _, onForge := range []bool{true, false} {
		o.Commands = onForge
		_, body, err := Render(in, nil, o)
		if err != nil || strings.Contains(body, "lib/part53.go") != onForge || strings.Contains(body, "… and 46 more") == onForge || !strings.Contains(body, "54 files touched") {
			t.Errorf("on a forge %v: %v\n%s", onForge, err, body)
		}
	}
}
