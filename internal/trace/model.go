package trace

import (
	"fmt"
	"math"
	"strings"
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
var aspects = concat(
	partAspects(),
	[]aspect{
		{"words out", "share of the words that the fix takes out of lines, those it brought", func(_ *view, c *introducer) float64 {
			return c.tokens
		}},
		{"words out, root", "square root of the same", func(_ *view, c *introducer) float64 { return math.Sqrt(c.tokens) }},
		{"deleted and near", "geometric mean of two shares", func(_ *view, c *introducer) float64 {
			return math.Sqrt(c.part[roleDeleted] * c.part[roleNear])
		}},
		{"no lines", "none of the fix's lines is its", func(_ *view, c *introducer) float64 { return yes(len(c.spots) == 0) }},
		{"files", "share of the fix's files in which it wrote such lines", func(v *view, c *introducer) float64 {
			return float64(len(c.files)) / float64(len(v.fix.changes))
		}},
		{"put back", "share of the fix's new lines that it had taken out", func(_ *view, c *introducer) float64 { return c.restored }},
		{"puts back", "there are such lines", func(_ *view, c *introducer) float64 { return yes(c.restored > 0) }},
		{"identifiers", "rarity of the changed lines' identifiers that it brought in, as a share of all", func(v *view, c *introducer) float64 {
			return v.rare(v.inBrought, c.brought) / (1 + v.idents)
		}},
		{"identifiers, log", "logarithm of that rarity", func(v *view, c *introducer) float64 { return math.Log1p(v.rare(v.inBrought, c.brought)) }},
		{"identifiers gone", "rarity of the changed lines' identifiers that it took out, as a share of all", func(v *view, c *introducer) float64 {
			return v.rare(v.inDropped, c.dropped) / (1 + v.idents)
		}},
		{"identifiers gone, log", "logarithm of that rarity", func(v *view, c *introducer) float64 { return math.Log1p(v.rare(v.inDropped, c.dropped)) }},
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
		{"fixes", "its subject speaks of a fix", subjectSays(" fix", "correct", "bug", "workaround")},
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

// roleNames are the roles as the aspects name them.
var roleNames = [roleCount]string{
	"deleted", "trivial", "above", "below", "guard", "header", "body", "near", "kin", "mention",
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

var tidying = []string{
	"rename", " move ", "clean", "style", "typo", "spdx", "license", "copyright", "indent", "refactor", "convert", "split", "prefix", "whitespace",
	"coding", "spelling", "reorganize", "restructure", "namespace", "mechanical", "relocate",
}

func subjectSays(words ...string) func(*view, *introducer) float64 {
	return func(_ *view, c *introducer) float64 {
		subject := " " + strings.ToLower(c.commit.Subject()) + " "
		for _, w := range words {
			if strings.Contains(subject, w) {
				return 1
			}
		}
		return 0
	}
}

func concat(lists ...[]aspect) []aspect {
	var out []aspect
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}
