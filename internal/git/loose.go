package git

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// looseHead opens a loose object and reads its header. The reader gives the content.
func looseHead(dir string, id oid) (kind, int64, *looseReader, error) {
	name := id.String()
	f, err := os.Open(filepath.Join(dir, name[:2], name[2:]))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
			err = errMissing
		}
		return 0, 0, nil, err
	}
	z, err := zlibReader(f)
	if err != nil {
		f.Close()
		return 0, 0, nil, errInflate
	}
	r := &looseReader{f, z}
	var head [32]byte
	n := 0
	for ; n < len(head); n++ {
		if _, err := io.ReadFull(z, head[n:n+1]); err != nil {
			r.Close()
			return 0, 0, nil, errInflate
		}
		if head[n] == 0 {
			break
		}
	}
	k, size, ok := parseLooseHead(head[:n])
	if !ok {
		r.Close()
		return 0, 0, nil, errHeader
	}
	return k, size, r, nil
}

func parseLooseHead(head []byte) (kind, int64, bool) {
	word, digits, ok := strings.Cut(string(head), " ")
	k, known := kindOf(word)
	size, err := strconv.ParseInt(digits, 10, 64)
	return k, size, ok && known && err == nil && size >= 0
}

type looseReader struct {
	file *os.File
	io.ReadCloser
}

func (r *looseReader) Close() error {
	err := errors.Join(r.ReadCloser.Close(), r.file.Close())
	zlibReaders.Put(r.ReadCloser)
	return err
}

// zlibReaders are used again, since making one takes longer than reading a commit with it.
var zlibReaders sync.Pool

func zlibReader(r io.Reader) (io.ReadCloser, error) {
	if z, ok := zlibReaders.Get().(io.ReadCloser); ok {
		return z, z.(zlib.Resetter).Reset(r, nil)
	}
	return zlib.NewReader(r)
}

// readLoose reads a loose object whole.
func readLoose(dir string, id oid) (object, error) {
	k, size, r, err := looseHead(dir, id)
	if err != nil {
		return object{}, err
	}
	defer r.Close()
	if size > maxObject {
		return object{}, errTooLarge
	}
	var b bytes.Buffer // grows with what comes, not with what the header claims
	b.Grow(int(min(size, 1<<20)) + bytes.MinRead)
	if n, err := io.Copy(&b, io.LimitReader(r, size+1)); err != nil || n != size {
		return object{}, errInflate
	}
	return object{kind: k, data: b.Bytes()}, nil
}
