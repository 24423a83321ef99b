package trace

import (
	"context"
	"path"

	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Overlap says how much of one commit's change another commit undoes, 0 to 1 each.
type Overlap struct {
	Undone float64 // share of the named change that is undone
	Own    float64 // share of the undoing commit's own change that this explains
	Back   bool    // each path stands again as it did before the named change, whatever changed it in between
	Files  float64 // share of the named change's files that are undone, but for a trifle
	Left   int     // what either commit does beside, a telling line counting 10
}

// leastByFiles is the share undone, or that of the files where it is most of them and lines say less.
func (o Overlap) leastByFiles() float64 {
	if o.Undone < mostly && o.Files >= mostly {
		return o.Files
	}
	return o.Undone
}

// Undo compares two commits: how much of what named did does undoing take back? Lines count, not places: a line that
// named added and undoing deletes, or the other way round, in the same file or in one that was renamed in between.
// White space doesn't matter, and lines that say little ("}") count little.
func Undo(ctx context.Context, h History, undoing, named string) (Overlap, error) {
	a, err := newPatch(ctx, h, undoing)
	if err != nil {
		return Overlap{}, err
	}
	b, err := newPatch(ctx, h, named)
	if err != nil {
		return Overlap{}, err
	}
	return a.undoes(ctx, h, b, 0)
}

// What is compared line by line; beyond it only whole blobs count.
const (
	maxBlob  = 4 << 20 // bytes of one file's content
	maxPaths = 1000    // paths of one commit
)

// binaryWeight is what a path without lines to compare counts: as much as four telling lines.
const binaryWeight = 40

// patch is what one commit changes, read as far as it has been asked for.
type patch struct {
	changes []incident.Change
	at      map[string]int // path → its place in changes
	lines   []lineDelta    // beside changes; nil where not read
	done    []bool
}

func newPatch(ctx context.Context, h History, sha string) (*patch, error) {
	changes, err := h.Changes(ctx, sha)
	if err != nil {
		return nil, err
	}
	return patchOf(changes), nil
}

func patchOf(changes []incident.Change) *patch {
	p := &patch{changes: changes, at: make(map[string]int, len(changes))}
	for i, c := range changes {
		p.at[c.Path] = i
	}
	return p
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

// undoes says how much of the named patch this one takes back, repeats how much of it this one does again. Less than the
// floor may be told as nothing: then what could not change that is left unread.
func (p *patch) undoes(ctx context.Context, h History, named *patch, floor float64) (Overlap, error) {
	return p.compare(ctx, h, named, inverse, floor)
}

func (p *patch) repeats(ctx context.Context, h History, named *patch, floor float64) (Overlap, error) {
	return p.compare(ctx, h, named, again, floor)
}

func (p *patch) compare(ctx context.Context, h History, named *patch, dir sense, floor float64) (Overlap, error) {
	if len(named.changes) == 0 || len(p.changes) == 0 {
		return Overlap{}, nil
	}
	exact, restored, shared := 0, 0, 0
	for _, n := range named.changes {
		if i, ok := p.at[n.Path]; ok {
			shared++
			if dir.fits(p.changes[i], n) {
				exact++
			}
			if dir == inverse && p.changes[i].New == n.Old {
				restored++
			}
		}
	}
	if exact == len(named.changes) && exact == len(p.changes) {
		return Overlap{Undone: 1, Own: 1, Back: dir == inverse, Files: 1}, nil
	}
	back := restored == len(named.changes)
	moved := p.moved(named)
	if shared == 0 && len(moved) == 0 {
		return Overlap{}, nil
	}
	if named.sprawls(shared + len(moved)) {
		return Overlap{}, nil
	}
	var total, matched, own, whole, counted int
	var missing, left []lineDelta   // of paths that may be the same file under two names
	weights := make(map[string]int) // of this patch's paths, where known already
	for i, n := range named.changes {
		j, both := p.at[n.Path]
		if !both && !moved[path.Base(n.Path)] {
			continue // it only adds to the total
		}
		d, err := named.delta(ctx, h, i)
		if err != nil {
			return Overlap{}, err
		}
		w := d.weight()
		switch {
		case both && dir.fits(p.changes[j], n):
			w = d.full()
			matched += w
			weights[n.Path] = w
			whole++
		case both:
			e, err := p.delta(ctx, h, j)
			if err != nil {
				return Overlap{}, err
			}
			m, ours := d.matchedBy(e, dir), e.weight()
			switch {
			case m == 0 && isLog(n.Path):
				continue
			case m > 0:
				w, ours = d.full(), e.full()
			}
			matched += m
			weights[n.Path] = ours
			if w > 0 && float64(m) >= nearly*float64(w) {
				whole++
			}
		case d.lines != nil && d.of == wording:
			missing = append(missing, d)
		}
		total += w
		counted++
	}
	if matched == 0 && len(missing) == 0 {
		return Overlap{Back: back}, nil
	}
	for _, n := range named.changes {
		if _, both := p.at[n.Path]; !both && !moved[path.Base(n.Path)] && !isLog(n.Path) {
			counted++
		}
	}
	files := float64(whole) / float64(counted)
	most := matched // that can turn out to match
	for _, d := range missing {
		most += d.weight()
	}
	for i, n := range named.changes {
		if _, both := p.at[n.Path]; both || moved[path.Base(n.Path)] || isLog(n.Path) {
			continue
		}
		if float64(most) < floor*float64(total) {
			return Overlap{Files: files}, nil
		}
		d, err := named.delta(ctx, h, i)
		if err != nil {
			return Overlap{}, err
		}
		total += d.weight()
	}
	if float64(most) < floor*float64(total) || 10*matched < total && len(missing) == 0 && p.sprawls(shared) {
		return Overlap{Files: files}, nil
	}
	for j, c := range p.changes {
		if w, ok := weights[c.Path]; ok {
			own += w
			continue
		}
		if isLog(c.Path) {
			continue
		}
		e, err := p.delta(ctx, h, j)
		if err != nil {
			return Overlap{}, err
		}
		own += e.weight()
		if e.lines != nil && e.of == wording && moved[path.Base(c.Path)] {
			left = append(left, e)
		}
	}
	if len(missing) > 0 && len(left) > 0 {
		matched += merged(missing).matchedBy(merged(left), dir)
	}
	if total == 0 || own == 0 {
		// Nothing but blank lines: only blobs can tell.
		return Overlap{Undone: float64(exact) / float64(len(named.changes)), Own: float64(exact) / float64(len(p.changes))}, nil
	}
	share := func(of int) float64 { return min(1, float64(matched)/float64(of)) }
	return Overlap{Undone: share(total), Own: share(own), Back: back, Files: files, Left: max(0, total-matched) + max(0, own-matched)}, nil
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

// sprawls reports whether the patch touches many paths, of which the given number is next to nothing.
func (p *patch) sprawls(shared int) bool { return len(p.changes) > 100 && 20*shared < len(p.changes) }

// moved returns the base names of files that each of the patches touches in a folder where the other doesn't: the same
// file, it may be, moved in between.
func (p *patch) moved(named *patch) map[string]bool {
	var alone, both map[string]bool
	for _, n := range named.changes {
		if _, ok := p.at[n.Path]; !ok && !isLog(n.Path) {
			if alone == nil {
				alone = map[string]bool{}
			}
			alone[path.Base(n.Path)] = true
		}
	}
	if alone == nil {
		return nil
	}
	for _, c := range p.changes {
		if _, ok := named.at[c.Path]; !ok && alone[path.Base(c.Path)] {
			if both == nil {
				both = map[string]bool{}
			}
			both[path.Base(c.Path)] = true
		}
	}
	return both
}

// delta returns what change i does to the lines of its file.
func (p *patch) delta(ctx context.Context, h History, i int) (lineDelta, error) {
	if p.lines == nil {
		p.lines = make([]lineDelta, len(p.changes))
		p.done = make([]bool, len(p.changes))
	}
	if p.done[i] || i >= maxPaths {
		return p.lines[i], nil
	}
	p.done[i] = true
	var text [2][]byte
	for k, id := range [...]string{p.changes[i].Old, p.changes[i].New} {
		if id == "" {
			continue
		}
		blob, err := h.Blob(ctx, id)
		if err != nil {
			if !absent(err) {
				return lineDelta{}, err
			}
			return lineDelta{}, nil // a blob that this clone doesn't hold: the path counts as one without lines
		}
		text[k] = blob
	}
	if len(text[0]) <= maxBlob && len(text[1]) <= maxBlob && !diff.Binary(text[0]) && !diff.Binary(text[1]) {
		p.lines[i] = newLineDelta(text[0], text[1])
	}
	return p.lines[i], nil
}
