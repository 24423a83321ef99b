package trace

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
)

// aspect is one number that speaks for or against a commit having introduced what a fix repairs. What each weighs is in
// weights.go.
type aspect struct {
	name  string
	about string
	of    func(v *view, c *introducer) float64
}

// aspects are all that the model sees of a commit: whose lines and words a fix touches, what the commits did to its
// files, when, and what their messages have in common. "Share" is of the fix's lines in a role, those the commit wrote.
var aspects = sync.OnceValue(func() []aspect {
	return slices.Concat(
		partAspects(),
		[]aspect{
			{"words out", "share of the words that the fix takes out of lines, those it brought", func(_ *view, c *introducer) float64 {
				return c.tokens
			}},
			{"words out, root", "square root of the same", func(_ *view, c *introducer) float64 { return math.Sqrt(c.tokens) }},
			{"deleted and near", "geometric mean of two shares", func(_ *view, c *introducer) float64 {
				return math.Sqrt(c.part[roleDeleted] * c.part[roleNear])
			}},
			{"holds and near", "geometric mean of two shares", func(_ *view, c *introducer) float64 {
				return math.Sqrt(c.part[roleHolds] * c.part[roleNear])
			}},
			{"elsewhere", "it left the fix's files alone", func(_ *view, c *introducer) float64 { return yes(len(c.touched) == 0) }},
			{"no lines", "none of the fix's lines is its", func(_ *view, c *introducer) float64 { return yes(len(c.spots) == 0) }},
			{"files", "share of the fix's files in which it wrote such lines", func(v *view, c *introducer) float64 {
				return float64(len(c.files)) / float64(len(v.fix.changes))
			}},
			{"put back", "share of the fix's new lines that it had taken out", func(_ *view, c *introducer) float64 { return c.restored }},
			{"puts back", "there are such lines", func(_ *view, c *introducer) float64 { return yes(c.restored > 0) }},
			{"identifiers", "rarity of the changed lines' identifiers that it brought in, as a share of all", func(v *view, c *introducer) float64 {
				return v.inBrought.total(c.brought) / (1 + v.idents)
			}},
			{"identifiers, log", "logarithm of that rarity", func(v *view, c *introducer) float64 { return math.Log1p(v.inBrought.total(c.brought)) }},
			{"identifiers gone", "rarity of the changed lines' identifiers that it took out, as a share of all", func(v *view, c *introducer) float64 {
				return v.inDropped.total(c.dropped) / (1 + v.idents)
			}},
			{"identifiers gone, log", "logarithm of that rarity", func(v *view, c *introducer) float64 { return math.Log1p(v.inDropped.total(c.dropped)) }},
			{"size", "logarithm of the lines it brought into the fix's files", func(_ *view, c *introducer) float64 {
				return math.Log1p(float64(c.inserted))
			}},
			{"growth", "share of brought lines in all it brought and took out", func(_ *view, c *introducer) float64 {
				return float64(c.inserted) / float64(c.inserted+c.deleted+1)
			}},
			{"focus", "share of the lines it brought that the fix asks about", func(_ *view, c *introducer) float64 {
				return min(1, float64(len(c.spots))/float64(c.inserted+1))
			}},
			{"created", "it added one of the fix's files", func(_ *view, c *introducer) float64 { return yes(c.created) }},
			{"rank", "its place among all commits met, the newest 0, the oldest 1", func(v *view, c *introducer) float64 {
				return float64(v.rank[c]) / float64(len(v.all))
			}},
			{"later deleters", "logarithm of how many newer ones wrote deleted lines", func(v *view, c *introducer) float64 {
				return math.Log1p(float64(v.later[c]))
			}},
			{"all", "logarithm of the number of commits met", func(v *view, _ *introducer) float64 { return math.Log(float64(len(v.all))) }},
			{"age", "logarithm of the days from its landing to the fix's", func(v *view, c *introducer) float64 {
				return math.Log1p(max(0, v.fix.commit.CommittedAt.Sub(c.commit.CommittedAt).Hours()/24))
			}},
			{"written", "logarithm of the days from its writing to the fix's", func(v *view, c *introducer) float64 {
				return math.Log1p(max(0, v.written(c)))
			}},
			{"author", "same author", func(v *view, c *introducer) float64 { return yes(v.sameAuthor(c)) }},
			{"part", "its subject names the same part before the colon", func(v *view, c *introducer) float64 {
				p := prefix(v.fix.commit.Subject())
				return yes(p != "" && p == prefix(c.commit.Subject()))
			}},
			{"fixes", "its subject speaks of a fix", subjectSays(fixing...)},
			{"adds", "… of something new", subjectSays(" add ", "introduce", "support", "implement", "enable", " new ", "initial", "import", "create",
				"provide", "allow")},
			{"tidies", "… of what leaves the behaviour alone", subjectSays(tidying...)},
			{"tidies deleted", "… and it wrote deleted lines (root of the share)", func(v *view, c *introducer) float64 {
				return subjectSays(tidying...)(v, c) * math.Sqrt(c.part[roleDeleted])
			}},
			{"tidies near", "… and it wrote lines near (root of the share)", func(v *view, c *introducer) float64 {
				return subjectSays(tidying...)(v, c) * math.Sqrt(c.part[roleNear])
			}},
			{"reverts", "… of a revert", subjectSays("revert")},
		},
		standing("deleted", roleDeleted),
		standing("beside", roleAbove),
		standing("body", roleBody),
		standing("defines", roleDefines),
		standing("holds", roleHolds),
		[]aspect{
			relative("deleted", func(_ *view, c *introducer) float64 { return c.part[roleDeleted] }),
			relative("near", func(_ *view, c *introducer) float64 { return c.part[roleNear] }),
			relative("body", func(_ *view, c *introducer) float64 { return c.part[roleBody] }),
			relative("kin", func(_ *view, c *introducer) float64 { return c.part[roleKin] }),
			relative("holds", func(_ *view, c *introducer) float64 { return c.part[roleHolds] }),
			relative("alike", func(_ *view, c *introducer) float64 { return c.part[roleAlike] }),
			relative("words out", func(_ *view, c *introducer) float64 { return c.tokens }),
			relative("identifiers", func(v *view, c *introducer) float64 { return v.inBrought.total(c.brought) }),
			relative("size", func(_ *view, c *introducer) float64 { return math.Log1p(float64(c.inserted)) }),
			{"touches", "share of the fix's files that it changed", func(v *view, c *introducer) float64 {
				return float64(len(c.touched)) / float64(len(v.fix.changes))
			}},
			{"touches, rare", "the same, a file counting the more the fewer commits changed it", func(v *view, c *introducer) float64 {
				all := 0.0
				for f := range v.inFiles.having {
					all += v.inFiles.of(f)
				}
				return v.inFiles.total(c.touched) / (0.1 + all)
			}},
			{"twins", "share of the fix's new lines that it brought somewhere too", func(_ *view, c *introducer) float64 { return c.twins }},
			{"twins, root", "square root of the same", func(_ *view, c *introducer) float64 { return math.Sqrt(c.twins) }},
			{"created deleted", "it added one of the fix's files and wrote deleted lines", func(_ *view, c *introducer) float64 {
				return yes(c.created) * math.Sqrt(c.part[roleDeleted])
			}},
			{"created near", "… and wrote lines near", func(_ *view, c *introducer) float64 {
				return yes(c.created) * math.Sqrt(c.part[roleNear])
			}},
			{"created alone", "it added one of the fix's files and wrote none of the lines asked about", func(_ *view, c *introducer) float64 {
				return yes(c.created && len(c.spots) == 0)
			}},
			{"fixes deleted", "its subject speaks of a fix and it wrote deleted lines", func(v *view, c *introducer) float64 {
				return subjectSays(fixing...)(v, c) * math.Sqrt(c.part[roleDeleted])
			}},
			{"fixes near", "… and wrote lines near", func(v *view, c *introducer) float64 {
				return subjectSays(fixing...)(v, c) * math.Sqrt(c.part[roleNear])
			}},
		},
		shared("phrase", "pairs of words of its subject that are in the fix's subject", func(v *view, c *introducer) (all, common float64) {
			return v.inPhrases.sum(v.phrase[c], func(p string) bool { return v.fix.phrases[p] })
		}),
		shared("message on code", "words of the code the fix changes that are in its message", func(v *view, c *introducer) (all, common float64) {
			return v.inMessages.sum(v.fix.code, func(w string) bool { return v.message[c][w] })
		}),
		kindAspects(),
		verbAspects(),
		since("written within", "days from its writing to the fix's are fewer", (*view).written, 0, 0.04, 1, 3, 14, 30, 90, 180, 365, 1000),
		since("landed within", "days for which it had landed when the fix was written are fewer", (*view).landed, 0, 1, 7),
		since("own within", "… from the same author's writing", func(v *view, c *introducer) float64 {
			if v.sameAuthor(c) {
				return v.written(c)
			}
			return math.Inf(1)
		}, 1, 30),
		shared("title", "words of its subject that are in the fix's subject", func(v *view, c *introducer) (all, common float64) {
			return v.inTitles.sum(v.title[c], func(w string) bool { return v.fix.subject[w] })
		}),
		shared("message", "words of the fix's subject that are in its message", func(v *view, c *introducer) (all, common float64) {
			return v.inMessages.sum(v.fix.subject, func(w string) bool { return v.message[c][w] })
		}),
		shared("code", "words of the fix's subject that are in the code it brought", func(v *view, c *introducer) (all, common float64) {
			return v.inCode.sum(v.fix.subject, func(w string) bool { return c.code[w] })
		}),
		shared("fix's code", "words of its subject that are in the code the fix changes", func(v *view, c *introducer) (all, common float64) {
			return v.inTitles.sum(v.title[c], func(w string) bool { return v.fix.code[w] })
		}),
	)
})

// roleNames are the roles as the aspects name them.
var roleNames = [roleCount]string{
	"deleted", "trivial", "above", "below", "guard", "header", "body", "near", "kin", "defines", "alike", "holds",
}

// partAspects are the shares of lines in each role. The root sets apart having written some from having written none.
func partAspects() []aspect {
	var out []aspect
	for r, name := range roleNames {
		out = append(out,
			aspect{name, "share of lines in this role", func(_ *view, c *introducer) float64 { return c.part[r] }},
			aspect{name + ", root", "square root of the same", func(_ *view, c *introducer) float64 { return math.Sqrt(c.part[r]) }},
		)
	}
	return out
}

// since are steps of a time in days.
func since(name, about string, days func(*view, *introducer) float64, steps ...float64) []aspect {
	var out []aspect
	for _, step := range steps {
		out = append(out, aspect{fmt.Sprintf("%s %g", name, step), about, func(v *view, c *introducer) float64 { return yes(days(v, c) < step) }})
	}
	return out
}

// shared compares words by their rarity: as a share of all the words that could agree, and as the logarithm of the sum.
func shared(name, about string, of func(*view, *introducer) (all, common float64)) []aspect {
	return []aspect{
		{name, "rarity of " + about + ", as a share of all of them", func(v *view, c *introducer) float64 {
			all, common := of(v, c)
			return common / (1 + all)
		}},
		{name + ", log", "logarithm of that rarity", func(v *view, c *introducer) float64 {
			_, common := of(v, c)
			return math.Log1p(common)
		}},
	}
}

// Parts of subjects that speak of a fix, and of what leaves the behaviour alone.
var fixing = []string{" fix", "correct", "bug", "workaround"}

var tidying = []string{
	"rename", " move ", "clean", "style", "typo", "spdx", "license", "copyright", "indent", "refactor", "convert", "split", "prefix", "whitespace",
	"coding", "spelling", "reorganize", "restructure", "namespace", "mechanical", "relocate",
}

func subjectSays(words ...string) func(*view, *introducer) float64 {
	return func(_ *view, c *introducer) float64 { return yes(subjectHas(c.commit.Subject(), words)) }
}

func subjectHas(subject string, words []string) bool {
	subject = " " + strings.ToLower(subject) + " "
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(subject, w) })
}

// fixKind is a kind of fix, by the words of its subject. What speaks for a commit differs between them: a broken build
// is young, a leak as old as its function.
type fixKind struct {
	name  string
	words []string
}

var fixKinds = []fixKind{
	{"build", []string{
		"build", "compil", "warning", "gcc", "clang", "link error", "linkage", "makefile", "meson", "cmake", "unused", "undefined", "missing include",
		"dependenc", "cross-", "32-bit", "lint",
	}},
	{"prose", []string{"typo", "spelling", "comment", " doc", "doxygen", "grammar", "wording", "man page", "help text", "guide", "log message"}},
	{"safety", []string{
		"leak", "null", "overflow", "underflow", "out of bound", "out-of-bound", "double free", "use after free", "use-after-free", "uninit",
		"segfault", "segmentation", "crash", "race", "deadlock", "lock", "dereference", "corrupt", "overrun", "memory",
	}},
	{"checks", []string{"check", "return value", "error handling", "error path", "validat", "errno", "error code", "failure", "cleanup"}},
}

// kindAspects let what speaks for a commit count otherwise for a kind of fix.
func kindAspects() []aspect {
	var out []aspect
	for i := range fixKinds {
		k := &fixKinds[i]
		add := func(name, about string, of func(v *view, c *introducer) float64) {
			out = append(out, aspect{k.name + ": " + name, about + ", for fixes of this kind", func(v *view, c *introducer) float64 {
				if !v.kinds[k] {
					return 0
				}
				return of(v, c)
			}})
		}
		add("deleted", "root of the share of deleted lines", func(_ *view, c *introducer) float64 { return math.Sqrt(c.part[roleDeleted]) })
		add("near", "root of the share of lines near", func(_ *view, c *introducer) float64 { return math.Sqrt(c.part[roleNear]) })
		add("created", "it added one of the fix's files", func(_ *view, c *introducer) float64 { return yes(c.created) })
		add("size", "logarithm of the lines it brought", func(_ *view, c *introducer) float64 { return math.Log1p(float64(c.inserted)) })
		add("rank", "its place among all commits met", func(v *view, c *introducer) float64 { return float64(v.rank[c]) / float64(len(v.all)) })
		add("written", "logarithm of the days since its writing", func(v *view, c *introducer) float64 { return math.Log1p(max(0, v.written(c))) })
	}
	return out
}

// verbs are what subjects say that a commit does; compared as stems.
const verbs = `accept add adjust allow always avoid change check clean convert correct create define delete disable do drop enable
	enhance ensure expand export extend extract fix generalize get handle implement import improve increase init initial initialize introduce
	keep limit make merge modify move new optimize pass prepare print prevent provide reduce refactor register release remove rename reorganize
	replace report reset restore restrict return revert rework rewrite separate set share simplify skip split start stop store support switch
	sync unify update upgrade use verify version wrap`

// verbAspects tell whether a commit's subject has a verb, after what it names before the colon.
func verbAspects() []aspect {
	var out []aspect
	for _, verb := range strings.Fields(verbs) {
		s := stem(verb)
		out = append(out, aspect{"verb " + verb, "its subject has this word", func(v *view, c *introducer) float64 { return yes(v.stems[c][s]) }})
	}
	return out
}

// relative compares a commit with the one for which the most of this speaks.
func relative(name string, of func(*view, *introducer) float64) aspect {
	return aspect{name + ", of most", "the same as a share of the highest among all commits", func(v *view, c *introducer) float64 {
		if most := v.most(name, of); most > 0 {
			return of(v, c) / most
		}
		return 0
	}}
}

// standing places a commit among those that wrote lines in a role.
func standing(name string, r role) []aspect {
	return []aspect{
		{name + ", newest", "it is the newest that wrote such lines", func(v *view, c *introducer) float64 { return yes(v.newest(c, r)) }},
		{name + ", oldest", "it is the oldest that wrote such lines", func(v *view, c *introducer) float64 { return yes(v.oldest(c, r)) }},
		{name + ", only", "it is the only one that wrote such lines", func(v *view, c *introducer) float64 {
			return yes(v.newest(c, r) && v.oldest(c, r))
		}},
	}
}
