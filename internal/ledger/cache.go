package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/ownup-dev/ownup/internal/disk"
)

// cacheFormat is raised when the header changes; what a blob holds is versioned by its owner, in its name.
const cacheFormat = 1

// crcTable: CRC-32C is computed by the processor at several gigabytes a second, so that checking a large index costs
// less than reading it. It guards against damage, not against malice: who can write here can run code here.
var crcTable = crc32.MakeTable(crc32.Castagnoli)

// Cache returns the blob stored under a name. One that is not there, was damaged, or was written by a newer ownup in a
// form not known here counts as absent: the caller builds it again.
func (l *Ledger) Cache(name string) ([]byte, bool) { return readBlob(l.cachePath(name)) }

// PutCache stores a blob under a name, in one step. Names of blobs whose own form may change should carry its version.
func (l *Ledger) PutCache(name string, data []byte) error {
	return l.putBlob(l.cachePath(name), "keep the cache "+name, data)
}

func (l *Ledger) cachePath(name string) string { return filepath.Join(l.dir, "cache", fileName(name)) }

func (l *Ledger) putBlob(path, what string, data []byte) error {
	return l.locked(what, func() error {
		dir := filepath.Dir(path)
		if err := l.disk.Mkdir(dir); err != nil {
			return err
		}
		disk.Leftovers(dir)
		header := fmt.Sprintf("ownup-cache %d %d %08x\n", cacheFormat, len(data), crc32.Checksum(data, crcTable))
		return l.disk.Replace(path, append([]byte(header), data...), 0o644)
	})
}

func readBlob(path string) ([]byte, bool) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	header, data, ok := bytes.Cut(file, []byte("\n"))
	if !ok || len(header) > 80 {
		return nil, false
	}
	var format, length int
	var sum uint32
	if n, err := fmt.Sscanf(string(header), "ownup-cache %d %d %x", &format, &length, &sum); n != 3 || err != nil {
		return nil, false
	}
	if format != cacheFormat || length != len(data) || sum != crc32.Checksum(data, crcTable) {
		return nil, false
	}
	return data, true
}

// etag is what is kept of a server's answer.
type etag struct {
	URL  string `json:"url"`
	ETag string `json:"etag"`
	Body []byte `json:"body"`
}

// ETag returns the tag and the body of the last answer kept for a URL, for a conditional request.
func (l *Ledger) ETag(url string) (tag string, body []byte, ok bool) {
	data, ok := readBlob(l.etagPath(url))
	var e etag
	if !ok || json.Unmarshal(data, &e) != nil || e.URL != url {
		return "", nil, false
	}
	return e.ETag, e.Body, true
}

// PutETag keeps an answer. The URL must hold no token.
func (l *Ledger) PutETag(url, tag string, body []byte) error {
	data, err := json.Marshal(etag{URL: url, ETag: tag, Body: body})
	if err != nil {
		return err
	}
	if err := l.putBlob(l.etagPath(url), "keep an answer", data); err != nil {
		return err
	}
	l.pruneETags()
	return nil
}

func (l *Ledger) etagPath(url string) string {
	sum := sha256.Sum256([]byte(url))
	return filepath.Join(l.dir, "etags", hex.EncodeToString(sum[:16]))
}

// maxETags bounds the folder: a sync of a thousand incidents asks some dozens of URLs again and again.
const maxETags = 2000

// pruneETags drops the older half when there are too many. It does its best: a file left is only space.
func (l *Ledger) pruneETags() {
	dir := filepath.Join(l.dir, "etags")
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) <= maxETags {
		return
	}
	infos := make([]fs.FileInfo, 0, len(entries))
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			infos = append(infos, info)
		}
	}
	sort.Slice(infos, func(i, j int) bool { return infos[i].ModTime().Before(infos[j].ModTime()) })
	for _, info := range infos[:len(infos)/2] {
		_ = os.Remove(filepath.Join(dir, info.Name()))
	}
}

// fileName makes a name safe to be a file's: what is not a plain letter, digit, dot, dash or underscore is replaced, and
// a name that had to be changed gets a checksum so that two never share a file.
func fileName(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, name)
	if safe == name && name != "" && name[0] != '.' && len(name) < 80 {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return "x" + safe[:min(len(safe), 40)] + "-" + hex.EncodeToString(sum[:6])
}
