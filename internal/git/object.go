package git

import "errors"

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
