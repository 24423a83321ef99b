package git

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
)

// deltaOf writes a delta on a base: for each pair a copy from a place on, for each text its bytes.
func deltaOf(base int, ops ...any) (delta []byte) {
	size := 0
	var body []byte
	for _, op := range ops {
		switch op := op.(type) {
		case [2]int:
			body = append(body, 0x80|0x0f|0x70)
			body = binary.LittleEndian.AppendUint32(body, uint32(op[0]))
			body = append(body, byte(op[1]), byte(op[1]>>8), byte(op[1]>>16))
			size += op[1]
		case string:
			body = append(append(body, byte(len(op))), op...)
			size += len(op)
		}
	}
	delta = binary.AppendUvarint(nil, uint64(base))
	return append(binary.AppendUvarint(delta, uint64(size)), body...)
}

// What a delta's instructions give, and which make no sense: at once, and at the end of a chain.
func TestDeltaInstructions(t *testing.T) {
	base := make([]byte, 70_000)
	for i := range base {
		base[i] = byte(i ^ i>>8)
	}
	for _, c := range []struct {
		name  string
		sizes [2]uint64
		ops   string
		want  []byte
		err   error
	}{
		{"no length is 64 KiB", [2]uint64{70_000, 0x10000}, "\x80", base[:0x10000], nil},
		{"a length by its third byte", [2]uint64{70_000, 0x10000}, "\xc0\x01", base[:0x10000], nil},
		{"a place by its second byte", [2]uint64{70_000, 5}, "\x92\x01\x05", base[256:261], nil},
		{"a place by its third byte", [2]uint64{70_000, 5}, "\x94\x01\x05", base[0x10000:0x10005], nil},
		{"up to the end", [2]uint64{70_000, 2}, "\x97\x6e\x11\x01\x02", base[69_998:], nil},
		{"the last byte twice, and text", [2]uint64{70_000, 4}, "\x97\x6f\x11\x01\x01\x97\x6f\x11\x01\x01\x02ab", []byte{base[69_999], base[69_999], 'a', 'b'}, nil},
		{"nothing", [2]uint64{70_000, 0}, "", []byte{}, nil},

		{"another base", [2]uint64{69_999, 1}, "\x01a", nil, errDelta},
		{"beyond the end", [2]uint64{70_000, 2}, "\x97\x6f\x11\x01\x02", nil, errDelta},
		{"from behind the end", [2]uint64{70_000, 1}, "\x97\x71\x11\x01\x01", nil, errDelta},
		{"from the end", [2]uint64{70_000, 1}, "\x97\x70\x11\x01\x01", nil, errDelta},
		{"a place cut off", [2]uint64{70_000, 1}, "\x91", nil, errDelta},
		{"a length cut off", [2]uint64{70_000, 1}, "\x91\x01", nil, errDelta},
		{"a text cut off", [2]uint64{70_000, 2}, "\x02a", nil, errDelta},
		{"a text of nothing", [2]uint64{70_000, 1}, "\x00\x01a", nil, errDelta},
		{"less than was said", [2]uint64{70_000, 2}, "\x01a", nil, errDelta},
		{"more text than was said", [2]uint64{70_000, 1}, "\x02ab", nil, errDelta},
		{"more copied than was said", [2]uint64{70_000, 1}, "\x90\x02", nil, errDelta},
		{"what was said, and more text", [2]uint64{70_000, 1}, "\x01a\x01b", nil, errDelta},
		{"what was said, and half a copy", [2]uint64{70_000, 1}, "\x01a\x91", nil, errDelta},
		{"more than an object may have", [2]uint64{70_000, maxObject + 1}, "\x80", nil, errTooLarge},
	} {
		delta := append(binary.AppendUvarint(binary.AppendUvarint(nil, c.sizes[0]), c.sizes[1]), c.ops...)
		got, err := applyDelta(base, delta)
		if err != c.err || !bytes.Equal(got, c.want) {
			t.Errorf("%s: %.20x, %v; want %.20x, %v", c.name, got, err, c.want, c.err)
		}
		var r chainReader
		r.start(base)
		if err := r.apply(deltaOf(len(base), [2]int{0, 7}, [2]int{7, len(base) - 7})); err != nil {
			t.Fatal(err)
		}
		if got, err = r.finish(delta); err != c.err || !bytes.Equal(got, c.want) {
			t.Errorf("%s, in a chain: %.20x, %v; want %.20x, %v", c.name, got, err, c.want, c.err)
		}
	}
	for _, delta := range []string{"", "\x80", "\xf0\xa2\x04", "\xf0\xa2\x04\x80"} {
		if _, err := applyDelta(base, []byte(delta)); err != errDelta {
			t.Errorf("sizes cut off, % x: %v", delta, err)
		}
	}
}

// A chain read piece by piece gives what its deltas give one after the other.
func TestChainAgainstDeltas(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		whole := make([]byte, 1+random.IntN(2000))
		for i := range whole {
			whole[i] = byte(random.Uint32())
		}
		var chain [][]byte
		want := whole
		for range 1 + random.IntN(30) {
			var ops []any
			for range 1 + random.IntN(12) {
				if at := random.IntN(len(want)); random.IntN(3) > 0 {
					ops = append(ops, [2]int{at, 1 + random.IntN(len(want)-at)})
				} else {
					ops = append(ops, "new text"[:1+random.IntN(8)])
				}
			}
			delta := deltaOf(len(want), ops...)
			next, err := applyDelta(want, delta)
			if err != nil {
				t.Fatal(err)
			}
			chain = append(chain, delta)
			if want = next; len(want) > 100_000 {
				break
			}
		}
		var r chainReader
		r.start(whole)
		for _, delta := range chain[:len(chain)-1] {
			if err := r.apply(delta); err != nil {
				t.Fatal(err)
			}
		}
		got, err := r.finish(chain[len(chain)-1])
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("a chain of %d gives another content: %v", len(chain), err)
		}
		for _, wrong := range [][]byte{deltaOf(r.now.size()+1, "x"), deltaOf(r.now.size(), [2]int{r.now.size(), 1}), {}} {
			if err := r.apply(wrong); err == nil {
				t.Fatal("a delta that makes no sense was applied")
			}
		}
	}
}

// Deltas that ask for more and more pieces cost no more memory than what they give.
func TestChainBoundsPieces(t *testing.T) {
	var shuffled, many []any
	for i := range 3000 {
		shuffled = append(shuffled, [2]int{2999 - i, 1})
	}
	for range 100 {
		many = append(many, [2]int{0, 3000})
	}
	whole := bytes.Repeat([]byte("abc"), 1000)
	var r chainReader
	r.start(whole)
	for _, delta := range [][]byte{deltaOf(3000, shuffled...), deltaOf(3000, many...)} {
		if err := r.apply(delta); err != nil {
			t.Fatal(err)
		}
		if cap(r.now)+cap(r.spare) > 8*maxPieces {
			t.Fatalf("%d pieces", cap(r.now)+cap(r.spare))
		}
	}
	if got := r.join(); len(got) != 300_000 || !bytes.HasPrefix(got, []byte("cbacba")) {
		t.Errorf("%d bytes, %.6s", len(got), got)
	}
}

// Nor do those that bring much text.
func TestChainBoundsText(t *testing.T) {
	var want []byte
	var r chainReader
	r.start(nil)
	for i := range 5 {
		ops := []any{}
		if i > 0 {
			ops = append(ops, [2]int{len(want) - 200, 100})
		}
		for k := range 10_000 {
			ops = append(ops, strings.Repeat(string(rune('a'+(i+k)%26)), 120))
		}
		delta := deltaOf(len(want), ops...)
		next, err := applyDelta(want, delta)
		if err != nil {
			t.Fatal(err)
		}
		want = next
		if err := r.apply(delta); err != nil {
			t.Fatal(err)
		}
		if r.held > maxHeld {
			t.Errorf("%d bytes of text are held", r.held)
		}
	}
	if len(want) != 100+10_000*120 || !bytes.Equal(r.join(), want) {
		t.Error("the content is another one")
	}
}
