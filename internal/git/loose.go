package git

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// maxLooseHead bounds the header of a loose object: a word, a size and the NUL behind them.
const maxLooseHead = 32

// openLoose opens the file of a loose object.
func openLoose(dir string, id oid) (*os.File, error) {
	name := id.String()
	f, err := os.Open(filepath.Join(dir, name[:2], name[2:]))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		err = errMissing
	}
	return f, err
}

// looseHeader reads the header of a loose object.
func looseHeader(dir string, id oid) (header, error) {
	f, err := openLoose(dir, id)
	if err != nil {
		return header{}, err
	}
	defer f.Close()
	var src [1 << 10]byte // the tables of a block take a third of it at most
	n, err := io.ReadFull(f, src[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return header{}, err
	}
	h, _, err := parseLooseHeader(src[:n])
	return h, err
}

// parseLooseHeader reads the header at the start of a loose object's compressed form, and says how long it is once
// decoded.
func parseLooseHeader(src []byte) (h header, length int, err error) {
	var room [maxLooseHead]byte
	head := room[:inflateHead(room[:], src)]
	if len(head) == 0 {
		return header{}, 0, errInflate
	}
	end := bytes.IndexByte(head, 0)
	if end < 0 {
		return header{}, 0, errHeader
	}
	word, digits, ok := strings.Cut(string(head[:end]), " ")
	k, known := kindOf(word)
	size, err := strconv.ParseInt(digits, 10, 64)
	if !ok || !known || err != nil || size < 0 {
		return header{}, 0, errHeader
	}
	return header{k, size}, end + 1, nil
}

// readLoose reads a loose object whole.
func readLoose(dir string, id oid) (object, error) {
	f, err := openLoose(dir, id)
	if err != nil {
		return object{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return object{}, err
	}
	if info.Size() > maxObject {
		return object{}, errTooLarge
	}
	src := make([]byte, info.Size())
	if _, err := io.ReadFull(f, src); err != nil {
		return object{}, err
	}
	h, length, err := parseLooseHeader(src)
	if err != nil {
		return object{}, err
	}
	if h.size > maxObject {
		return object{}, errTooLarge
	}
	size := h.size + int64(length)
	if err := plausible(&source{mapped: src, size: int64(len(src))}, 0, size); err != nil {
		return object{}, err
	}
	out := make([]byte, size)
	if _, err := inflate(out, src); err != nil {
		return object{}, errInflate
	}
	return object{kind: h.kind, data: out[length:]}, nil
}
