package git

import (
	"encoding/hex"
	"strings"
)

// oid is the name of an object.
type oid [20]byte

func (id oid) String() string { return hex.EncodeToString(id[:]) }

// parseOID reads 40 hex digits.
func parseOID(s string) (id oid, ok bool) {
	if len(s) != 40 {
		return oid{}, false
	}
	_, err := hex.Decode(id[:], []byte(s))
	return id, err == nil
}

// decodeOID reads 40 hex digits without allocating.
func decodeOID(b []byte) (id oid, ok bool) {
	if len(b) != 40 {
		return oid{}, false
	}
	_, err := hex.Decode(id[:], b)
	return id, err == nil
}

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
