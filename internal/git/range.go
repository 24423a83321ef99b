package git

import (
	"cmp"
	"context"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Range is what a person asks for of a history: all commits that lead to Tip, but for those that lead to one of
// Without.
type Range struct {
	Tip     string   // a full SHA
	Without []string // likewise
	Limited bool     // it was written as a range, not as one revision
}

// Range reads a range as git does: "a..b", "a..", "..b", "a^!", which is the commit a alone, and "a^-2", which is what
// the merge a has beside its second parent. A revision alone is all that leads to it, and "^a" alone what "a.." is.
func (r *Repo) Range(ctx context.Context, text string) (Range, error) {
	from, to, limited := strings.Cut(text, "..")
	merge, parent, beside := strings.Cut(text, "^-")
	switch {
	case strings.HasPrefix(text, ":/"):
		from, to, limited = "", text, false
	case strings.HasPrefix(to, "."):
		return Range{}, problem(incident.Usage, nil, "%q has three dots; a range for scan has two, as in main..topic.", text)
	case limited:
	case strings.HasPrefix(text, "^"):
		from, limited = text[1:], true
	case strings.HasSuffix(text, "^!"):
		return r.alone(ctx, strings.TrimSuffix(text, "^!"))
	case beside:
		from, to, limited = merge+"^"+parent, merge, true
	default:
		from, to = "", text
	}
	if several(from) || several(to) && !strings.HasPrefix(to, ":/") {
		return Range{}, problem(incident.Usage, nil, "%q is a range in a form that ownup doesn't read: write it as in main..topic, or as in topic^! for one commit.", text)
	}
	g := Range{Limited: limited}
	var err error
	if g.Tip, err = r.Resolve(ctx, cmp.Or(to, "HEAD")); err == nil && limited {
		g.Without = []string{""}
		g.Without[0], err = r.Resolve(ctx, cmp.Or(from, "HEAD"))
	}
	return g, err
}

// alone is the range that holds one commit.
func (r *Repo) alone(ctx context.Context, rev string) (Range, error) {
	id, err := r.resolve(ctx, cmp.Or(rev, "HEAD"))
	if err != nil {
		return Range{}, err
	}
	c, err := r.rawCommit(id)
	if err != nil {
		return Range{}, err
	}
	g := Range{Tip: id.String(), Limited: true}
	for _, p := range r.parents(&c, nil) {
		g.Without = append(g.Without, p.String())
	}
	return g, nil
}

// several reports whether a revision is written as a range.
func several(rev string) bool {
	return strings.HasPrefix(rev, "^") || strings.Contains(rev, "..") || strings.Contains(rev, "^!") || strings.Contains(rev, "^@") || strings.Contains(rev, "^-")
}
