package git

import (
	"cmp"
	"slices"
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
		return nil, errDelta // before memory is set aside for what it claims; what follows relies upon it
	}
	out := make([]byte, 0, size)
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		if op&0x80 == 0 {
			out = append(out, delta[:op]...)
			delta = delta[op:]
			continue
		}
		at, n, rest, _ := copyArgs(op, delta)
		out = append(out, base[at:at+n]...)
		delta = rest
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
		if !ok || n > base-at {
			return false
		}
		sum += int64(n)
		delta = rest
	}
	return sum == size
}

// pieces are the content of an object as runs of bytes that lie elsewhere: in the whole object at the end of a chain of
// deltas, and in those deltas. So each delta of a chain moves a few numbers, and the bytes themselves are moved once,
// at the end: a version of a large file in the midst of a long chain costs not much more than the last one.
type pieces []piece

type piece struct {
	source int32 // which of the chain's texts it lies in
	at     int32 // where in there it begins
	end    int32 // where it ends in the content; it begins where the one before ends
}

// maxPieces bounds the pieces of an object; hostile deltas could ask for any number.
const maxPieces = 1 << 14

func (p pieces) size() int {
	if len(p) == 0 {
		return 0
	}
	return int(p[len(p)-1].end)
}

// apply makes the pieces of what a delta describes on base, in the room of into. The delta is the text with the given
// number. It reports false when there would be too many pieces.
func (p pieces) apply(delta []byte, number int, into pieces) (out pieces, ok bool, err error) {
	out = into[:0]
	total := p.size()
	length := len(delta)
	baseSize, size, delta, ok := deltaSizes(delta)
	if !ok || baseSize != int64(total) {
		return out, false, errDelta
	}
	if size > maxObject {
		return out, false, errTooLarge
	}
	left := int(size)
	end := int32(0)
	k := 0 // the piece where the last copy ended: the next mostly begins near
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		if op&0x80 == 0 {
			n := int(op)
			if n == 0 || n > len(delta) || n > left {
				return out, false, errDelta
			}
			end += int32(n)
			out = append(out, piece{int32(number), int32(length - len(delta)), end})
			left -= n
			delta = delta[n:]
			continue
		}
		at, n, rest, ok := copyArgs(op, delta)
		if !ok || n > total-at || n > left {
			return out, false, errDelta
		}
		delta = rest
		left -= n
		if k = p.near(k, int32(at)); k < 0 {
			k, _ = slices.BinarySearchFunc(p, int32(at)+1, func(q piece, at int32) int { return cmp.Compare(q.end, at) })
		}
		begin := int32(0)
		if k > 0 {
			begin = p[k-1].end
		}
		from := int32(at) - begin // where in the piece the copy begins
		end += int32(n)
		for rest := int32(n); ; k++ {
			q := p[k]
			long := q.end - begin - from
			if long >= rest {
				out = append(out, piece{q.source, q.at + from, end})
				break
			}
			rest -= long
			out = append(out, piece{q.source, q.at + from, end - rest})
			begin, from = q.end, 0
		}
		if len(out) > maxPieces {
			return out, false, nil
		}
	}
	if left != 0 {
		return out, false, errDelta
	}
	return out, true, nil
}

// near returns the piece that holds a place of the content if it is one of those from k on; else -1.
func (p pieces) near(k int, at int32) int {
	if k > 0 && p[k-1].end > at {
		return -1
	}
	for j := k; j < k+8; j++ { // one of the pieces holds it
		if p[j].end > at {
			return j
		}
	}
	return -1
}

// chainReader applies the deltas of a chain, from the whole object on. It is used again for the next chain.
type chainReader struct {
	texts      [][]byte // the whole object and the deltas
	now, spare pieces
	held       int // bytes of deltas among the texts

	last [256]byte // room for the last delta, which is not kept
}

// maxHeld bounds the bytes of deltas that are kept for pieces that lie in them.
const maxHeld = 4 << 20

func (r *chainReader) start(whole []byte) {
	clear(r.texts)
	r.texts = append(r.texts[:0], whole)
	r.now = append(r.now[:0], piece{end: int32(len(whole))})
	r.held = 0
}

func (r *chainReader) apply(delta []byte) error {
	next, ok, err := r.now.apply(delta, len(r.texts), r.spare)
	r.spare = next
	if err != nil {
		return err
	}
	if !ok {
		whole, err := applyDelta(r.join(), delta)
		if err == nil {
			r.start(whole)
		}
		return err
	}
	r.texts = append(r.texts, delta)
	r.now, r.spare = next, r.now
	if r.held += len(delta); r.held > maxHeld {
		r.start(r.join())
	}
	return nil
}

// finish applies the last delta and returns the whole object.
func (r *chainReader) finish(delta []byte) ([]byte, error) {
	if len(r.texts) == 1 {
		return applyDelta(r.texts[0], delta)
	}
	if err := r.apply(delta); err != nil {
		return nil, err
	}
	return r.join(), nil
}

func (r *chainReader) join() []byte {
	out := make([]byte, 0, r.now.size())
	for _, q := range r.now {
		out = append(out, r.texts[q.source][q.at:q.at+q.end-int32(len(out))]...)
	}
	return out
}

// forget lets go of the texts.
func (r *chainReader) forget() { r.start(nil) }
