package scan

import (
	"context"
	"path"
	"slices"

	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/incident"
)

// What is compared line by line; beyond it only whole blobs count.
const (
	maxBlob  = 4 << 20 // bytes of one file's content
	maxPaths = 1000    // paths of one commit
)

// binaryWeight is what a path without lines to compare counts: as much as four telling lines.
const binaryWeight = 40

// patch is what one commit changes, read as far as it has been asked for.
type patch struct {
	sha     string
	changes []incident.Change
	at      map[string]int // path → its place in changes
	lines   []lineDelta    // beside changes; nil where not read
	done    []bool
	cut     bool // some of the contents asked for are in another place: this is a partial clone
}

func newPatch(ctx context.Context, h History, sha string) (*patch, error) {
	changes, err := h.Changes(ctx, sha)
	if err != nil {
		return nil, err
	}
	return patchOf(sha, changes), nil
}

func patchOf(sha string, changes []incident.Change) *patch {
	p := &patch{sha: sha, changes: changes, at: make(map[string]int, len(changes))}
	for i, c := range changes {
		p.at[c.Path] = i
	}
	return p
}

// sprawls reports whether the patch touches many paths, of which the given number is next to nothing.
func (p *patch) sprawls(shared int) bool { return len(p.changes) > 100 && 20*shared < len(p.changes) }

// program is what the patch does to the program, or all of it where that is nothing.
func (p *patch) program() *patch {
	changes := slices.DeleteFunc(slices.Clone(p.changes), func(c incident.Change) bool { return !incident.IsProgram(c.Path) })
	if len(changes) == 0 || len(changes) == len(p.changes) {
		return p
	}
	return patchOf(p.sha, changes)
}

// inFilesOf is what the patch does to files that another touches, or that are called like one of them.
func (p *patch) inFilesOf(other *patch) *patch {
	names := map[string]bool{}
	for _, c := range other.changes {
		names[path.Base(c.Path)] = true
	}
	return patchOf(p.sha, slices.DeleteFunc(slices.Clone(p.changes), func(c incident.Change) bool { return !names[path.Base(c.Path)] }))
}

// moved returns the base names of files that each of the patches touches in a folder where the other doesn't: it may be
// one file that was moved in between. It is not where the named patch's file still stands, as where every environment
// has a main.tf; but to a patch that takes back it may be even then, if that file has changed since: its code may have
// moved, as from builtin/x.c to x.c.
func (p *patch) moved(ctx context.Context, h History, named *patch, dir sense) (map[string]bool, error) {
	alone := map[string][]incident.Change{}
	for _, n := range named.changes {
		if _, ok := p.at[n.Path]; !ok && !incident.IsLog(n.Path) {
			alone[path.Base(n.Path)] = append(alone[path.Base(n.Path)], n)
		}
	}
	if len(alone) == 0 {
		return nil, nil
	}
	both := map[string]bool{}
	for _, c := range p.changes {
		base := path.Base(c.Path)
		if _, ok := named.at[c.Path]; ok || both[base] {
			continue
		}
		for _, n := range alone[base] {
			id, err := h.PathID(ctx, p.sha, n.Path)
			if err != nil {
				return nil, err
			}
			if id == "" || dir == inverse && id != n.New {
				both[base] = true
				break
			}
		}
		delete(alone, base)
	}
	return both, nil
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
			if !incident.Absent(err) {
				return lineDelta{}, err
			}
			p.cut = p.cut || incident.ProblemOf(err) == incident.Incomplete
			return lineDelta{}, nil // a blob that this clone doesn't hold: the path counts as one without lines
		}
		text[k] = blob
	}
	if len(text[0]) <= maxBlob && len(text[1]) <= maxBlob && !diff.Binary(text[0]) && !diff.Binary(text[1]) {
		p.lines[i] = newLineDelta(text[0], text[1])
	}
	return p.lines[i], nil
}
