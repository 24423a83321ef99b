package trace

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/incident"
)

// fix is a commit that repairs something, with what its lines ask.
type fix struct {
	commit   incident.Commit
	parent   string
	changes  []incident.Change
	subject  map[string]bool    // words
	phrases  map[string]bool    // pairs of words of the subject
	code     map[string]bool    // words in the identifiers of the lines it changes
	weight   [roleCount]float64 // of its lines in each role, over all files
	inserted int                // different lines that it brings in
	beyond   capped
	moves    bool  // all that it takes out of a file it puts elsewhere, as it is
	cut      error // where the clone ended before a line's origin was met
}

// introducer is a commit that may have brought what a fix repairs, with what speaks for it.
type introducer struct {
	commit   incident.Commit
	part     [roleCount]float64 // of the fix's lines in each role, those that it wrote
	tokens   float64            // of the words that the fix takes out of lines, those that it brought
	restored float64            // of the lines that the fix brings in, those that it had taken out
	twins    float64            // … and those that it brought elsewhere or before
	touched  map[string]bool    // the fix's files that it changed
	files    map[string]bool    // the fix's files in which it wrote lines or words
	brought  map[string]bool    // identifiers that the fix's changed lines hold, where it used them first
	dropped  map[string]bool    // … and where it used them no longer
	code     map[string]bool    // words of the fix's subject in identifiers of lines it brought
	inserted int                // lines, in the fix's files
	deleted  int
	created  bool
	spots    []spot // the lines that it wrote, for the evidence shown
	named    []spot // … that are asked about only for the names they hold
}

// spot is a line of the file before the fix with its origin.
type spot struct {
	path string // in the fix's parent
	clue clue
	from origin
}

// tracedFile is what the lines of one file of a fix say.
type tracedFile struct {
	clueSet
	change  incident.Change
	aside   bool // the fix leaves the file alone
	weight  float64
	subject map[string]bool
	origins []origin
	gone    int   // commits gone over to find the origins of deleted lines
	cut     error // where the clone ended before a line's origin was met
	visits  []visit
	words   wordCache
}

// visit is what a commit that changed a file of the fix did there.
type visit struct {
	commit            incident.Commit
	inserted, deleted int
	brought, dropped  []string
	code              []string
	restored, twins   int
	created           bool
}

// maxFixFiles is the number of a fix's files that are looked at, those first in which a mistake matters most.
const maxFixFiles = 40

// fileWeight says how much the lines of a file count beside those of other files of the same fix.
func fileWeight(p string) float64 {
	switch incident.FileKindOf(p) {
	case incident.ProseFile:
		return 0.05
	case incident.TestFile:
		return 0.5
	}
	return 1
}

// files are those of the fix, with what they ask. Of one that it renames only what differs is its doing. Where it takes
// out nothing else, what it repairs may be where the file stood: then those ask too that were moved as they are.
func (f *fix) files(ctx context.Context, h History) ([]*tracedFile, error) {
	changes, moved, err := withRenames(ctx, h, f.changes)
	if err != nil {
		return nil, err
	}
	files, err := f.ask(ctx, h, changes)
	if err != nil || len(moved) == 0 || anyDeletes(files) {
		return files, err
	}
	more, err := f.ask(ctx, h, moved)
	f.moves = anyDeletes(more)
	return append(files, more...), err
}

// ask finds the clues in the fix's files, as far as these are looked at.
func (f *fix) ask(ctx context.Context, h History, changes []incident.Change) ([]*tracedFile, error) {
	var files []*tracedFile
	for _, c := range changes {
		if c.Old != "" {
			files = append(files, &tracedFile{change: c, weight: fileWeight(c.Path), subject: f.subject, words: wordCache{}})
		}
	}
	slices.SortStableFunc(files, func(a, b *tracedFile) int { return cmp.Compare(b.weight, a.weight) })
	if len(files) > maxFixFiles {
		files, f.beyond = files[:maxFixFiles], capped{deleted: true, body: true}
	}
	return files, eachOnTwo(len(files), func(i int) error { return files[i].ask(ctx, h) })
}

func anyDeletes(files []*tracedFile) bool {
	return slices.ContainsFunc(files, (*tracedFile).deletes)
}

// gather follows the lines that a fix gives reason to ask about, and collects the commits met, newest first.
func gather(ctx context.Context, h History, f *fix) ([]*introducer, error) {
	files, err := f.files(ctx, h)
	if err != nil {
		return nil, err
	}
	files = withoutBumps(f, files)
	if !anyDeletes(files) {
		others, err := askAround(ctx, h, f.parent, files)
		if err != nil {
			return nil, err
		}
		files = append(files, others...)
	}
	if err := followAll(ctx, h, f, files); err != nil {
		return nil, err
	}
	found := make(map[string]*introducer)
	for _, t := range files {
		t.collect(f, found)
	}
	out := make([]*introducer, 0, len(found))
	for sha, c := range found {
		if c.commit.SHA == "" { // a merge, met only as the origin of lines
			commit, err := h.Commit(ctx, sha)
			if err != nil {
				return nil, err
			}
			c.commit = commit
		}
		for r := range c.part {
			if f.weight[r] > 0 {
				c.part[r] /= f.weight[r]
			}
		}
		if f.weight[roleDeleted] > 0 {
			c.tokens /= f.weight[roleDeleted]
		}
		if f.inserted > 0 {
			c.restored /= float64(f.inserted)
			c.twins /= float64(f.inserted)
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *introducer) int {
		return cmp.Or(b.commit.CommittedAt.Compare(a.commit.CommittedAt), cmp.Compare(a.commit.SHA, b.commit.SHA))
	})
	return out, nil
}

// collect adds what the file says to the commits found so far.
func (t *tracedFile) collect(f *fix, found map[string]*introducer) {
	at := func(sha string) *introducer {
		c := found[sha]
		if c == nil {
			c = &introducer{files: map[string]bool{}, touched: map[string]bool{}, brought: map[string]bool{}, dropped: map[string]bool{}, code: map[string]bool{}}
			found[sha] = c
		}
		return c
	}
	for id := range t.changed {
		for _, w := range t.words.of([]byte(id)) {
			f.code[w] = true
		}
	}
	f.inserted += len(t.clueSet.inserted)
	f.beyond.add(t.beyond)
	f.cut = cmp.Or(f.cut, t.cut)
	for i, o := range t.origins {
		for r, w := range t.clues[i].weight {
			f.weight[r] += w * t.weight
		}
		if o.commit == "" {
			continue
		}
		c := at(o.commit)
		for r, w := range t.clues[i].weight {
			c.part[r] += w * t.weight
		}
		if t.clues[i].onlyHolds() {
			c.named = append(c.named, spot{t.change.Path, t.clues[i], o})
			continue
		}
		c.files[t.change.Path] = true
		c.spots = append(c.spots, spot{t.change.Path, t.clues[i], o})
		for _, b := range o.bringer {
			c := at(b.commit)
			c.tokens += t.weight * b.part
			c.files[t.change.Path] = true
		}
	}
	for _, v := range t.visits {
		c := at(v.commit.SHA)
		c.commit = v.commit
		c.inserted += v.inserted
		c.deleted += v.deleted
		c.restored += float64(v.restored)
		c.twins += float64(v.twins)
		c.touched[t.change.Path] = true
		c.created = c.created || v.created
		addAll(c.brought, v.brought)
		addAll(c.dropped, v.dropped)
		addAll(c.code, v.code)
	}
}

func addAll(set map[string]bool, more []string) {
	for _, s := range more {
		set[s] = true
	}
}

// followAll follows the lines of all files: first of those from which the fix deletes code, then of the others, these
// only as far back as the first led.
func followAll(ctx context.Context, h History, f *fix, files []*tracedFile) error {
	var deleting, others []*tracedFile
	for _, t := range files {
		if t.deletes() {
			deleting = append(deleting, t)
		} else {
			others = append(others, t)
		}
	}
	if err := eachOnTwo(len(deleting), func(i int) error { return deleting[i].follow(ctx, h, f.parent, true, 0) }); err != nil {
		return err
	}
	limit := math.MaxInt
	if len(deleting) > 0 {
		limit = furtherSteps
		for _, t := range deleting {
			limit = max(limit, t.gone)
		}
		limit /= max(len(others), 1)
	}
	return eachOnTwo(len(others), func(i int) error { return others[i].follow(ctx, h, f.parent, false, limit) })
}

// deletes reports whether the fix takes code out of the file.
func (t *tracedFile) deletes() bool {
	return slices.ContainsFunc(t.clues, func(c clue) bool { return c.weight[roleDeleted] > 0 })
}

// ask finds the clues in one file of the fix.
func (t *tracedFile) ask(ctx context.Context, h History) error {
	before, err := h.Blob(ctx, t.change.Old)
	if err != nil {
		return err
	}
	var after []byte
	if t.change.New != "" {
		if after, err = h.Blob(ctx, t.change.New); err != nil {
			return err
		}
	}
	if !diff.Binary(before) && !diff.Binary(after) {
		t.clueSet = findClues(t.change.Path, before, after)
	}
	return nil
}

// follow finds the origins of the clues. Where toEnd is set, those in code that the fix deletes are followed as far as
// they lead.
func (t *tracedFile) follow(ctx context.Context, h History, parent string, toEnd bool, limit int) error {
	if len(t.clues) == 0 {
		return nil
	}
	asks := make([]ask, len(t.clues))
	for i, c := range t.clues {
		asks[i] = ask{c.line, c.tokens, toEnd && c.weight[roleDeleted] > 0}
	}
	see := t.see
	if t.aside { // who else changed it has to do with something else
		see = nil
	}
	from, err := blame(ctx, h, version{parent, t.change.Path, t.change.Old}, asks, limit, see)
	t.origins, t.gone, t.cut = from.origins, from.needed, from.cut
	return err
}

// see notes what a commit did to the file, as far as it has to do with what the fix does.
func (t *tracedFile) see(v visited) {
	n := visit{commit: v.commit, created: v.created}
	in, out, code := map[string]bool{}, map[string]bool{}, map[string]bool{}
	back, twins := map[string]bool{}, map[string]bool{}
	var bare []byte
	note := func(set map[string]bool, line []byte) {
		if len(t.clueSet.inserted) > 0 {
			if bare = squeezed(bare[:0], line); t.clueSet.inserted[string(bare)] {
				set[string(bare)] = true
			}
		}
	}
	insert := func(line []byte) {
		n.inserted++
		note(twins, line)
		identifiers(line, func(id []byte) {
			if t.changed[string(id)] {
				in[string(id)] = true
			}
			for _, w := range t.words.of(id) {
				if t.subject[w] {
					code[w] = true
				}
			}
		})
	}
	if v.created {
		for i := range v.after.Len() {
			insert(v.after.Line(i))
		}
	}
	for _, e := range v.edits {
		for i := e.B0; i < e.B1; i++ {
			insert(v.after.Line(i))
		}
		n.deleted += e.Deleted()
		for i := e.A0; i < e.A1; i++ {
			line := v.before.Line(i)
			identifiers(line, func(id []byte) {
				if t.changed[string(id)] {
					out[string(id)] = true
				}
			})
			note(back, line)
		}
	}
	n.brought, n.dropped = without(in, out), without(out, in)
	n.code = slices.Collect(maps.Keys(code))
	n.restored, n.twins = len(back), len(twins)
	t.visits = append(t.visits, n)
}

// without lists what a holds and b does not.
func without(a, b map[string]bool) []string {
	var out []string
	for s := range a {
		if !b[s] {
			out = append(out, s)
		}
	}
	return out
}

// eachOnTwo runs fn for 0 … n-1 on two goroutines, and returns the first error by number.
func eachOnTwo(n int, fn func(i int) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(n, 2) {
		wg.Go(func() {
			for i := range next {
				errs[i] = fn(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return cmp.Or(errs...)
}
