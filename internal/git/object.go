package git

import (
	"errors"
)

// kind is the type of an object as packs number it.
type kind uint8

const (
	kindCommit   kind = 1
	kindTree     kind = 2
	kindBlob     kind = 3
	kindTag      kind = 4
	kindOfsDelta kind = 6
	kindRefDelta kind = 7
)

func (k kind) String() string {
	switch k {
	case kindCommit:
		return "commit"
	case kindTree:
		return "tree"
	case kindBlob:
		return "blob"
	case kindTag:
		return "tag"
	}
	return "object"
}

func kindOf(name string) (kind, bool) {
	switch name {
	case "commit":
		return kindCommit, true
	case "tree":
		return kindTree, true
	case "blob":
		return kindBlob, true
	case "tag":
		return kindTag, true
	}
	return 0, false
}

// object is the content of an object. The data is shared with the cache and must not be changed.
type object struct {
	kind kind
	data []byte
}

// maxObject bounds the size of an object that is read whole.
const maxObject = 1 << 30

var (
	errDelta    = errors.New("its delta makes no sense")
	errHeader   = errors.New("its header makes no sense")
	errTooLarge = errors.New("it is larger than 1 GiB")
)

// deltaSizes reads the two sizes at the start of a delta: of its base, and of its result.
func deltaSizes(delta []byte) (base, result int64, rest []byte, ok bool) {
	if base, delta, ok = varint(delta); !ok {
		return 0, 0, nil, false
	}
	result, delta, ok = varint(delta)
	return base, result, delta, ok
}

func varint(b []byte) (n int64, rest []byte, ok bool) {
	for shift := 0; len(b) > 0 && shift < 56; shift += 7 {
		c := b[0]
		b = b[1:]
		n |= int64(c&0x7f) << shift
		if c&0x80 == 0 {
			return n, b, true
		}
	}
	return 0, nil, false
}

// applyDelta makes the object that a delta describes on its base.
func applyDelta(base, delta []byte) ([]byte, error) {
	baseSize, size, delta, ok := deltaSizes(delta)
	if !ok || baseSize != int64(len(base)) {
		return nil, errDelta
	}
	if size > maxObject {
		return nil, errTooLarge
	}
	if !deltaGives(delta, size, len(base)) {
		return nil, errDelta // before memory is set aside for what it claims
	}
	out := make([]byte, size)
	o := 0
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		if op&0x80 == 0 {
			n := int(op)
			if n == 0 || n > len(delta) || n > len(out)-o {
				return nil, errDelta
			}
			copy(out[o:], delta[:n])
			o += n
			delta = delta[n:]
			continue
		}
		at, n, rest, ok := copyArgs(op, delta)
		if !ok || at > len(base) || n > len(base)-at || n > len(out)-o {
			return nil, errDelta
		}
		copy(out[o:], base[at:at+n])
		o += n
		delta = rest
	}
	if o != len(out) {
		return nil, errDelta
	}
	return out, nil
}

// copyArgs reads the place and length of a copy instruction.
func copyArgs(op byte, delta []byte) (at, n int, rest []byte, ok bool) {
	for k := range 4 {
		if op&(1<<k) != 0 {
			if len(delta) == 0 {
				return 0, 0, nil, false
			}
			at |= int(delta[0]) << (8 * k)
			delta = delta[1:]
		}
	}
	for k := range 3 {
		if op&(0x10<<k) != 0 {
			if len(delta) == 0 {
				return 0, 0, nil, false
			}
			n |= int(delta[0]) << (8 * k)
			delta = delta[1:]
		}
	}
	if n == 0 {
		n = 0x10000
	}
	return at, n, delta, at >= 0
}

// deltaGives reports whether a delta's instructions, on a base of some length, add up to size.
func deltaGives(delta []byte, size int64, base int) bool {
	var sum int64
	for len(delta) > 0 && sum <= size {
		op := delta[0]
		delta = delta[1:]
		if op&0x80 == 0 {
			if op == 0 || int(op) > len(delta) {
				return false
			}
			sum += int64(op)
			delta = delta[op:]
			continue
		}
		at, n, rest, ok := copyArgs(op, delta)
		if !ok || at > base || n > base-at {
			return false
		}
		sum += int64(n)
		delta = rest
	}
	return sum == size
}
