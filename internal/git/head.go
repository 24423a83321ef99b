package git

import "bytes"

// headSize is what is decoded of a commit whose links alone are asked for. It holds the tree, a parent or two, and the
// people's lines of nearly all commits; the message, the larger part, stays compressed.
const headSize = 384

// headLinks reads a commit's links from the beginning of its packed form. It reports false where that is not enough: the
// commit is loose, a delta, short, or its header long. What is damaged is left to a whole reading to tell.
func (s *store) headLinks(id oid) (links, bool) {
	p, off, ok := s.packed(id)
	if !ok {
		return links{}, false
	}
	e, err := p.entryAt(off)
	if err != nil || e.kind != kindCommit || e.size <= headSize {
		return links{}, false
	}
	src, err := p.source()
	if err != nil {
		return links{}, false
	}
	packed, err := src.window(e.data, 2*headSize)
	if err != nil {
		return links{}, false
	}
	var head [headSize]byte
	data := head[:inflateHead(head[:], packed)]
	at := bytes.Index(data, []byte("\ncommitter "))
	if at < 0 {
		return links{}, false
	}
	end := bytes.IndexByte(data[at+1:], '\n')
	if end < 0 {
		return links{}, false
	}
	c, ok := parseRaw(id, data[:at+1+end+1])
	if !ok {
		return links{}, false
	}
	return c.links(), true
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

func (c *RawCommit) links() links {
	l := links{tree: c.tree(), at: c.CommittedAt()}
	c.eachParent(func(p oid) { l.parents = append(l.parents, p) })
	return l
}
