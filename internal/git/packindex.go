package git

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// packIndex is a pack index of version 2: which objects a pack holds, and where. Nothing of it is read before it is
// asked for. The layout is that of gitformat-pack(5).
type packIndex struct {
	nameTable
	data []byte // mapped, or read whole where mapping is not to be had
	src  *source
}

const (
	fanoutStart = 8
	namesStart  = fanoutStart + fanoutSize
)

func openPackIndex(path string) (*packIndex, error) {
	src, err := openSource(path)
	if err != nil {
		return nil, err
	}
	data, err := src.window(0, src.size)
	if err == nil {
		var x *packIndex
		if x, err = parsePackIndex(data); err == nil {
			x.src = src
			return x, nil
		}
	}
	src.close()
	return nil, err
}

func parsePackIndex(data []byte) (*packIndex, error) {
	if len(data) < namesStart+40 {
		return nil, fmt.Errorf("the pack index is too short")
	}
	if !bytes.Equal(data[:4], []byte("\xfftOc")) {
		return nil, fmt.Errorf("the pack index is of version 1 or none at all; `git repack -ad` writes a new one")
	}
	if v := binary.BigEndian.Uint32(data[4:]); v != 2 {
		return nil, fmt.Errorf("the pack index is of version %d, which is not known here", v)
	}
	x := &packIndex{nameTable: newNameTable(data[fanoutStart:namesStart]), data: data}
	if rest := int64(len(data)) - namesStart - 40; int64(x.count)*28 > rest || (rest-int64(x.count)*28)%8 != 0 {
		return nil, fmt.Errorf("the pack index has the wrong length")
	}
	x.names = data[namesStart:][:20*x.count]
	return x, nil
}

// offset returns where in the pack the object at a position starts, or -1 when the index is damaged.
func (x *packIndex) offset(pos int) int64 {
	off := binary.BigEndian.Uint32(x.data[namesStart+24*x.count+4*pos:])
	if off&(1<<31) == 0 {
		return int64(off)
	}
	at := int64(namesStart) + 28*int64(x.count) + 8*int64(off&^(1<<31))
	if at+8 > int64(len(x.data))-40 {
		return -1
	}
	return int64(binary.BigEndian.Uint64(x.data[at:]) &^ (1 << 63))
}

func (x *packIndex) close() error { return x.src.close() }
