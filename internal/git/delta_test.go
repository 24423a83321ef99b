package git

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
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
