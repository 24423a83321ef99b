package scan

import (
	"context"
	"path"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Overlap says how much of one commit's change another commit undoes, 0 to 1 each.
type Overlap struct {
	Undone float64 // share of the named change that is undone
	Own    float64 // share of the undoing commit's own change that this explains
	Back   bool    // each path stands again as it did before the named change, whatever changed it in between
	Files  float64 // share of the named change's files that are undone, but for a trifle
	Part   bool    // all that the undoing commit does takes back, blob for blob, what the named change did to the same paths
	Left   int     // what either commit does beside, a telling line counting 10
}

// leastByFiles is the share undone, or that of the files where it is most of them and lines say less.
func (o Overlap) leastByFiles() float64 {
	if o.Undone < mostly && o.Files >= mostly {
		return o.Files
	}
	return o.Undone
}

// sense is the direction in which two changes are compared.
type sense int

const (
	inverse sense = iota // one takes back what the other did
	again                // one does what the other did
)

// fits reports whether change c of a path is change n in the given sense, blob for blob.
func (dir sense) fits(c, n incident.Change) bool {
	if dir == inverse {
		return c.Old == n.New && c.New == n.Old
	}
	return c.Old == n.Old && c.New == n.New
}

// undoes says how much of the named patch this one takes back; repeats says how much of it this one does again. Lines
// count, not places: a line that one added and the other deletes, or the other way round, in the same file or in one
// that was renamed in between. White space doesn't matter, and lines that say little ("}") count little. A share below
// floor may be given as 0: contents that cannot lift it above are then not read.
func (p *patch) undoes(ctx context.Context, h History, named *patch, floor float64) (Overlap, error) {
	return p.compare(ctx, h, named, inverse, floor)
}

func (p *patch) repeats(ctx context.Context, h History, named *patch, floor float64) (Overlap, error) {
	return p.compare(ctx, h, named, again, floor)
}

func (p *patch) compare(ctx context.Context, h History, named *patch, dir sense, floor float64) (Overlap, error) {
	if len(named.changes) == 0 {
		return p.compareModes(ctx, h, named, dir)
	}
	moved, err := p.moved(ctx, h, named, dir)
	if err != nil {
		return Overlap{}, err
	}
	c := comparison{ctx: ctx, h: h, own: p, named: named, dir: dir, moved: moved, weights: map[string]int{}}
	c.blobs()
	switch {
	case c.exact == len(named.changes) && c.exact == len(p.changes):
		return Overlap{Undone: 1, Own: 1, Back: c.back, Files: 1}, nil
	case c.shared == 0 && len(c.moved) == 0, named.sprawls(c.shared + len(c.moved)):
		return Overlap{}, nil
	}
	if err := c.goneBefore(); err != nil {
		return Overlap{}, err
	}
	part := dir == inverse && c.exact == len(p.changes)
	if part {
		floor = 0
	}
	if err := c.common(); err != nil {
		return Overlap{}, err
	}
	if c.matched == 0 && len(c.missing) == 0 {
		return Overlap{Back: c.back}, nil
	}
	files := float64(c.whole) / float64(c.counted)
	if enough, err := c.theirs(floor); err != nil || !enough {
		return Overlap{Files: files}, err
	}
	if err := c.ours(); err != nil {
		return Overlap{}, err
	}
	c.matched += merged(c.missing).matchedBy(merged(c.left), dir)
	if c.matched == 0 {
		return Overlap{Back: c.back}, nil
	}
	share := func(of int) float64 { return min(1, float64(c.matched)/float64(of)) }
	return Overlap{
		Undone: share(c.total), Own: share(c.mine), Back: c.back, Files: files, Part: part,
		Left: max(0, c.total-c.matched) + max(0, c.mine-c.matched),
	}, nil
}

// compareModes compares patches of which the named one changes no content: what it made of files, such as programs, may
// be taken back.
func (p *patch) compareModes(ctx context.Context, h History, named *patch, dir sense) (Overlap, error) {
	if len(p.changes) > 0 {
		return Overlap{}, nil
	}
	theirs, err := h.Modes(ctx, named.sha)
	if err != nil || len(theirs) == 0 {
		return Overlap{}, err
	}
	ours, err := h.Modes(ctx, p.sha)
	if err != nil || len(ours) == 0 {
		return Overlap{}, err
	}
	c := comparison{own: patchOf(p.sha, ours), named: patchOf(named.sha, theirs), dir: dir}
	c.blobs()
	undone := float64(c.exact) / float64(len(theirs))
	return Overlap{Undone: undone, Own: float64(c.exact) / float64(len(ours)), Back: c.back, Files: undone}, nil
}

// comparison is how far one patch has been compared with another. Contents are read step by step, and no more of them
// than can still matter.
type comparison struct {
	ctx        context.Context
	h          History
	own, named *patch
	dir        sense
	moved      map[string]bool // base names of files that may have moved in between
	gone       map[string]bool // paths that the named patch added and that were gone before this one: nothing of them is left to take back

	exact    int  // paths whose blobs fit
	shared   int  // paths that both touch
	back     bool // each path of the named patch stands again as it did before
	restored int  // how many do

	total, mine    int            // what either patch does to lines that count
	matched        int            // of it, what fits
	whole, counted int            // paths of the named patch that are undone but for a trifle, of how many
	weights        map[string]int // of own paths, where known already
	missing, left  []lineDelta    // of paths that may be the same file under two names
}

// blobs compares what needs no reading.
func (c *comparison) blobs() {
	for _, n := range c.named.changes {
		if i, ok := c.own.at[n.Path]; ok {
			c.shared++
			if c.dir.fits(c.own.changes[i], n) {
				c.exact++
			}
			if c.own.changes[i].New == n.Old {
				c.restored++
			}
		}
	}
	c.back = c.dir == inverse && c.restored == len(c.named.changes)
}

// mostGone is how many files that a patch added are looked for at most: a note on a change, which the next release
// takes into its list, is one.
const mostGone = 8

// goneBefore looks for what the named patch added and had gone before this one.
func (c *comparison) goneBefore() error {
	var added []string
	for _, n := range c.named.changes {
		if _, both := c.own.at[n.Path]; !both && n.Old == "" && !c.moved[path.Base(n.Path)] {
			added = append(added, n.Path)
		}
	}
	if c.dir != inverse || len(added) > mostGone {
		return nil
	}
	c.gone = map[string]bool{}
	for _, name := range added {
		id, err := c.h.PathID(c.ctx, c.own.sha, name)
		if err != nil {
			return err
		}
		c.gone[name] = id == ""
		if id == "" {
			c.restored++
		}
	}
	c.back = c.restored == len(c.named.changes)
	return nil
}

// common compares the lines of the paths that both touch, and sets aside those of files that may have moved.
func (c *comparison) common() error {
	for i, n := range c.named.changes {
		j, both := c.own.at[n.Path]
		if !both && !c.moved[path.Base(n.Path)] {
			if !incident.IsLog(n.Path) && !c.gone[n.Path] {
				c.counted++
			}
			continue // to the total it adds later, where that still matters
		}
		d, err := c.named.delta(c.ctx, c.h, i)
		if err != nil {
			return err
		}
		w := d.weight()
		switch {
		case both && c.dir.fits(c.own.changes[j], n):
			w = d.full()
			c.matched += w
			c.weights[n.Path] = w
			c.whole++
		case both:
			e, err := c.own.delta(c.ctx, c.h, j)
			if err != nil {
				return err
			}
			m, ours := d.matchedBy(e, c.dir), e.weight()
			switch {
			case m == 0 && incident.IsLog(n.Path):
				continue
			case m > 0:
				w, ours = d.full(), e.full()
			}
			c.matched += m
			c.weights[n.Path] = ours
			if w > 0 && float64(m) >= nearly*float64(w) {
				c.whole++
			}
		case d.lines != nil && d.of == wording:
			c.missing = append(c.missing, d)
		}
		c.total += w
		c.counted++
	}
	return nil
}

// theirs adds up what else the named patch does. It reports whether as much as the floor can turn out to match, and
// reads no further where not.
func (c *comparison) theirs(floor float64) (enough bool, err error) {
	most := c.matched
	for _, d := range c.missing {
		most += d.weight()
	}
	for i, n := range c.named.changes {
		if _, both := c.own.at[n.Path]; both || c.moved[path.Base(n.Path)] || c.gone[n.Path] || incident.IsLog(n.Path) {
			continue
		}
		if float64(most) < floor*float64(c.total) {
			return false, nil
		}
		d, err := c.named.delta(c.ctx, c.h, i)
		if err != nil {
			return false, err
		}
		c.total += d.weight()
	}
	return float64(most) >= floor*float64(c.total), nil
}

// ours adds up what this patch does, and sets aside the lines of files that may have moved.
func (c *comparison) ours() error {
	for j, own := range c.own.changes {
		if w, ok := c.weights[own.Path]; ok {
			c.mine += w
			continue
		}
		if incident.IsLog(own.Path) {
			continue
		}
		e, err := c.own.delta(c.ctx, c.h, j)
		if err != nil {
			return err
		}
		c.mine += e.weight()
		if e.lines != nil && e.of == wording && c.moved[path.Base(own.Path)] {
			c.left = append(c.left, e)
		}
	}
	return nil
}

// maxAnywhere bounds the files of one commit that are compared whatever they are called.
const maxAnywhere = 20

// anywhere says how much of the named patch this one takes back in whatever file: code may have been moved in between.
func (p *patch) anywhere(ctx context.Context, h History, named *patch) (Overlap, error) {
	if len(p.changes) > maxAnywhere || len(named.changes) > maxAnywhere {
		return Overlap{}, nil
	}
	theirs, err := named.all(ctx, h)
	if err != nil {
		return Overlap{}, err
	}
	ours, err := p.all(ctx, h)
	if err != nil {
		return Overlap{}, err
	}
	matched := float64(theirs.matchedBy(ours, inverse))
	if matched == 0 {
		return Overlap{}, nil
	}
	return Overlap{Undone: matched / float64(theirs.weight()), Own: matched / float64(ours.weight())}, nil
}

// all is what the patch does to the lines of its files together.
func (p *patch) all(ctx context.Context, h History) (lineDelta, error) {
	deltas := make([]lineDelta, len(p.changes))
	for i := range p.changes {
		var err error
		if deltas[i], err = p.delta(ctx, h, i); err != nil {
			return lineDelta{}, err
		}
	}
	return merged(deltas), nil
}
