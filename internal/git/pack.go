package git

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
)

// pack is one pack file with its index. Both stay readable when git replaces and unlinks them.
type pack struct {
	id    int32 // names the pack in the cache
	path  string
	index *packIndex
	cache *cache

	once sync.Once
	data *source
	err  error
}

// openPack opens the pack whose index is at path; the pack itself is opened when the first object is read.
func openPack(path string, id int32, c *cache) (*pack, error) {
	x, err := openPackIndex(path)
	if err != nil {
		return nil, err
	}
	return &pack{id: id, path: strings.TrimSuffix(path, ".idx") + ".pack", index: x, cache: c}, nil
}

// number is the pack's number; that of no pack is -1.
func (p *pack) number() int32 {
	if p == nil {
		return -1
	}
	return p.id
}

// source opens the pack file.
func (p *pack) source() (*source, error) {
	p.once.Do(func() {
		p.data, p.err = openSource(p.path)
		if p.err != nil {
			return
		}
		head, err := p.data.window(0, 12)
		if err != nil || len(head) < 12 || !bytes.Equal(head[:4], []byte("PACK")) || head[7] != 2 && head[7] != 3 {
			p.data.close()
			p.data, p.err = nil, errors.New("the pack file has no pack header")
			return
		}
		p.data.bound()
	})
	return p.data, p.err
}

func (p *pack) close() error {
	p.once.Do(func() { p.err = os.ErrClosed })
	err := p.index.close()
	if p.data != nil {
		err = errors.Join(err, p.data.close())
	}
	return err
}

// entry is the header of one object in a pack.
type entry struct {
	kind kind
	size int64 // of the content, or of the delta
	base int64 // offset of the delta's base
	data int64 // offset of the compressed content
}

// entryAt reads the header of the object at an offset.
func (p *pack) entryAt(off int64) (entry, error) {
	src, err := p.source()
	if err != nil {
		return entry{}, err
	}
	b, err := src.window(off, 32)
	if err != nil {
		return entry{}, errHeader
	}
	return p.parseEntry(b, off)
}

func (p *pack) parseEntry(b []byte, off int64) (entry, error) {
	if off < 12 || len(b) < 2 {
		return entry{}, errHeader
	}
	c := b[0]
	e := entry{kind: kind(c >> 4 & 7), size: int64(c & 15)}
	n := 1
	for shift := 4; c&0x80 != 0; shift += 7 {
		if n >= len(b) || shift > 53 {
			return entry{}, errHeader
		}
		c = b[n]
		n++
		e.size |= int64(c&0x7f) << shift
	}
	switch e.kind {
	case kindCommit, kindTree, kindBlob, kindTag:
	case kindOfsDelta:
		if n >= len(b) {
			return entry{}, errHeader
		}
		c := b[n]
		n++
		back := int64(c & 0x7f)
		for c&0x80 != 0 {
			if n >= len(b) || back > 1<<48 {
				return entry{}, errHeader
			}
			c = b[n]
			n++
			back = (back+1)<<7 | int64(c&0x7f)
		}
		e.base = off - back
		if back <= 0 || e.base < 12 {
			return entry{}, errHeader
		}
	case kindRefDelta:
		if len(b) < n+20 {
			return entry{}, errHeader
		}
		pos := p.index.find(oid(b[n:]))
		n += 20
		if pos < 0 {
			return entry{}, errHeader
		}
		e.base = p.index.offset(pos)
	default:
		return entry{}, errHeader
	}
	e.data = off + int64(n)
	return e, nil
}

// inflated decodes the size bytes compressed at an offset. The buffer is used when it is large enough.
func (p *pack) inflated(off, size int64, buffer []byte) ([]byte, error) {
	src, err := p.source()
	if err != nil {
		return nil, err
	}
	if size > maxObject {
		return nil, errTooLarge
	}
	if err := plausible(src, off, size); err != nil {
		return nil, err
	}
	var out []byte
	if int64(cap(buffer)) >= size {
		out = buffer[:size]
	} else {
		out = make([]byte, size)
	}
	for want := size + size/128 + 64; ; want *= 4 {
		b, err := src.window(off, want)
		if err != nil {
			return nil, errShort
		}
		_, err = inflate(out, b)
		if err == nil {
			return out, nil
		}
		if !errors.Is(err, errShort) || int64(len(b)) >= src.size-off {
			return nil, err
		}
	}
}

// plausible checks a size that a header claims before memory is set aside for it: deflate gives at most 1032 bytes for
// one, and what claims to be very large is decoded once without being kept.
func plausible(src *source, off, size int64) error {
	if off < 0 || off > src.size || size/1032 > src.size-off {
		return errHeader
	}
	if size <= 16<<20 {
		return nil
	}
	var r io.Reader
	if src.mapped != nil {
		r = bytes.NewReader(src.mapped[off:])
	} else {
		r = io.NewSectionReader(src.file, off, src.size-off)
	}
	z, err := zlib.NewReader(r)
	if err != nil {
		return errInflate
	}
	defer z.Close()
	if n, err := io.Copy(io.Discard, io.LimitReader(z, size+1)); err != nil || n != size {
		return errInflate
	}
	return nil
}

// maxChain bounds the length of a chain of deltas; git makes them no longer than 4095.
const maxChain = 5000

// kindAt tells the type of the object at an offset without decoding it.
func (p *pack) kindAt(off int64) (kind, error) {
	for range maxChain {
		e, err := p.entryAt(off)
		if err != nil {
			return 0, err
		}
		if e.kind <= kindTag {
			return e.kind, nil
		}
		off = e.base
	}
	return 0, errDelta
}

// headerAt tells type and size of the object at an offset.
func (p *pack) headerAt(off int64) (header, error) {
	k, err := p.kindAt(off)
	if err != nil {
		return header{}, err
	}
	size, err := p.sizeAt(off)
	return header{k, size}, err
}

// sizeAt tells the size of the object at an offset, decoding no more than a delta's first bytes.
func (p *pack) sizeAt(off int64) (int64, error) {
	e, err := p.entryAt(off)
	if err != nil || e.kind <= kindTag {
		return e.size, err
	}
	src, err := p.source()
	if err != nil {
		return 0, err
	}
	b, err := src.window(e.data, 1024)
	if err != nil {
		return 0, err
	}
	var room [20 + 258]byte // the two sizes, and the longest run of bytes that one code can stand for
	head := room[:min(e.size, int64(len(room)))]
	head = head[:inflateHead(head, b)]
	if _, size, _, ok := deltaSizes(head); ok {
		return size, nil
	}
	delta, err := p.inflated(e.data, e.size, nil) // stored as it is, it may be
	if err != nil {
		return 0, err
	}
	_, size, _, ok := deltaSizes(delta)
	if !ok {
		return 0, errDelta
	}
	return size, nil
}

// longChain is the length of a chain of deltas from which on the object in its middle is kept too. Where deltas lead to
// older versions of a file, who goes back through its history comes by there next.
const longChain = 8

// objectAt reads the object at an offset, following its deltas. What a chain of deltas begins with and what it ends in
// go into the cache, and so do the deltas, which are many times smaller than what they give.
func (p *pack) objectAt(off int64) (object, error) {
	type step struct {
		off, data, size int64
		delta           object
	}
	var room [16]step
	chain := room[:0]
	var o object
	for at := off; ; {
		if cached, ok := p.cache.get(p.id, at); ok {
			if cached.whole() {
				o = cached
				break
			}
			chain = append(chain, step{off: at, delta: cached})
			at = cached.base
		} else {
			e, err := p.entryAt(at)
			if err != nil {
				return object{}, err
			}
			if e.kind <= kindTag {
				data, err := p.inflated(e.data, e.size, nil)
				if err != nil {
					return object{}, err
				}
				o = object{kind: e.kind, data: data}
				p.cache.put(p.id, at, o)
				break
			}
			chain = append(chain, step{at, e.data, e.size, object{kind: kindOfsDelta, base: e.base}})
			at = e.base
		}
		if len(chain) > maxChain {
			return object{}, errDelta
		}
	}
	if len(chain) == 0 {
		return o, nil
	}
	r := chainReaders.Get().(*chainReader)
	defer chainReaders.Put(r)
	defer r.forget()
	r.start(o.data)
	for k := len(chain) - 1; k >= 0; k-- {
		s := &chain[k]
		known := s.delta.data != nil
		if !known {
			var room []byte
			if k == 0 && s.size <= int64(len(r.last)) {
				room = r.last[:]
			}
			var err error
			if s.delta.data, err = p.inflated(s.data, s.size, room); err != nil {
				return object{}, err
			}
		}
		if k > 0 {
			if err := r.apply(s.delta.data); err != nil {
				return object{}, err
			}
			if !known {
				p.cache.put(p.id, s.off, s.delta)
			}
			s.delta.data = nil
			if k == len(chain)/2 && len(chain) >= longChain {
				whole := r.join()
				p.cache.put(p.id, s.off, object{kind: o.kind, data: whole})
				r.start(whole)
			}
			continue
		}
		var err error
		if o.data, err = r.finish(s.delta.data); err != nil {
			return object{}, err
		}
		if !p.cache.put(p.id, s.off, o) && !known && s.size > int64(len(r.last)) {
			p.cache.put(p.id, s.off, s.delta)
		}
	}
	return o, nil
}

var chainReaders = sync.Pool{New: func() any { return new(chainReader) }}

// commitAt reads the object at an offset if it is a commit and whole. The buffer is used for it where it is large
// enough.
func (p *pack) commitAt(id oid, off int64, buffer *[]byte) (rawCommit, bool) {
	if p == nil {
		return rawCommit{}, false
	}
	e, err := p.entryAt(off)
	if err != nil {
		return rawCommit{}, false
	}
	var data []byte
	switch e.kind {
	case kindCommit:
		data, err = p.inflated(e.data, e.size, *buffer)
		if err == nil && cap(data) <= 1<<20 {
			*buffer = data
		}
	case kindOfsDelta, kindRefDelta:
		if k, err := p.kindAt(e.base); err != nil || k != kindCommit {
			return rawCommit{}, false
		}
		var o object
		o, err = p.objectAt(off)
		data = o.data
	default:
		return rawCommit{}, false
	}
	if err != nil {
		return rawCommit{}, false
	}
	return parseRaw(id, data)
}
