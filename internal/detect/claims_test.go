package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestFillers holds the words that may stand between a verb and what it names, and which of them mean a part.
func TestFillers(t *testing.T) {
	for words, partial := range map[string]bool{
		`of commit commits revision revisions rev revs changeset changesets the change changes from in made by pr prs pull request requests
		merge mr cl cls diff diffs changelist patch patches to and also this that these those following svn git sha hash number with id cset
		csets both - – = / > parent previous earlier introduced added original offending upstream effectively temporarily submission done #
		temporary my our essentially basically on master main branch trunk head reland for now please clean version automated code merges work
		first second landed recent back through thru until bug broken bad bogus buggy faulty wrong incorrect erroneous stray unintended
		unintentional accidental inadvertent`: false,
		"part parts some most mostly half bits portion portions partially partial functional only": true,
	} {
		for word := range strings.FieldsSeq(words) {
			f, ok := Commit(incident.Commit{Message: "Light the hall\n\nThis reverts " + word + " r4711.\n"}, Options{})
			if !ok || f.Strength != Likely || len(f.Claims) == 0 || f.Claims[0] != claim("svn", "4711") || f.Partial != partial {
				t.Errorf("%s: found %v, %s, partial %v, %v", word, ok, f.Strength, f.Partial, f.Claims)
			}
		}
	}
	for _, word := range []string{"nothing", "lamps", "after", "like"} {
		if f, _ := Commit(incident.Commit{Message: "Light the hall\n\nThis reverts " + word + " r4711.\n"}, Options{}); f.Strength != Weak {
			t.Errorf("%s: %s", word, f.Strength)
		}
	}
}

// TestList holds what a list of references is made of, and where it ends: at "¦", which is not part of the text.
func TestList(t *testing.T) {
	const sha = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
	for _, c := range []struct{ text, want string }{
		{" r4711¦\n\n#12", "svn 4711"},
		{" r4711¦:\n\nr4712 was better", "svn 4711"},
		{" commits\n\n#12 asks for it", ""},
		{" the following commits: \n\n- r4711\n- r4712¦\n", "svn 4711, svn 4712"},
		{" the following : r4711¦", "svn 4711"},

		{" PR 12¦ and", "pull 12"},
		{" PR 123456¦", "pull 123456"},
		{" PR 1234567", ""},
		{" PR 12th", ""},
		{" PR lamps", ""},
		{" PR (#12)¦", "pull 12"},

		{" -r4711¦", "svn 4711"},
		{" -471100", ""},
		{" r4711-471199¦", "svn 4711, svn 471199"},
		{" r4711¦-", "svn 4711"},

		{" the revert of r4711¦", "svn 4711"},
		{" reverts of r4711¦", "svn 4711"},
		{" r4711¦ for now. r4712 was better", "svn 4711"},
		{" r4711¦ for now: r4712 was better", "svn 4711"},
		{" parts of #12¦", "pull 12 partial"},
		{" #12\nPart of #15¦.", "pull 12, pull 15"},

		{" `" + sha + "`¦.", "sha " + sha},
		{` r4711¦ "r4710, lit"`, "svn 4711"},
		{` "dim the lamp of the hall"¦ as it "hurt" us`, "subject dim the lamp of the hall"},
		{` "dim the "hall lamp" again" (#12)¦`, `subject dim the "hall lamp" again`},
		{" \"dim the lamp\nof the hall\"¦ again", "subject dim the lamp of the hall"},
		{" \"dim the lamp of the hall\". This reverts r4711¦.", "subject dim the lamp of the hall, svn 4711"},
		{" \"dimming everywhere\"", ""}, // two words may be anything
		{" 'dim ada's lamp in the hall'¦ as it was dark", "subject dim ada's lamp in the hall"},
		{` "use the lamp "--dim""¦ as it was dark`, `subject use the lamp "--dim"`},
		{` "" r4711`, ""},
		{` the changes "dim the lamp at night", "light the hall again"¦`, "subject dim the lamp at night, subject light the hall again"},
		{
			" \"dim the lamp at night\",\n\"light the hall again\", \"oil the door of ada\"¦",
			"subject dim the lamp at night, subject light the hall again, subject oil the door of ada",
		},

		{" (#12)", ""}, // its own number
		{" the change (#12)¦ and", "pull 12"},
		{" the change (a lamp of the hall)", ""},
		{" r4711 (dim the lamp (of the hall), 2024-03-09)¦ and", "svn 4711, subject dim the lamp (of the hall)"},
		{" r4711 (dim the lamp of the hall, everywhere)¦", "svn 4711, subject dim the lamp of the hall, everywhere"},
		{" r4711 (the lamp of the hall, 2024-03-09 or so)¦", "svn 4711, subject the lamp of the hall, 2024-03-09 or so"},
		{" r4711 (lamps/hall/stairs.go)¦", "svn 4711"},
		{" r4711 (r4712)¦", "svn 4711, svn 4712"},
		{` "dim the lamp of the hall" (01234a5b6c7)¦`, "subject dim the lamp of the hall"},
		{" #12 (01234a5b6c7)¦", "pull 12, sha 01234a5b6c7"},

		{`title: "r4711 lit the hall"`, ""},
		{`title: r4711 "dim the lamp of the hall", r4712¦ "light it"`, "svn 4711, svn 4712"},
		{`title: r4711¦ "dim the lamp of the hall" of r4712`, "svn 4711"},
		{"title: r4711¦ (dim the lamp of the hall)", "svn 4711"},
		{"title: revert of r4711", ""},
		{"title: commits: r4711 r4712¦", "svn 4711, svn 4712"},
		{"title: change: dim r4711", ""},
	} {
		text, inTitle := strings.CutPrefix(c.text, "title:")
		want := max(0, strings.Index(text, "¦"))
		refs, n, partial := refList(strings.Replace(text, "¦", "", 1), inTitle)
		var got []string
		for _, r := range refs {
			got = append(got, string(r.Type)+" "+r.Value)
		}
		said := strings.Join(got, ", ") + map[bool]string{true: " partial"}[partial]
		if said != c.want || n != want {
			t.Errorf("%q: %q up to %d, want %q up to %d", c.text, said, n, c.want, want)
		}
	}
	many := strings.Repeat("#12 ", 60)
	if refs, _, _ := refList(many, false); len(refs) != maxRefs || len(references(many, 300)) != maxRefs {
		t.Errorf("%d references are taken", len(refs))
	}
}
