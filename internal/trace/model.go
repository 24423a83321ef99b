package trace

import (
	"math"
	"strings"
)

// aspect is one number that speaks for or against a commit having introduced what a fix repairs.
type aspect struct {
	name string
	of   func(v *view, c *introducer) float64
}

func partOf(r role) func(*view, *introducer) float64 {
	return func(_ *view, c *introducer) float64 { return c.part[r] }
}

func rootOf(r role) func(*view, *introducer) float64 {
	return func(_ *view, c *introducer) float64 { return math.Sqrt(c.part[r]) }
}

func anyOf(r role) func(*view, *introducer) float64 {
	return func(_ *view, c *introducer) float64 { return yes(c.part[r] > 0) }
}

func mostOf(r role) func(*view, *introducer) float64 {
	return func(v *view, c *introducer) float64 { return yes(c.part[r] > 0 && c.part[r] == v.most[r]) }
}

func aspectsOf(name string, r role) []aspect {
	return []aspect{{name: name, of: partOf(r)}, {name: name + ".root", of: rootOf(r)}, {name: name + ".any", of: anyOf(r)}, {name: name + ".most", of: mostOf(r)}}
}

var aspects = func() []aspect {
	var a []aspect
	for r, n := range [...]string{"del", "triv", "above", "below", "guard", "header", "body", "near", "near1", "near12", "mention"} {
		a = append(a, aspectsOf(n, role(r))...)
	}
	put := func(name string, of func(v *view, c *introducer) float64) { a = append(a, aspect{name: name, of: of}) }
	put("tok", func(v *view, c *introducer) float64 { return c.tokens })
	put("tok.root", func(v *view, c *introducer) float64 { return math.Sqrt(c.tokens) })
	put("tok.most", func(v *view, c *introducer) float64 { return yes(c.tokens > 0 && c.tokens == v.mostTokens) })
	put("both.most", func(v *view, c *introducer) float64 {
		return yes(c.tokens > 0 && c.tokens == v.mostTokens && c.part[roleNear] == v.most[roleNear])
	})
	put("nolines", func(v *view, c *introducer) float64 { return yes(len(c.spots) == 0) })
	put("restored", func(v *view, c *introducer) float64 { return c.restored })
	put("restored.any", func(v *view, c *introducer) float64 { return yes(c.restored > 0) })
	put("ids", func(v *view, c *introducer) float64 { return v.rare(v.inBrought, c.brought) / (1 + v.idents) })
	put("ids.log", func(v *view, c *introducer) float64 { return math.Log1p(v.rare(v.inBrought, c.brought)) })
	put("ids.most", func(v *view, c *introducer) float64 {
		x := v.rare(v.inBrought, c.brought)
		return yes(x > 0 && x == v.mostIdents)
	})
	put("idsout", func(v *view, c *introducer) float64 { return v.rare(v.inDropped, c.dropped) / (1 + v.idents) })
	put("idsout.log", func(v *view, c *introducer) float64 { return math.Log1p(v.rare(v.inDropped, c.dropped)) })
	put("logins", func(v *view, c *introducer) float64 { return math.Log1p(float64(c.inserted)) })
	put("logdel", func(v *view, c *introducer) float64 { return math.Log1p(float64(c.deleted)) })
	put("insratio", func(v *view, c *introducer) float64 {
		return float64(c.inserted) / float64(c.inserted+c.deleted+1)
	})
	put("newest", func(v *view, c *introducer) float64 { return yes(v.rank[c] == 0) })
	put("rank", func(v *view, c *introducer) float64 { return math.Log1p(float64(v.rank[c])) })
	put("relrank", func(v *view, c *introducer) float64 { return float64(v.rank[c]) / float64(len(v.all)) })
	put("logage", func(v *view, c *introducer) float64 { return math.Log1p(max(0, v.age(c).Hours()/24)) })
	put("age<1", func(v *view, c *introducer) float64 { return yes(v.age(c).Hours() < 24) })
	put("age<7", func(v *view, c *introducer) float64 { return yes(v.age(c).Hours() < 7*24) })
	put("age<60", func(v *view, c *introducer) float64 { return yes(v.age(c).Hours() < 60*24) })
	put("age<365", func(v *view, c *introducer) float64 { return yes(v.age(c).Hours() < 365*24) })
	put("root", func(v *view, c *introducer) float64 { return yes(len(c.commit.Parents) == 0) })
	put("isfix", func(v *view, c *introducer) float64 {
		return saysAny(c.commit.Subject(), " fix", "correct", "bug", "workaround")
	})
	put("isadd", func(v *view, c *introducer) float64 {
		return saysAny(c.commit.Subject(), " add ", "introduce", "support", "implement", "enable", " new ", "initial", "import", "create", "provide", "allow")
	})
	put("isrefac", func(v *view, c *introducer) float64 {
		return saysAny(c.commit.Subject(), "rename", " move ", "clean", "style", "typo", "spdx", "license", "copyright", "indent", "refactor", "convert", "split", "prefix", "whitespace", "coding", "spelling", "reorganize", "restructure", "namespace", "mechanical", "relocate")
	})
	put("isremove", func(v *view, c *introducer) float64 { return saysAny(c.commit.Subject(), "remove", "drop", "delete") })
	put("isrevert", func(v *view, c *introducer) float64 { return saysAny(c.commit.Subject(), "revert") })
	put("sameprefix", func(v *view, c *introducer) float64 {
		p := prefix(v.fix.commit.Subject())
		return yes(p != "" && p == prefix(c.commit.Subject()))
	})
	put("sameauthor", func(v *view, c *introducer) float64 {
		return yes(strings.EqualFold(c.commit.Author.Email, v.fix.commit.Author.Email))
	})
	pair := func(name string, f func(v *view, c *introducer) (all, match float64)) {
		put(name+".ratio", func(v *view, c *introducer) float64 { a, m := f(v, c); return m / (1 + a) })
		put(name+".sum", func(v *view, c *introducer) float64 { _, m := f(v, c); return math.Log1p(m) })
	}
	pair("title", func(v *view, c *introducer) (float64, float64) {
		return v.inTitles.sum(v.title[c], func(w string) bool { return v.fix.subject[w] })
	})
	pair("message", func(v *view, c *introducer) (float64, float64) {
		return v.inMessages.sum(v.fix.subject, func(w string) bool { return v.message[c][w] })
	})
	pair("code", func(v *view, c *introducer) (float64, float64) {
		return v.inCode.sum(v.fix.subject, func(w string) bool { return c.code[w] })
	})
	pair("fixcode", func(v *view, c *introducer) (float64, float64) {
		return v.inTitles.sum(v.title[c], func(w string) bool { return v.fix.code[w] })
	})
	put("files", func(v *view, c *introducer) float64 { return float64(len(c.files)) / float64(len(v.fix.changes)) })
	put("created", func(v *view, c *introducer) float64 { return yes(c.created) })
	put("moved", func(v *view, c *introducer) float64 { return float64(c.moved) / float64(c.inserted+1) })
	refac := func(c *introducer) float64 {
		return saysAny(c.commit.Subject(), "rename", " move ", "clean", "style", "typo", "spdx", "license", "copyright", "indent", "refactor", "convert", "split", "prefix", "whitespace", "coding", "spelling", "reorganize", "restructure", "namespace", "mechanical", "relocate")
	}
	put("refac*del", func(v *view, c *introducer) float64 { return refac(c) * math.Sqrt(c.part[roleDeleted]) })
	put("refac*near", func(v *view, c *introducer) float64 { return refac(c) * math.Sqrt(c.part[roleNear]) })
	put("created*del", func(v *view, c *introducer) float64 { return yes(c.created) * math.Sqrt(c.part[roleDeleted]) })
	put("created*near", func(v *view, c *introducer) float64 { return yes(c.created) * math.Sqrt(c.part[roleNear]) })
	put("del*near", func(v *view, c *introducer) float64 { return math.Sqrt(c.part[roleDeleted] * c.part[roleNear]) })
	put("loglines", func(v *view, c *introducer) float64 { return math.Log1p(float64(len(c.spots))) })
	put("logfiles", func(v *view, c *introducer) float64 { return math.Log1p(float64(c.touched)) })
	put("files>20", func(v *view, c *introducer) float64 { return yes(c.touched > 20) })
	put("cands", func(v *view, c *introducer) float64 { return math.Log(float64(len(v.all))) })
	return a
}()
