package git

// Who follows a path asks tree after tree for the same name. A folder of a thousand files changes with every commit,
// the file asked about hardly ever, and packs hold such a tree as a few copies from another and what is new between
// them. So the line of a name is followed from tree to tree: one is built only where that can't be done.

// line is where a tree holds a name, and what stands there.
type line struct {
	mode  uint32
	id    oid
	at    int // byte of the tree
	width int // bytes
}

// lineKey is a tree in a pack, and a name in it.
type lineKey struct {
	pack int32
	off  int64
	name string
}

// maxCopies bounds the size of a delta through which a line is followed; to read a larger one takes as long as to build
// the tree.
const maxCopies = 64 << 10

// entry finds a line of a tree by its name.
func (r *Repo) entry(tree oid, name string) (treeEntry, bool, error) {
	p, off, packed := r.store.packed(tree)
	if packed {
		if l, ok := p.line(off, name, &r.lines); ok {
			return treeEntry{l.mode, []byte(name), l.id[:]}, true, nil
		}
	}
	data, err := r.tree(tree)
	if err != nil {
		return treeEntry{}, false, err
	}
	l, ok, whole := lineIn(data, name)
	switch {
	case !whole:
		return treeEntry{}, false, corrupt(tree, "the tree is malformed")
	case !ok:
		return treeEntry{}, false, nil
	}
	if packed {
		r.lines.put(lineKey{p.id, off, name}, l)
	}
	return treeEntry{l.mode, []byte(name), l.id[:]}, true, nil
}

// lineIn looks for a name in a tree. It also reports whether the tree could be read as far as that.
func lineIn(data []byte, name string) (l line, ok, whole bool) {
	for start := 0; start < len(data); {
		mode, at, end := nextName(data[start:])
		if end == 0 {
			return line{}, false, false
		}
		width := end + 21
		if string(data[start+at:start+end]) == name {
			return line{mode: mode, id: oid(data[start+end+1:]), at: start, width: width}, true, true
		}
		start += width
	}
	return line{}, false, true
}

// line finds a name in the tree at an offset by what is known of the trees that it is a change of. It reports false
// where that does not tell: the tree has to be built.
func (p *pack) line(off int64, name string, known *memo[lineKey, line]) (l line, ok bool) {
	type step struct {
		off   int64
		delta []byte
	}
	var room [64]step
	chain := room[:0]
	for at := off; ; {
		if l, ok = known.get(lineKey{p.id, at, name}); ok {
			break
		}
		o, cached := p.cache.get(p.id, at)
		if !cached {
			e, err := p.entryAt(at)
			if err != nil || e.kind > kindTag && e.size > maxCopies {
				return line{}, false
			}
			if e.kind > kindTag {
				delta, err := p.inflated(e.data, e.size, nil)
				if err != nil {
					return line{}, false
				}
				o = object{kind: kindOfsDelta, base: e.base, data: delta}
				p.cache.put(p.id, at, o)
			} else if o, err = p.objectAt(at); err != nil {
				return line{}, false
			}
		}
		if o.whole() {
			if l, ok, _ = lineIn(o.data, name); !ok || o.kind != kindTree {
				return line{}, false
			}
			known.put(lineKey{p.id, at, name}, l)
			break
		}
		if chain = append(chain, step{at, o.data}); len(chain) > maxChain {
			return line{}, false
		}
		at = o.base
	}
	for k := len(chain) - 1; k >= 0; k-- {
		if l, ok = l.through(chain[k].delta); !ok {
			return line{}, false
		}
		known.put(lineKey{p.id, chain[k].off, name}, l)
	}
	return l, true
}

// through follows a line through a delta. Its mode and name must be copied in one piece; of the id, what is new is
// among the delta's own bytes. It reports false where the id has bytes from elsewhere, or the line is not there any
// more. (What is copied could also be the end of a longer name, "100644 x100644 name" say. Nobody keeps such a tree,
// but to lead an answer about it astray.)
func (l line) through(delta []byte) (line, bool) {
	_, _, delta, ok := deltaSizes(delta)
	head := l.width - len(l.id)
	next := l
	begin, found, have := 0, false, 0 // bytes before the line; whether it is there; bytes of its id
	for ok && len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		if op&0x80 == 0 {
			n := int(op)
			if n == 0 || n > len(delta) {
				return line{}, false
			}
			if found {
				have += copy(next.id[have:], delta[:n])
			}
			begin += n
			delta = delta[n:]
		} else {
			var from, n int
			if from, n, delta, ok = copyArgs(op, delta); !ok {
				return line{}, false
			}
			if !found && from <= l.at && l.at+head <= from+n {
				found = true
				next.at = begin + l.at - from
				n -= l.at + head - from
				from = l.at + head
			}
			if found && n > 0 {
				from -= l.at + head // in the id
				if n = min(n, len(l.id)-have); from < 0 || from+n > len(l.id) {
					return line{}, false
				}
				have += copy(next.id[have:], l.id[from:from+n])
			}
			begin += n
		}
		if have == len(l.id) {
			return next, true
		}
	}
	return line{}, false
}
