package git

import (
	"encoding/hex"
	"strings"
)

// oid is the name of an object.
type oid [20]byte

func (id oid) String() string {
	var digits [40]byte
	hex.Encode(digits[:], id[:])
	return string(digits[:])
}

// parseOID reads 40 hex digits.
func parseOID[T []byte | string](s T) (id oid, ok bool) {
	if len(s) != 40 {
		return oid{}, false
	}
	var bad byte
	for k := range id {
		hi, lo := hexValue[s[2*k]], hexValue[s[2*k+1]]
		bad |= hi | lo
		id[k] = hi<<4 | lo&15
	}
	return id, bad < 16
}

// hexValue is the value of a digit, or 255.
var hexValue = func() (t [256]byte) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9':
			t[c] = byte(c) - '0'
		case c >= 'a' && c <= 'f':
			t[c] = byte(c) - 'a' + 10
		case c >= 'A' && c <= 'F':
			t[c] = byte(c) - 'A' + 10
		default:
			t[c] = 255
		}
	}
	return t
}()

// prefix is an abbreviated object name.
type prefix struct {
	low  oid // padded with zeros
	text string
}

// parsePrefix reads 4 to 40 hex digits.
func parsePrefix(s string) (prefix, bool) {
	if len(s) < 4 || len(s) > 40 {
		return prefix{}, false
	}
	s = strings.ToLower(s)
	padded := s + strings.Repeat("0", 40-len(s))
	id, ok := parseOID(padded)
	return prefix{id, s}, ok
}

func (p prefix) matches(id []byte) bool {
	n := len(p.text)
	for i := range n / 2 {
		if id[i] != p.low[i] {
			return false
		}
	}
	return n%2 == 0 || id[n/2]>>4 == p.low[n/2]>>4
}
