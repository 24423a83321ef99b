package git

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/storer"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// storage puts the store underneath go-git: objects and references come from here, everything else from go-git's own
// storage.
type storage struct {
	*filesystem.Storage
	store *store
	refs  references
}

// references are read from where git keeps them in this repository.
type references interface {
	// reference returns a reference by its full name.
	reference(name plumbing.ReferenceName) (*plumbing.Reference, error)
	// each calls fn for the references in a space such as "refs/tags/", in no particular order. Symbolic ones are left
	// out.
	each(space string, fn func(named) error) error
	// log reads a reference's log, newest first; ok is false where none is kept.
	log(name plumbing.ReferenceName) (all []moved, ok bool)
}

var _ storer.EncodedObjectStorer = (*storage)(nil)

func (s *storage) Reference(name plumbing.ReferenceName) (*plumbing.Reference, error) {
	return s.refs.reference(name)
}

func (s *storage) SetEncodedObject(plumbing.EncodedObject) (plumbing.Hash, error) {
	return plumbing.ZeroHash, errors.New("this storage is only read")
}

func (s *storage) EncodedObject(want plumbing.ObjectType, h plumbing.Hash) (plumbing.EncodedObject, error) {
	o, err := s.store.read(oid(h))
	if errors.Is(err, errMissing) {
		return nil, plumbing.ErrObjectNotFound
	}
	if err != nil {
		return nil, err
	}
	t := plumbing.ObjectType(o.kind)
	if want != plumbing.AnyObject && want != t {
		return nil, plumbing.ErrObjectNotFound
	}
	return &encoded{hash: h, kind: t, data: o.data}, nil
}

func (s *storage) HasEncodedObject(h plumbing.Hash) error {
	if s.store.has(oid(h)) {
		return nil
	}
	return plumbing.ErrObjectNotFound
}

func (s *storage) EncodedObjectSize(h plumbing.Hash) (int64, error) {
	_, size, err := s.store.header(oid(h))
	if errors.Is(err, errMissing) {
		err = plumbing.ErrObjectNotFound
	}
	return size, err
}

// encoded is an object in go-git's form.
type encoded struct {
	hash plumbing.Hash
	kind plumbing.ObjectType
	data []byte
}

func (e *encoded) Hash() plumbing.Hash            { return e.hash }
func (e *encoded) Type() plumbing.ObjectType      { return e.kind }
func (e *encoded) SetType(t plumbing.ObjectType)  { e.kind = t }
func (e *encoded) Size() int64                    { return int64(len(e.data)) }
func (e *encoded) SetSize(int64)                  {}
func (e *encoded) Reader() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(e.data)), nil }

func (e *encoded) Writer() (io.WriteCloser, error) {
	return nil, errors.New("this object is only read")
}
