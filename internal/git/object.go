package git

import (
	"errors"
	"slices"
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

var kindNames = [...]string{kindCommit: "commit", kindTree: "tree", kindBlob: "blob", kindTag: "tag"}

func (k kind) String() string {
	if k >= kindCommit && k <= kindTag {
		return kindNames[k]
	}
	return "object"
}

func kindOf(name string) (kind, bool) {
	k := slices.Index(kindNames[kindCommit:], name)
	return kindCommit + kind(k), k >= 0
}

// header is what an object's header says of it.
type header struct {
	kind kind
	size int64
}

// object is the content of an object, or a delta that gives it. The data is shared with the cache and must not be
// changed.
type object struct {
	kind kind
	data []byte
	base int64 // of a delta: where in the pack the object begins that it changes
}

func (o object) whole() bool { return o.kind <= kindTag }

// maxObject bounds the size of an object that is read whole.
const maxObject = 1 << 30

var (
	errDelta    = errors.New("its delta makes no sense")
	errHeader   = errors.New("its header makes no sense")
	errTooLarge = errors.New("it is larger than 1 GiB")
)
