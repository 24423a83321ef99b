package checklist

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWording(t *testing.T) {
	for text, want := range map[string][]string{
		"This was human error.":                                           {"1 human error"},
		"Human\nerror.":                                                   {"1 Human error"},
		"one\n\ntwo\nHe should've seen it":                                {"4 should've"},
		"She couldn’t have known":                                         {"1 couldn’t have"},
		"You **forgot** it, obviously":                                    {"1 forgot", "1 obviously"},
		"# Whose fault is it?":                                            {"1 Whose fault"},
		"- [ ] Be more careful":                                           {"1 Be more careful"},
		"| a |\n|---|\n| careless |":                                      {"3 careless"},
		"Mira failed to test it":                                          {"1 failed to"},
		"The build failed to start":                                       nil,
		"The old cache could have expired":                                nil,
		"It could have been much worse":                                   nil,
		"We should have a check, and they could have access":              nil,
		"They should have had a check":                                    {"1 should have"},
		"The lazy loading of a dumb-http client, done lazily":             nil,
		"He was lazy":                                                     {"1 was lazy"},
		"He got lazy":                                                     {"1 got lazy"},
		"A lazy developer merged it after a lazy review":                  {"1 lazy developer", "1 lazy review"},
		"That was\nplain lazy, and lazy of them":                          {"2 plain lazy", "2 lazy of"},
		"Lazy evaluation in a lazy iterator; we just got lazy loading":    nil,
		"It gently names wording that blames, and words which blame":      nil,
		"He blames the wording":                                           {"1 blames"},
		"git-blame, blame.ignoreRevsFile, culprit-finder, a/obviously.go": nil,
		"Blame-free, and obviously. Then":                                 {"1 obviously"},
		"`prune` failed to start; the function didn't check it":           nil,
		"Mira didn't check it":                                            {"1 didn't check"},
		"the root cause":                                                  {"1 root cause"},
		"We use `git blame` and git blame a lot, blamelessly":             nil,
		"The blame is ours":                                               {"1 blame"},
		"> He should have known":                                          nil,
		"`should have`":                                                   nil,
		"```\nshould have\n```":                                           nil,
		"    should have":                                                 nil,
		"<div>should have</div>":                                          nil,
		"[a](https://x.example/should-have)":                              nil,
		"She said “he should have known” and went":                        nil,
		`"obviously" is a word we avoid`:                                  nil,
		"a default fault, segfault, page fault":                           nil,
		"should `x` have":                                                 nil,
		"shoulder haves":                                                  nil,
		"What made it look right at the time?":                            nil,
		"Why did you merge this?":                                         {"1 Why did you"},
		"intro \\* failed\\_x and he forgot":                              {"1 forgot"},
	} {
		var got []string
		for _, n := range Wording(text) {
			got = append(got, strconv.Itoa(n.Line)+" "+n.Word)
			if n.Suggestion == "" || !strings.HasSuffix(n.String(), ".") {
				t.Errorf("%q: no suggestion in %q", text, n.String())
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

// TestWordingKnows holds each word that is looked for, between brackets, and each that makes it harmless.
func TestWordingKnows(t *testing.T) {
	for line := range strings.Lines(`
it was [user error], [operator errors] and [pilot error]
the [root causes]
he [should have] seen it, [shouldn't have] [should not have] [should've] [shouldn't've] [ought to have] seen it
he [could have] [couldn't have] [could not have] [could've] seen it
she [neglected to] test
he [forgotten to] [forgotten] [forgot to] [forgot] it
[careless] [carelessly] [carelessness] [sloppy] [sloppily] [sloppiness] [negligent] [negligently] [negligence] [reckless] [recklessly] [laziness]
he [is lazy] [are lazy] [am lazy] [was dumb] [were dumb] [been lazy] [being lazy] [too lazy] [so lazy] [got lazy] [just lazy] [plain lazy]
a [lazy mistake] [dumb mistakes] [lazy reviewing] [lazy people]
a [lazy author] [lazy coder] [lazy colleague] [lazy committer] [lazy dev] [lazy developers] [lazy engineer] [lazy guy] [lazy maintainer]
a [lazy operator] [lazy person] [lazy programmer] [lazy reviewer] [lazy team] [lazy testers]
[stupid] [stupidly] [stupidity] [idiot] [idiots] [idiotic] [incompetent] [incompetence] [clueless] [amateurish]
[of course] [clearly] [common sense] [everyone knows] [needless to say]
[my fault] [your own fault] [his fault] [her fault] [their fault] [our fault] [at fault] [to blame] [blame on] [blame it on] [blamed on]
he [blames], [blamed] and is [blaming]
[guilty] [offender] [perpetrators]
[who broke this] [who did that] [who caused it] [who approved this] [who merged it] [who wrote this] [who allowed it] [who let it]
[why didn't he] [why did not she] [why did they]
[screwed up] [messed up] [botched] [blew it] [dropped the ball]
he [didn't bother] [did not care] [did not think] [didn't pay attention] [didn't notice] [didn't read], and [did not test]
[be more careful] [being more careful] [more careful next time] [try harder] [pay more attention] [pay closer attention]
[inexcusable] [unacceptable] [embarrassing] [ridiculous]
[Obviously] he [forgot] it
"this" and he [forgot] "that", “this” and he [forgot] “that”, «this» and he [forgot] «that»
„he forgot“ «he forgot» “as he forgot it”
just lazy evaluation, so lazy initialisation, too lazy initialized, just lazy imports, is lazy fetching, was lazy iterating
it is not to blame anybody, svn blame, hg blame, no blame, not to blame, without blame, never blame, git  blame
words that blame, a word which blames, the language that blames, phrases that blame, a sentence that blames, the tone which blames
he should have an error, a check, the check, no check, any check, some check, such a check
we should have this, should have that, should have these, should have those, should have its name, should have it, should have their name
we should have our own, should have your name, should have more, should have fewer, should have less, should have enough, should have only, should have all
we should have both, should have another, should have different ones, should have one, should have two, should have three, should have 20
it could have been far worse
`) {
		want := regexp.MustCompile(`\[[^]]*\]`).FindAllString(line, -1)
		var got []string
		for _, n := range Wording(strings.NewReplacer("[", "", "]", "").Replace(line)) {
			got = append(got, "["+n.Word+"]")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s%s", line, diff)
		}
	}
	for thing := range strings.SplitSeq("build builds test tests job jobs request requests server servers service services check checks deploy deploys deployment deployments "+
		"connection connections client clients process processes command commands it which that query queries page pages upload uploads download downloads migration migrations "+
		"upgrade upgrades update updates write writes read reads call calls parser compiler linker runner runners container containers pod pods node nodes script scripts "+
		"hook hooks worker workers import imports install installation login logins startup sync alert alerts monitor system systems program code cache pipeline pipelines api device devices driver app backup backups "+
		"function functions method methods module package packages library file files commit commits change changes patch patches fix release releases", " ") {
		if notes := Wording("the " + thing + " had failed to start"); notes != nil {
			t.Errorf("%s: %v", thing, notes)
		}
	}
}

// What ownup itself says would pass its own check.
func TestOurOwnWording(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) < 10 {
		t.Fatal("the golden files are not there")
	}
	for _, name := range append(files, "templates/incident.md.tmpl", "templates/message.md.tmpl", "../../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range Wording(string(text)) {
			t.Errorf("%s:%d: %s", name, n.Line, n)
		}
	}
}

func TestWordingOfAFlood(t *testing.T) {
	if n := len(Wording(strings.Repeat("obviously careless\n\n", 50_000))); n != maxNotes {
		t.Errorf("%d notes", n)
	}
}

func FuzzWording(f *testing.F) {
	f.Add("You should have\nknown, “he forgot” `x` obviously\n> careless")
	f.Add("0\robviously")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		for _, n := range Wording(text) {
			if n.Line < 1 || n.Line > lines {
				t.Errorf("line %d of %d", n.Line, lines)
			}
		}
	})
}
