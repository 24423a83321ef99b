package git

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// treeEntry is one line of a tree; its slices point into the tree's data.
type treeEntry struct {
	mode uint32
	name []byte
	id   []byte
}

const (
	modeDir    = 0o040000
	modeFile   = 0o100000
	modeModule = 0o160000
	modeType   = 0o170000
)

func (e treeEntry) dir() bool    { return e.mode&modeType == modeDir }
func (e treeEntry) module() bool { return e.mode&modeType == modeModule }

// kind is the mode as git writes it today: of a file's rights it keeps whether it is a program.
func (e treeEntry) kind() string {
	mode := e.mode
	if mode&modeType == modeFile {
		if mode = modeFile | 0o644; e.mode&0o100 != 0 {
			mode = modeFile | 0o755
		}
	}
	return fmt.Sprintf("%06o", mode)
}

// nextEntry reads the first line of a tree.
func nextEntry(data []byte) (e treeEntry, rest []byte, ok bool) {
	mode, at, end := nextName(data)
	if end == 0 {
		return e, nil, false
	}
	return treeEntry{mode, data[at:end], data[end+1 : end+21]}, data[end+21:], true
}

// nextName tells where the name in the first line of a tree begins and ends; end is 0 where the line is malformed. The
// object's name follows a byte later.
func nextName(data []byte) (mode uint32, at, end int) {
	switch { // nearly all lines begin in one of these ways
	case len(data) > 6 && string(data[:6]) == "40000 ":
		mode, at = modeDir, 6
	case len(data) > 7 && string(data[:7]) == "100644 ":
		mode, at = 0o100644, 7
	default:
		for ; at < len(data) && data[at] != ' '; at++ {
			c := data[at]
			if c < '0' || c > '7' || at >= 7 {
				return 0, 0, 0
			}
			mode = mode<<3 | uint32(c-'0')
		}
		if at == 0 || at >= len(data) {
			return 0, 0, 0
		}
		at++
	}
	n := bytes.IndexByte(data[at:], 0)
	if n <= 0 || len(data) < at+n+21 {
		return 0, 0, 0
	}
	return mode, at, at + n
}

// tree reads a tree; the zero id stands for the empty one.
func (r *Repo) tree(id oid) ([]byte, error) {
	if id == (oid{}) {
		return nil, nil
	}
	o, err := r.store.read(id)
	if err != nil {
		return nil, r.explain(id, "tree", err)
	}
	if o.kind != kindTree {
		return nil, corrupt(id, "it is a "+o.kind.String()+" where a tree should be")
	}
	return o.data, nil
}

// Changes lists the paths that a commit changed against its first parent, in order of their names; for a root commit,
// all its paths. Symbolic links are listed like files, and submodules as files whose content is the line by which git
// shows the commit they stand at. A path that turned from a file into a folder, or back, is listed as deleted and
// added. Changes of mode alone are not listed: Modes does.
//
// At the boundary of a shallow clone the parent is not there, and the answer is a Problem of kind Incomplete.
func (r *Repo) Changes(ctx context.Context, sha string) ([]incident.Change, error) {
	changes, _, err := r.changed(ctx, sha)
	return changes, err
}

// Modes lists the paths of which a commit changed the mode alone, as chmod does, with the modes in the place of the
// blobs' ids.
func (r *Repo) Modes(ctx context.Context, sha string) ([]incident.Change, error) {
	_, modes, err := r.changed(ctx, sha)
	return modes, err
}

func (r *Repo) changed(ctx context.Context, sha string) (changes, modes []incident.Change, err error) {
	c, err := r.raw(ctx, sha)
	if err != nil {
		return nil, nil, err
	}
	before, known, err := r.treeBefore(&c)
	if err != nil {
		return nil, nil, err
	}
	if !known {
		return nil, nil, problem(incident.Incomplete, nil, "What commit %s changed can't be told: its parent is not in this shallow clone. Run `git fetch --deepen=50`, or run in a full clone.", incident.Short(sha))
	}
	return r.diffTrees(ctx, before, c.tree())
}

// Empty reports whether a commit changes nothing against its first parent, not even a mode. At the boundary of a
// shallow clone, where the parent is not there, none is called so.
func (r *Repo) Empty(ctx context.Context, sha string) (bool, error) {
	c, err := r.raw(ctx, sha)
	if err != nil {
		return false, err
	}
	before, known, err := r.treeBefore(&c)
	return known && before == c.tree(), err
}

// treeBefore returns the tree of a commit's first parent, the zero id for a root commit. It is not known where a
// shallow clone does not hold the parent.
func (r *Repo) treeBefore(c *rawCommit) (tree oid, known bool, err error) {
	parents := c.links(false).parents
	switch {
	case len(parents) == 0:
		return oid{}, true, nil
	case r.boundary(c.id) && !r.store.has(parents[0]):
		return oid{}, false, nil
	}
	p, err := r.rawCommit(parents[0])
	if err != nil {
		return oid{}, false, err
	}
	return p.tree(), true, nil
}

func (r *Repo) diffTrees(ctx context.Context, a, b oid) (changes, modes []incident.Change, err error) {
	if a == b {
		return nil, nil, nil
	}
	d := differ{repo: r, ctx: ctx, most: mostChanged}
	if err := d.diff(a, b, 0); err != nil {
		return nil, nil, err
	}
	return d.changes, d.modes, nil
}

// maxDepth bounds the depth of folders, so that a hostile tree can't exhaust the stack.
const maxDepth = 4096

// mostChanged bounds what one commit is seen to change, in paths and folders: the first commit of a large history
// brings hundreds of thousands; a few small trees that hold each other many times over are millions of them.
const mostChanged = 500_000

type differ struct {
	repo    *Repo
	ctx     context.Context
	path    []byte // of the folder being compared, with its slash
	changes []incident.Change
	modes   []incident.Change // where the mode alone differs
	folders int
	most    int // see mostChanged
}

// diff compares two trees by merging their sorted lines, and goes down only where they differ.
func (d *differ) diff(a, b oid, depth int) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	if depth > maxDepth {
		return corrupt(b, "its folders are nested too deep")
	}
	if d.folders++; d.folders+len(d.changes) > d.most {
		return problem(incident.Incomplete, nil, "More than %d files were changed at once: ownup does not look through so many.", d.most)
	}
	left, err := d.repo.tree(a)
	if err != nil {
		return err
	}
	right, err := d.repo.tree(b)
	if err != nil {
		return err
	}
	var x, y treeEntry
	var haveX, haveY, ok bool
	for {
		// Lines that are the same on both sides are most of a tree: skip them without looking inside.
		if !haveX && !haveY {
			left, right = skipEqual(left, right)
		}
		if !haveX && len(left) > 0 {
			if x, left, ok = nextEntry(left); !ok {
				return corrupt(a, "the tree is malformed")
			}
			haveX = true
		}
		if !haveY && len(right) > 0 {
			if y, right, ok = nextEntry(right); !ok {
				return corrupt(b, "the tree is malformed")
			}
			haveY = true
		}
		switch {
		case !haveX && !haveY:
			return nil
		case !haveY:
			err = d.one(x, true, depth)
			haveX = false
		case !haveX:
			err = d.one(y, false, depth)
			haveY = false
		default:
			switch c := compareEntries(x, y); {
			case c < 0:
				err = d.one(x, true, depth)
				haveX = false
			case c > 0:
				err = d.one(y, false, depth)
				haveY = false
			default:
				err = d.both(x, y, depth)
				haveX, haveY = false, false
			}
		}
		if err != nil {
			return err
		}
	}
}

// skipEqual cuts equal lines off the start of two trees.
func skipEqual(left, right []byte) ([]byte, []byte) {
	for {
		_, restX, ok := nextEntry(left)
		if !ok {
			return left, right
		}
		n := len(left) - len(restX)
		if n > len(right) || !bytes.Equal(left[:n], right[:n]) {
			return left, right
		}
		left, right = restX, right[n:]
	}
}

// compareEntries gives the order of lines in a tree: by name, that of a folder with a slash at its end.
func compareEntries(x, y treeEntry) int {
	n := min(len(x.name), len(y.name))
	if c := bytes.Compare(x.name[:n], y.name[:n]); c != 0 {
		return c
	}
	return int(charAt(x, n)) - int(charAt(y, n))
}

func charAt(e treeEntry, n int) byte {
	switch {
	case n < len(e.name):
		return e.name[n]
	case e.dir():
		return '/'
	}
	return 0
}

// both compares two lines of the same name and the same sort: two folders, or two that are not.
func (d *differ) both(x, y treeEntry, depth int) error {
	if bytes.Equal(x.id, y.id) && x.dir() == y.dir() {
		if old, new := x.kind(), y.kind(); old != new {
			d.modes = append(d.modes, incident.Change{Path: string(d.path) + string(x.name), Old: old, New: new})
		}
		return nil
	}
	if x.dir() && y.dir() {
		return d.within(y.name, func() error { return d.diff(oid(x.id), oid(y.id), depth+1) })
	}
	d.repo.noteModule(x)
	d.repo.noteModule(y)
	d.add(y.name, x.id, y.id)
	return nil
}

// one lists a line that only one side has.
func (d *differ) one(e treeEntry, old bool, depth int) error {
	d.repo.noteModule(e)
	switch {
	case e.dir() && old:
		return d.within(e.name, func() error { return d.diff(oid(e.id), oid{}, depth+1) })
	case e.dir():
		return d.within(e.name, func() error { return d.diff(oid{}, oid(e.id), depth+1) })
	case old:
		d.add(e.name, e.id, nil)
	default:
		d.add(e.name, nil, e.id)
	}
	return nil
}

func (d *differ) within(name []byte, fn func() error) error {
	n := len(d.path)
	d.path = append(append(d.path, name...), '/')
	err := fn()
	d.path = d.path[:n]
	return err
}

func (d *differ) add(name, old, new []byte) {
	c := incident.Change{Path: string(d.path) + string(name)}
	if old != nil {
		c.Old = oid(old).String()
	}
	if new != nil {
		c.New = oid(new).String()
	}
	d.changes = append(d.changes, c)
}

// Folder lists the files in a folder of a commit, "" for the uppermost, in order of their names and without those of
// the folders in it. It lists none where no such folder is.
func (r *Repo) Folder(ctx context.Context, commit, folder string) ([]incident.File, error) {
	id, err := r.commitID(ctx, commit)
	if err != nil {
		return nil, err
	}
	l, err := r.linksOf(id, false)
	if err != nil {
		return nil, err
	}
	tree, prefix := l.tree, ""
	if folder != "" {
		prefix = folder + "/"
		for name := range strings.SplitSeq(folder, "/") {
			e, ok, err := r.entry(tree, name)
			if err != nil || !ok || !e.dir() {
				return nil, err
			}
			tree = oid(e.id)
		}
	}
	data, err := r.tree(tree)
	if err != nil {
		return nil, err
	}
	var out []incident.File
	for len(data) > 0 {
		e, rest, ok := nextEntry(data)
		if !ok {
			return nil, corrupt(tree, "the tree is malformed")
		}
		if data = rest; !e.dir() && !e.module() {
			out = append(out, incident.File{Path: prefix + string(e.name), ID: oid(e.id).String()})
		}
	}
	return out, nil
}

// File reads the file at a path of a commit. The bytes must not be changed.
func (r *Repo) File(ctx context.Context, commit, path string) ([]byte, error) {
	id, err := r.PathID(ctx, commit, path)
	if err != nil {
		return nil, err
	}
	if id == "" {
		return nil, problem(incident.NotFound, nil, "There is no file %q in commit %s.", path, incident.Short(commit))
	}
	return r.Blob(ctx, id)
}

// Blob reads a blob by its id. The bytes must not be changed. A blob that a partial clone has left out gives a Problem
// of kind Incomplete.
func (r *Repo) Blob(ctx context.Context, id string) ([]byte, error) {
	name, err := r.blobID(ctx, id)
	if err != nil {
		return nil, err
	}
	o, err := r.store.read(name)
	if err != nil || o.kind != kindBlob {
		if text, ok := r.moduleText(name); ok {
			return text, nil
		}
	}
	if err != nil {
		return nil, r.explain(name, "blob", err)
	}
	if o.kind != kindBlob {
		return nil, problem(incident.NotFound, nil, "%s is a %s, not a blob.", incident.Short(id), o.kind)
	}
	return o.data, nil
}

// BlobSize tells the size of a blob in bytes without reading it whole.
func (r *Repo) BlobSize(ctx context.Context, id string) (int64, error) {
	name, err := r.blobID(ctx, id)
	if err != nil {
		return 0, err
	}
	k, size, err := r.store.header(name)
	if err != nil || k != kindBlob {
		if text, ok := r.moduleText(name); ok {
			return int64(len(text)), nil
		}
	}
	if err != nil {
		return 0, r.explain(name, "blob", err)
	}
	if k != kindBlob {
		return 0, problem(incident.NotFound, nil, "%s is a %s, not a blob.", incident.Short(id), k)
	}
	return size, nil
}

// noteModule remembers that a submodule stands at a commit, which is no object here.
func (r *Repo) noteModule(e treeEntry) {
	if e.module() {
		r.modules.Store(oid(e.id), nil)
	}
}

// moduleText is what git shows of a submodule that stands at the commit.
func (r *Repo) moduleText(commit oid) ([]byte, bool) {
	if _, ok := r.modules.Load(commit); !ok {
		return nil, false
	}
	return []byte("Subproject commit " + commit.String() + "\n"), true
}

func (r *Repo) blobID(ctx context.Context, id string) (oid, error) {
	name, ok := parseOID(id)
	if !ok {
		return oid{}, problem(incident.Usage, nil, "%q is not the full id of a blob.", id)
	}
	return name, ctx.Err()
}
