package detect

import (
	"encoding/binary"
	"math/bits"
)

// MayFind reports whether Commit could find something in a message, by looking for the beginnings of its words
// in any case. It allocates nothing and reads each byte about once, so that whole histories can be sifted; a
// message for which it is false never gives a finding.
func MayFind(message []byte) bool { return Options{}.MayFind(message) }

// MayFind is the package's MayFind for these options.
func (o Options) MayFind(message []byte) bool {
	if mayFind(message) {
		return true
	}
	for _, words := range [...][]string{o.HotfixBranches, o.HotfixPrefixes} {
		for _, w := range words {
			for i := 0; w != "" && i+len(w) <= len(message); i++ {
				if hasFold(message[i:], w) {
					return true
				}
			}
		}
	}
	return false
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// mayFind looks at eight positions at a time: at each for the first three letters of every stem, with the
// space-saving trick of finding a zero byte in a word. Positions that pass are compared in full.
func mayFind(b []byte) bool {
	i := 0
	for ; i+10 <= len(b); i += 8 {
		w0 := binary.LittleEndian.Uint64(b[i:]) | 0x20*ones
		w1 := binary.LittleEndian.Uint64(b[i+1:]) | 0x20*ones
		w2 := binary.LittleEndian.Uint64(b[i+2:]) | 0x20*ones
		re := (w0 ^ 'r'*ones) | (w1 ^ 'e'*ones)
		rol := (w0 ^ 'r'*ones) | (w1 ^ 'o'*ones) | (w2 ^ 'l'*ones)
		bac := (w0 ^ 'b'*ones) | (w1 ^ 'a'*ones) | (w2 ^ 'c'*ones)
		und := (w0 ^ 'u'*ones) | (w1 ^ 'n'*ones)
		hot := (w0 ^ 'h'*ones) | (w1 ^ 'o'*ones) | (w2 ^ 't'*ones)
		hit := (zero(re) | zero(rol) | zero(bac) | zero(und) | zero(hot)) & highs
		for hit != 0 {
			at := i + bits.TrailingZeros64(hit)/8
			if stemAt(b, at) {
				return true
			}
			hit &= hit - 1
		}
	}
	for ; i < len(b); i++ {
		if stemAt(b, i) {
			return true
		}
	}
	return false
}

// zero sets the high bit of every byte of w that is zero, and perhaps of some above one that is.
func zero(w uint64) uint64 { return (w - ones) &^ w }

// stemAt reports whether one of our stems begins at b[i:]; for "back" and "roll", whose other uses are many, only
// with their second part near.
func stemAt(b []byte, i int) bool {
	rest := b[i:]
	if len(rest) > 40 {
		rest = rest[:40]
	}
	switch rest[0] | 0x20 {
	case 'b':
		return hasFold(rest, "back") && near(rest[4:], "out")
	case 'h':
		return hasFold(rest, "hotfix") || hasFold(rest, "hot-fix") || hasFold(rest, "hot fix") || hasFold(rest, "hot_fix")
	case 'u':
		return hasFold(rest, "undo") || hasFold(rest, "undid") // "unrevert" holds "revert"
	case 'r':
		if hasFold(rest, "roll") {
			return near(rest[4:], "back") || near(rest[4:], "forward")
		}
		if len(rest) < 4 || rest[1]|0x20 != 'e' {
			return false
		}
		for _, s := range again[rest[2]|0x20] {
			if hasFold(rest, s) {
				return true
			}
		}
	}
	return false
}

// again are the stems that begin with "re", by their third letter.
var again = func() (out [256][]string) {
	for _, s := range stems {
		if s.text[0] == 'r' && s.verb != rollback {
			out[s.text[2]] = append(out[s.text[2]], s.text)
		}
	}
	return out
}()

// near reports whether word stands in the next few bytes.
func near(b []byte, word string) bool {
	for i := 0; i < 12 && i+len(word) <= len(b); i++ {
		if hasFold(b[i:], word) {
			return true
		}
	}
	return false
}

// hasFold reports whether b begins with the lower-case word, in any case.
func hasFold(b []byte, word string) bool {
	if len(b) < len(word) {
		return false
	}
	for i := 0; i < len(word); i++ {
		c := b[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
