package git

import "bytes"

// links is what going back through the history needs of a commit.
type links struct {
	tree    oid
	parents []oid // as stored
	timed   bool  // at was asked for
	at      int64 // committer's time
}

// linksOf reads a commit's links, once: a trace goes the same way back for many paths.
func (r *Repo) linksOf(id oid, timed bool) (links, error) {
	if l, ok := r.commitGraph().links(id); ok {
		return l, nil
	}
	if l, ok := r.ways.get(id); ok && (l.timed || !timed) {
		return l, nil
	}
	l, ok := r.store.headLinks(id, timed)
	if !ok {
		c, err := r.rawCommit(id)
		if err != nil {
			return links{}, err
		}
		l = c.links(true)
	}
	r.ways.put(id, l)
	return l, nil
}

// What is decoded of a commit whose links alone are asked for: of nearly all commits the first holds the tree and a
// parent or two, the second the people's lines as well. The message, the larger part, stays compressed.
const (
	headSize      = 160
	timedHeadSize = 384
)

// headLinks reads a commit's links from the beginning of its packed form, with its time where that is asked for. It
// reports false where that is not enough: the commit is loose, a delta, or its header long. What is damaged is left to
// a whole reading to tell.
func (s *store) headLinks(id oid, timed bool) (links, bool) {
	p, off, ok := s.packed(id)
	if !ok {
		return links{}, false
	}
	e, err := p.entryAt(off)
	if err != nil || e.kind != kindCommit {
		return links{}, false
	}
	src, err := p.source()
	if err != nil {
		return links{}, false
	}
	packed, err := src.window(e.data, 2*timedHeadSize)
	if err != nil {
		return links{}, false
	}
	size, after := int64(headSize), "\nauthor "
	if timed {
		size, after = timedHeadSize, "\ncommitter "
	}
	var room [timedHeadSize]byte
	head := room[:min(e.size, size)]
	data := head[:inflateHead(head, packed)]
	at := bytes.Index(data, []byte(after))
	if at < 0 {
		return links{}, false
	}
	end := at + 1
	if timed {
		n := bytes.IndexByte(data[end:], '\n')
		if n < 0 {
			return links{}, false
		}
		end += n + 1
	}
	c, ok := parseRaw(id, data[:end])
	if !ok {
		return links{}, false
	}
	return c.links(timed), true
}

// inflateHead decodes as much of the zlib stream at the start of src as dst holds, and returns how much that was.
func inflateHead(dst, src []byte) int {
	z := inflaters.Get().(*inflater)
	defer inflaters.Put(z)
	z.reached = 0
	// Running out of dst or of src ends the decoding with an error, as it must for whole objects; here it is the plan.
	if _, err := z.zlib(dst, src); err == nil {
		return len(dst)
	}
	return z.reached
}

func (c *rawCommit) links(timed bool) links {
	l := links{tree: c.tree(), timed: timed}
	if timed {
		l.at = c.CommittedAt()
	}
	c.eachParent(func(p oid) { l.parents = append(l.parents, p) })
	return l
}
