package checklist

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestNumber edits step 5 again and again, as people do, with a status comment written in between: whatever a number
// has once stood for, it stands for.
func TestNumber(t *testing.T) {
	status := ""
	for _, c := range []struct {
		name, lines, want string
	}{
		{"as they come", "a b", "1a 2b"},
		{"one in between", "a new b", "1a 3new 2b"},
		{"one in front, one behind", "first a new b last", "4first 1a 3new 2b 5last"},
		{"one in other words", "first a news b last", "4first 1a 3news 2b 5last"},
		{"two taken out", "first a last", "4first 1a 5last"},
		{"one of them again", "first a b last", "4first 1a 6b 5last"},
		{"in another order", "last b a first", "5last 6b 1a 4first"},
		{"reworded at both ends", "lasting b a firstly", "5lasting 6b 1a 4firstly"},
		{"reworded and more at once", "lasting b aa other firstly", "5lasting 6b 7aa 8other 4firstly"},
		{"the same words twice", "b b", "6b 9b"},
		{"longer ones", "look-at-the-size test-it b", "10look-at-the-size 11test-it 6b"},
		{"reworded, with one in front", "ask-first look-at-its-size b test-it", "12ask-first 10look-at-its-size 6b 11test-it"},
		{"nothing", "", ""},
		{"and a new beginning", "c", "13c"},
	} {
		var ms []incident.Measure
		for _, text := range strings.Fields(c.lines) {
			ms = append(ms, incident.Measure{Text: strings.ReplaceAll(text, "-", " ")})
		}
		f := incident.Following{Page: incident.Page{Key: "r-0123456789ab"}, Progress: incident.Progress{Measures: ms, Numbered: Number(ms, status)}}
		var got []string
		seen := map[string]bool{}
		for _, m := range ms {
			got = append(got, fmt.Sprintf("%d%s", m.N, strings.ReplaceAll(m.Text, " ", "-")))
			if seen[m.ID] || m.ID == "" {
				t.Errorf("%s: two measures go by %q", c.name, m.ID)
			}
			seen[m.ID] = true
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
		status = Status(f, sampleOptions())
	}
}

// TestReworded is that a measure goes by the same id in other words.
func TestReworded(t *testing.T) {
	ms := []incident.Measure{{Text: "Test the retry"}}
	last := Number(ms, "")
	id := ms[0].ID
	for _, text := range []string{"Test the retry twice", "Test retries", "Test the retry"} {
		status := Status(incident.Following{Page: incident.Page{Key: "r-1"}, Progress: incident.Progress{Measures: ms, Numbered: last}}, sampleOptions())
		ms = []incident.Measure{{Text: text}}
		if last = Number(ms, status); ms[0].ID != id || ms[0].N != 1 {
			t.Errorf("%s: %+v", text, ms[0])
		}
	}
}

// TestRewordedBesideAnother is that it does so too where there is another one now, whatever else is shown of it.
func TestRewordedBesideAnother(t *testing.T) {
	for name, m := range map[string]incident.Measure{
		"alone": {}, "with an owner": {Owner: "@mira"}, "overdue": {Due: sampleNow.AddDate(0, 0, -9)}, "done": {Ticked: true},
		"not done": {NotDoing: true, Because: "it is gone"}, "with a change": {FollowUps: []incident.FollowUp{{Ref: "#1", State: incident.Merged}}},
	} {
		m.Text = "Test the retry"
		ms := []incident.Measure{m}
		last := Number(ms, "")
		id := ms[0].ID
		for _, text := range []string{"Test the retry twice", "Test that retry twice", "Test 2 retries twice", "Test 2 of the retries"} {
			status := Status(incident.Following{Page: incident.Page{Key: "r-1"}, Progress: incident.Progress{Measures: ms, Numbered: last}}, sampleOptions())
			m.Text = text
			ms = []incident.Measure{{Text: "Look at 3 of them"}, m}
			if last = Number(ms, status); ms[1].ID != id || ms[1].N != 1 {
				t.Errorf("%s, %s: %+v", name, text, ms[1])
			}
			ms = ms[1:]
		}
	}
}

// TestNumberReadsWhatWasWritten is that a number counts only where it stands as the status writes it.
func TestNumberReadsWhatWasWritten(t *testing.T) {
	for field, want := range map[string]int{
		"1.0123456789ab": 1, "1.0123456789ab.ba9876543210": 1,
		"1": 4, "1.zz23456789ab": 4, "1.0123456789": 4, "1.0123456789ab.x": 4, "1.0123456789ab.0123456789ab.ba9876543210": 4, "x.0123456789ab": 4, "7.0123456789ab": 4,
	} {
		ms := []incident.Measure{{Text: "Test it"}}
		Number(ms, "<!-- "+markStatus+" key=r-1 measures=3/"+field+" -->\n\n* `1` **Test it** – nobody named yet\n* `7` **Test it**\n")
		if ms[0].N != want {
			t.Errorf("%s: %d, want %d", field, ms[0].N, want)
		}
	}
}

// FuzzNumber is that whatever stands in a status comment, numbers are unique, and that what is written is what is read.
func FuzzNumber(f *testing.F) {
	f.Add("a b c", "a x b c", "<!-- ownup:status:v1 key=r-1 measures=3/1.0123456789ab/1.0123456789ab/9.x/3.0123456789ab.ba9876543210 -->")
	f.Add("", "a", "<!-- ownup:status:v1 key=r-1 measures=-1 -->")
	f.Fuzz(func(t *testing.T, before, after, status string) {
		list := func(text string) (ms []incident.Measure) {
			for _, word := range strings.Fields(text) {
				ms = append(ms, incident.Measure{Text: word})
			}
			return ms[:min(len(ms), maxNumbered)]
		}
		ms := list(before)
		last := Number(ms, status)
		seen := map[int]bool{}
		for _, m := range ms {
			if m.N < 1 || m.N > last || seen[m.N] {
				t.Fatalf("number %d of %d", m.N, last)
			}
			seen[m.N] = true
		}
		status = "<!-- " + markStatus + " key=x" + numbersField(ms, last) + " -->\n"
		again := list(before)
		if now := Number(again, status); now != last {
			t.Errorf("%d numbers, then %d", last, now)
		}
		for i := range again {
			if again[i].N != ms[i].N && !strings.Contains(before, ms[i].Text+" ") {
				t.Errorf("%+v became %+v", ms[i], again[i])
			}
		}
		Number(list(after), status)
	})
}
