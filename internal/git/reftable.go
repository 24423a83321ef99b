package git

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// reftable is one file of references, as `git init --ref-format=reftable` has them. The format is that of git's
// Documentation/technical/reftable.adoc: blocks of records whose names continue the name before, then a footer. What is
// asked here is read from the beginning on, so that the indexes that it may hold are passed over.
type reftable struct {
	data      []byte // without the footer
	header    int    // bytes that stand before the first block, and count as its part
	blockSize int    // to which blocks are padded; 0 where they aren't
	logs      int    // where the blocks of logs begin; 0 where there are none
}

var errReftable = errors.New("its form makes no sense")

// tableRef is a record of a reference: what it stands for, another reference, or that it is gone.
type tableRef struct {
	name       string
	id, peeled oid
	target     string
	gone       bool
}

// tableLog is a record of a reference's log.
type tableLog struct {
	name  string
	index uint64 // of the change among all those of the repository
	moved
	gone bool
}

// Types of blocks, and of the values of references.
const (
	refBlock = 'r'
	logBlock = 'g'

	refGone     = 0
	refObject   = 1
	refTag      = 2 // an object, and what that stands for in the end
	refSymbolic = 3
)

func openReftable(data []byte) (*reftable, error) {
	header, footer := 24, 68
	switch {
	case len(data) < header || string(data[:4]) != "REFT":
		return nil, errReftable
	case data[4] == 2:
		header, footer = 28, 72
	case data[4] != 1:
		return nil, errReftable
	}
	if len(data) < header+footer || header == 28 && string(data[24:28]) != "sha1" {
		return nil, errReftable
	}
	end := data[len(data)-footer:]
	if !bytes.Equal(end[:header], data[:header]) || crc32.ChecksumIEEE(end[:footer-4]) != binary.BigEndian.Uint32(end[footer-4:]) {
		return nil, errReftable
	}
	t := &reftable{data: data[:len(data)-footer], header: header, blockSize: uint24(data[5:])}
	logs := binary.BigEndian.Uint64(end[header+24:])
	if logs > uint64(len(t.data)) {
		return nil, errReftable
	}
	t.logs = int(logs)
	return t, nil
}

// eachRef calls fn for the references, by name.
func (t *reftable) eachRef(fn func(tableRef)) error {
	for at := 0; ; {
		start := t.first(at)
		if start >= len(t.data) || t.data[start] != refBlock {
			return nil // all other blocks come behind those of references
		}
		if len(t.data)-start < 4 {
			return errReftable
		}
		size := uint24(t.data[start+1:]) // from at on
		if size < start-at+4 || size > len(t.data)-at {
			return errReftable
		}
		err := eachRecord(t.data[start+4:at+size], func(name []byte, kind int, r *reader) {
			ref := tableRef{name: string(name)}
			r.varint() // when it was changed
			switch kind {
			case refGone:
				ref.gone = true
			case refObject:
				ref.id = r.oid()
				ref.peeled = ref.id
			case refTag:
				ref.id, ref.peeled = r.oid(), r.oid()
			case refSymbolic:
				ref.target = string(r.text())
			default:
				r.failed = true
			}
			if !r.failed {
				fn(ref)
			}
		})
		if err != nil {
			return err
		}
		// Whether blocks are padded is for each to see: zeros follow.
		next := at + size
		if next < len(t.data) && t.data[next] == 0 {
			next = max(next, at+t.blockSize)
		}
		at = next
	}
}

// eachLog calls fn for the changes of references, by name, the newest first.
func (t *reftable) eachLog(fn func(tableLog)) error {
	at := t.logs
	for {
		start := t.first(at)
		if start >= len(t.data) || t.data[start] != logBlock {
			return nil
		}
		if len(t.data)-start < 4 {
			return errReftable
		}
		size := uint24(t.data[start+1:]) - (start - at) - 4 // of what is inflated
		if size < 0 {
			return errReftable
		}
		block := make([]byte, size)
		packed, err := inflate(block, t.data[start+4:])
		if err != nil {
			return err
		}
		err = eachRecord(block, func(key []byte, kind int, r *reader) {
			n := len(key) - 9
			if n < 0 || key[n] != 0 {
				r.failed = true
				return
			}
			log := tableLog{name: string(key[:n]), index: ^binary.BigEndian.Uint64(key[n+1:]), gone: kind == 0}
			if !log.gone {
				log.from, log.to = r.oid(), r.oid()
				r.text()   // name
				r.text()   // address
				r.varint() // time
				r.take(2)  // and its zone
				log.why = string(bytes.TrimRight(r.text(), "\n"))
			}
			if !r.failed {
				fn(log)
			}
		})
		if err != nil {
			return err
		}
		at = start + 4 + packed
	}
}

// first is where the type of a block stands: behind the file's header in the first.
func (t *reftable) first(at int) int {
	if at == 0 {
		return t.header
	}
	return at
}

// eachRecord goes through the records of a block, at whose end stands how many of them could be jumped to, and where.
func eachRecord(block []byte, fn func(key []byte, kind int, value *reader)) error {
	end := len(block) - 2
	if end >= 0 {
		end -= 3 * int(binary.BigEndian.Uint16(block[end:]))
	}
	if end < 0 {
		return errReftable
	}
	const longest = 4 << 10 // bytes of a name; with longer ones a small table could fill all memory
	r := &reader{rest: block[:end]}
	var key []byte
	for len(r.rest) > 0 {
		shared, more := r.varint(), r.varint()
		if shared > uint64(len(key)) || shared+more>>3 > longest {
			return errReftable
		}
		key = append(key[:shared], r.take(more>>3)...)
		if fn(key, int(more&7), r); r.failed {
			return errReftable
		}
	}
	return nil
}

// reader takes values from the beginning of what is left of a block.
type reader struct {
	rest   []byte
	failed bool // there was less than asked for, or something else
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	got := r.rest[:n]
	r.rest = r.rest[n:]
	return got
}

// varint reads a number as packs have them for distances: seven bits a byte, and none that could be written in two
// ways.
func (r *reader) varint() (n uint64) {
	for i := range 10 {
		b := r.take(1)
		if b == nil {
			return 0
		}
		if i > 0 {
			n = (n + 1) << 7
		}
		n |= uint64(b[0] & 0x7f)
		if b[0] < 0x80 {
			return n
		}
	}
	r.failed = true
	return 0
}

// text reads bytes behind their number.
func (r *reader) text() []byte { return r.take(r.varint()) }

func (r *reader) oid() (id oid) {
	copy(id[:], r.take(uint64(len(id))))
	return id
}

func uint24(b []byte) int { return int(b[0])<<16 | int(b[1])<<8 | int(b[2]) }
