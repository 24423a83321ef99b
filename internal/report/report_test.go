package report_test

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

// No figure belongs to a person: neither the names of figures nor any key of the JSON form hold one, and whoever made
// the changes has no influence on any number.
func TestNoFigurePerPerson(t *testing.T) {
	one, other := fullWeek(), fullWeek()
	for i := range other.Followed {
		f := &other.Followed[i]
		f.Incident.Owner.Name = "@someone-else"
		f.Incident.Invited = []string{"@author-of-it"}
		f.Incident.Finding.Author = incident.Person{Name: "Somebody Else", Email: "else@example.org"}
		f.Incident.Offending = []incident.CommitFact{{Author: incident.Person{Name: "Author Of It"}, Pull: &incident.Pull{Author: "author-of-it"}}}
		if len(f.Page.Assignees) > 0 {
			f.Page.Assignees = []string{"someone-else"}
		}
		for k := range f.Progress.Measures {
			if f.Progress.Measures[k].Owner != "" {
				f.Progress.Measures[k].Owner = "@someone-else"
			}
		}
	}
	a, b := asJSON(t, one), asJSON(t, other)
	for _, text := range []string{a, b} {
		for _, name := range []string{"author-of-it", "Author Of It", "Somebody Else", "else@example.org"} {
			if strings.Contains(text, name) {
				t.Errorf("the report names %q", name)
			}
		}
		var tree any
		if err := json.Unmarshal([]byte(text), &tree); err != nil {
			t.Fatal(err)
		}
		eachKey(tree, func(key string) {
			if regexp.MustCompile(`^(mira|jo|someone-else)$`).MatchString(key) {
				t.Errorf("%q is a key", key)
			}
		})
	}
	var ra, rb report.Report
	if json.Unmarshal([]byte(a), &ra) != nil || json.Unmarshal([]byte(b), &rb) != nil {
		t.Fatal("the report's JSON does not read back")
	}
	fa, _ := json.Marshal([]any{ra.Figures, ra.Trend, ra.Repeats, ra.Headline})
	fb, _ := json.Marshal([]any{rb.Figures, rb.Trend, rb.Repeats, rb.Headline})
	if !bytes.Equal(fa, fb) {
		t.Errorf("figures depend on people:\n%s\n%s", fa, fb)
	}
}

func eachKey(v any, fn func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			fn(k)
			eachKey(inner, fn)
		}
	case []any:
		for _, inner := range v {
			eachKey(inner, fn)
		}
	}
}

func asJSON(t *testing.T, in report.Input) string {
	t.Helper()
	data, err := report.JSON(report.Build(in))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestLists(t *testing.T) {
	in := fullWeek()
	dismissed := in.Followed[0]
	dismissed.Page.Key, dismissed.Outcome = "r-d", incident.Dismissed
	dismissed.Progress.Measures = []incident.Measure{{Text: "none"}}
	blind := in.Followed[0] // nothing is known of its files, so nobody watched them
	blind.Page.Key, blind.Incident.Paths = "r-b", nil
	blind.Page.ClosedAt, blind.Progress = from.Add(-time.Hour), incident.Progress{}
	in.Followed = append(in.Followed, dismissed, blind)
	in.Weeks = 4
	r := report.Build(in)
	if got := len(r.Trend); got != 5 {
		t.Errorf("the trend has %d weeks, want 5", got)
	}
	if f := figure(t, r, "measures_done"); *f.Part != 1 || *f.Of != 4 {
		t.Errorf("measures: %d of %d are done, want 1 of 4", *f.Part, *f.Of)
	}
	for name, c := range map[string][2]int{
		"wins": {len(r.Wins), 3}, "new": {len(r.New), 1}, "overdue": {len(r.Overdue), 1}, "unowned": {len(r.Unowned), 2},
		"undecided": {len(r.Undecided), 3}, "held": {len(r.Held), 2}, "open": {r.Open, 2}, "repeats": {len(r.Repeats), 1},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %d, want %d", name, c[0], c[1])
		}
	}
	if l := r.Overdue[0]; l.Days != 10 || l.Due != "2026-11-06" {
		t.Errorf("overdue since %d days, due %s", l.Days, l.Due)
	}
	if g := r.Held[0]; g.Count != 12 || len(g.Items) != 10 || g.Reason != incident.ReasonSamePull {
		t.Errorf("held first: %d × %s, %d shown", g.Count, g.Reason, len(g.Items))
	}
}

// TestManyIncidents holds that hundreds of incidents leave a text that can be read.
func TestManyIncidents(t *testing.T) {
	in := emptyWeek()
	for i := range 300 {
		ref := "#" + strconv.Itoa(i)
		in.Followed = append(in.Followed, incident.Following{
			Page:     incident.Page{Ref: ref, Key: ref, Title: "x", CreatedAt: at(11, 9)},
			Incident: incident.Incident{UndoneAt: at(11, 8), Paths: []string{"a.go"}},
		})
	}
	r := report.Build(in)
	page, _ := report.HTML(r)
	for _, text := range []string{report.Markdown(r), strings.Join(strings.Fields(report.Terminal(r, 0, nil)), " "), page} {
		if !strings.Contains(text, "300 incidents") || !strings.Contains(text, "#0, #1, #10, #100, #101, #102, #103, #104 and 292 more") || text != page && !strings.Contains(text, "… and 275 more") {
			t.Error(text)
		}
	}
}

// TestBacklog holds that what a first sweep opens is told to be of an earlier time, and no watch of it is won that had
// ended before.
func TestBacklog(t *testing.T) {
	in := emptyWeek()
	for i, undone := range []time.Time{at(10, 9), at(10, 9).AddDate(0, 0, -30), at(10, 9).AddDate(0, 0, -40)} {
		kind := []incident.Kind{incident.Revert, incident.Hotfix, incident.Revert}[i]
		in.Followed = append(in.Followed, incident.Following{
			Page:     incident.Page{Ref: "#" + strconv.Itoa(i), Kind: kind, Title: "x", CreatedAt: at(11, 9)},
			Incident: incident.Incident{UndoneAt: undone}, WatchEnd: undone.AddDate(0, 0, 30),
		})
	}
	r := report.Build(in)
	if !strings.Contains(r.Headline, "3 new incidents (2 about an earlier time)") || len(r.Wins) != 0 || len(r.Undecided) != 0 {
		t.Errorf("%s %v %v", r.Headline, r.Wins, r.Undecided)
	}
	text := report.Markdown(r)
	for _, want := range []string{"#0 x – taken back 2026-11-10, 0/8", "#1 x – repaired 2026-10-11, 0/8", "#2 x – taken back 2026-10-01, 0/8"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

// TestLongLists holds that no list goes on for ever, and that one more is told of.
func TestLongLists(t *testing.T) {
	for n, more := range map[int]string{25: "", 26: "… and 1 more", 27: "… and 2 more"} {
		in := emptyWeek()
		for i := range n {
			in.Queued = append(in.Queued, report.Entry{Ref: "lamp" + strconv.Itoa(i), At: at(10, 0)})
		}
		r := report.Build(in)
		for _, text := range []string{report.Markdown(r), report.Terminal(r, 0, nil)} {
			if got := strings.Count(text, "lamp"); got != 25 || strings.Contains(text, "more\n") != (more != "") || !strings.Contains(text, more+"\n") {
				t.Errorf("of %d: %d, %s", n, got, text)
			}
		}
	}
	for n, more := range map[int]string{10: "", 11: "* … and 1 more\n", 12: "* … and 2 more\n"} {
		in := emptyWeek()
		for i := range n {
			in.Chains = append(in.Chains, chain(i, incident.Revert, at(10, i), 0, incident.Hold, incident.ReasonBot))
		}
		text := report.Markdown(report.Build(in))
		if got := strings.Count(text, "`Revert "); got != 10 || strings.Contains(text, "… and") != (more != "") || !strings.Contains(text, more) {
			t.Errorf("of %d held: %d, %s", n, got, text)
		}
	}
}

// TestTerminalFits holds that what just fits a line stands on one: the figures, and their trend.
func TestTerminalFits(t *testing.T) {
	r := report.Build(fullWeek())
	wide := report.Terminal(r, 120, nil)
	for _, begin := range []string{"  Changes landed ", "  Mended, "} {
		_, rest, _ := strings.Cut(wide, "\n"+begin)
		line, _, _ := strings.Cut(begin+rest, "\n")
		n := utf8.RuneCountInString(line)
		if got := report.Terminal(r, n, nil); !strings.Contains(got, "\n"+line+"\n") {
			t.Errorf("at %d columns %q does not stand in:\n%s", n, line, got)
		}
		if got := report.Terminal(r, n-1, nil); strings.Contains(got, "\n"+line+"\n") {
			t.Errorf("at %d columns %q stands in:\n%s", n-1, line, got)
		}
	}
}

func TestTerminalKeepsToItsWidth(t *testing.T) {
	for _, in := range []report.Input{fullWeek(), emptyWeek(), quietWeek()} {
		for given, width := range map[int]int{10: 40, 40: 40, 60: 60, 0: 80, 120: 120, 300: 120} {
			most := 0
			for line := range strings.SplitSeq(report.Terminal(report.Build(in), given, nil), "\n") {
				most = max(most, utf8.RuneCountInString(line))
			}
			if most > width || most < width-15 {
				t.Errorf("the longest line at width %d has %d columns", given, most)
			}
		}
	}
}

// TestTerminalCountsColumns holds that a line is as long as it shows: letters made of several characters are one column
// wide, and those of wide scripts two.
func TestTerminalCountsColumns(t *testing.T) {
	for word, perLine := range map[string]int{"e\u0301e": 13, "灯": 13, "👩\u200d👩\u200d👧": 13, "ee": 13, "e": 20, strings.Repeat("a/long/path", 5): 1} {
		in := emptyWeek()
		in.Repository = strings.TrimSpace(strings.Repeat(word+" ", 30))
		first, _, _ := strings.Cut(report.Terminal(report.Build(in), 40, nil), "\n")
		if got := strings.Count(first, word); got != perLine {
			t.Errorf("%d × %q in a line, want %d: %q", got, word, perLine, first)
		}
	}
}

func TestTerminalPaints(t *testing.T) {
	r := report.Build(fullWeek())
	plain := report.Terminal(r, 80, nil)
	painted := report.Terminal(r, 80, func(tone report.Tone, s string) string { return "\x1b[1m" + s + "\x1b[0m" })
	tones := report.Terminal(r, 120, func(tone report.Tone, s string) string { return strconv.Itoa(int(tone)) + "(" + s + ")" })
	if want := "3(Mended, week by week)  1(▃ █ ▄ · ▄ ▆ ▂ ▅ ▃)  at most"; !strings.Contains(tones, want) {
		t.Errorf("it does not say %q:\n%s", want, tones)
	}
	r.Headline = "a\x1b[31m lamp\u202e"
	if got := report.Terminal(r, 80, nil); !strings.Contains(got, "\na[31m lamp\n") {
		t.Errorf("what is shown is not cleaned: %q", got)
	}
	if !strings.Contains(painted, "\x1b[1mWhat went well\x1b[0m") {
		t.Error("headings are not painted")
	}
	if got := strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(painted); got != plain {
		t.Error("paint changes what is said")
	}
}

func TestHostileTextDoesNothing(t *testing.T) {
	r := report.Build(hostileWeek())
	for _, text := range []string{report.Markdown(r), report.Terminal(r, 80, nil)} {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool { return c != '\n' && (unicode.IsControl(c) || c == '\u202e') }) {
			t.Error("control characters came through")
		}
	}
	for _, in := range []report.Input{hostileWeek(), quietWeek(), emptyWeek()} {
		page, err := report.HTML(report.Build(in))
		if err != nil {
			t.Fatal(err)
		}
		checkTags(t, page, "html head meta title style body main header p h1 h2 section ul li span a time div dl dt dd svg line text g rect i code details summary table thead tbody tr th td footer")
	}

	var out bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(gmhtml.WithUnsafe()))
	if err := md.Convert([]byte(report.Markdown(r)), &out); err != nil {
		t.Fatal(err)
	}
	checkTags(t, out.String(), "h1 h2 p strong ul li a code table thead tbody tr th td details summary sub br hr")
}

// checkTags lets only the named elements pass, and only our own links; outside code no mention may stand.
func checkTags(t *testing.T, page, allowed string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	code := 0
	var within []string
	ids := map[string]bool{}
	defer func() {
		if len(within) > 0 {
			t.Errorf("%v are never closed", within)
		}
	}()
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			token := z.Token()
			if !strings.Contains(" meta br hr input ", " "+token.Data+" ") && !strings.HasSuffix(raw, "/>") {
				within = append(within, token.Data)
			}
			if !strings.Contains(" "+allowed+" ", " "+token.Data+" ") {
				t.Errorf("<%s> came through", token.Data)
			}
			if token.Data == "code" || token.Data == "style" {
				code++
			}
			for _, a := range token.Attr {
				if a.Key == "id" && ids[a.Val] {
					t.Errorf("two elements are %q", a.Val)
				}
				ids[a.Val] = ids[a.Val] || a.Key == "id"
				if a.Key == "href" && !strings.HasPrefix(a.Val, "https://github.com/example/ledgerbook/") {
					t.Errorf("a link to %s came through", a.Val)
				}
				if strings.HasPrefix(a.Key, "on") || a.Key == "src" {
					t.Errorf("%s=%q came through", a.Key, a.Val)
				}
			}
		case html.EndTagToken:
			tag := z.Token().Data
			if last := len(within) - 1; last < 0 || within[last] != tag {
				t.Fatalf("</%s> within %v", tag, within)
			}
			within = within[:len(within)-1]
			if tag == "code" || tag == "style" {
				code--
			}
		case html.TextToken:
			text := string(z.Text())
			if code == 0 && allowed[:2] == "h1" && regexp.MustCompile(`@\w|fixes #\d|://`).MatchString(text) {
				t.Errorf("live text: %q", text)
			}
		}
	}
}

// TestContrast holds that the page can be read, in light and in dark: what WCAG asks of text and of drawings, and that
// the parts of a bar differ in lightness too.
func TestContrast(t *testing.T) {
	page, err := report.HTML(report.Build(fullWeek()))
	if err != nil {
		t.Fatal(err)
	}
	light := func(hex string) (sum float64) {
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			v := float64(n) / 255
			if v <= 0.03928 {
				sum += weight * v / 12.92
			} else {
				sum += weight * math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return sum
	}
	roots := regexp.MustCompile(`:root \{([^}]*)\}`).FindAllStringSubmatch(page, -1)
	if len(roots) != 2 {
		t.Fatalf("%d sets of colours", len(roots))
	}
	for _, root := range roots {
		colour := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(root[1], -1) {
			colour[m[1]] = m[2]
		}
		for _, c := range []struct {
			on, what string
			least    float64
		}{
			{"page", "ink soft link", 4.5},
			{"card", "ink soft link", 4.5},
			{"good-soft", "ink soft link good", 4.5},
			{"warn-soft", "ink soft link warn", 4.5},
			{"card", "revert hotfix", 3},
			{"hotfix", "revert", 2},
		} {
			for what := range strings.FieldsSeq(c.what) {
				a, b := light(colour[what]), light(colour[c.on])
				if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < c.least {
					t.Errorf("%s on %s has a contrast of %.2f, want %.1f", what, c.on, ratio, c.least)
				}
			}
		}
	}
}

func TestBuildTakesAnything(t *testing.T) {
	for _, in := range []report.Input{
		{},
		{From: to, To: from},
		{From: from, To: from.Add(time.Nanosecond), Landed: []time.Time{from}},
		{From: from, To: to, Followed: []incident.Following{{}}, Chains: []incident.Chain{{}}, Landed: []time.Time{{}, to, from}},
		{From: time.Time{}, To: to, Landed: landed(0, 3)},
	} {
		in.Weeks = 1
		r := report.Build(in)
		if _, err := report.HTML(r); err != nil {
			t.Error(err)
		}
		if _, err := report.JSON(r); err != nil {
			t.Error(err)
		}
		if report.Markdown(r) == "" || report.Terminal(r, 0, nil) == "" || report.CSV(r) == "" {
			t.Error("nothing to read")
		}
	}
}
