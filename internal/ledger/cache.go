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
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ownup-dev/ownup/internal/disk"
)

// cacheFormat is raised when the header changes; what a blob holds is versioned by its owner, in its name.
const cacheFormat = 1

// crcTable: CRC-32C is computed by the processor at several gigabytes a second, so that checking a large index costs
// less than reading it. It guards against damage, not against malice: who can write here can run code here.
var crcTable = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

// Cache returns the blob stored under a name, which must not be changed. One that is not there, was damaged, or was
// written by a newer ownup in a form not known here counts as absent: the caller builds it again.
func (l *Ledger) Cache(name string) ([]byte, bool) { return readBlob(l.cachePath(name)) }

// PutCache stores a blob under a name, in one step. Names of blobs whose own form may change should carry its version.
func (l *Ledger) PutCache(name string, data []byte) error {
	return l.putBlob(l.cachePath(name), "keep the cache "+name, data)
}

// TidyCache removes the blobs that keep does not want.
func (l *Ledger) TidyCache(keep func(name string) bool) error {
	dir := filepath.Join(l.dir, "cache")
	return l.locked("tidy the cache", func() error {
		entries, err := os.ReadDir(dir)
		for _, e := range entries {
			if !keep(e.Name()) {
				_ = os.Remove(filepath.Join(dir, e.Name())) // a file left is only space
			}
		}
		return err
	})
}

func (l *Ledger) cachePath(name string) string { return filepath.Join(l.dir, "cache", fileName(name)) }

func (l *Ledger) putBlob(path, what string, data []byte) error {
	return l.locked(what, func() error {
		dir := filepath.Dir(path)
		if err := l.disk.Mkdir(dir); err != nil {
			return err
		}
		disk.Leftovers(dir)
		sum := crc32.Checksum(data, crcTable())
		header := fmt.Sprintf("ownup-cache %d %d %08x\n", cacheFormat, len(data), sum)
		data := append([]byte(header), data...)
		if len(data) < sealed {
			return l.disk.ReplaceSoon(path, data, 0o644)
		}
		if err := l.disk.Replace(path, data, 0o644); err != nil {
			return err
		}
		if info, err := os.Stat(path); err == nil {
			_ = os.Chtimes(path, time.Time{}, seal(info.ModTime(), sum)) // without it the sum is made at every reading
		}
		return nil
	})
}

// sealed is the size in bytes from which on a blob's file is mapped, and not summed again each time: of the index of a
// long history a few pages are looked at, where summing would read all of it. The file's time is the seal, set when it
// had reached the disk whole. Whoever writes to the file later breaks it, and the sum counts again.
const sealed = 1 << 20

// seal puts a checksum in place of a time's nanoseconds.
func seal(t time.Time, sum uint32) time.Time {
	return time.Unix(t.Unix(), int64(sum%1e9))
}

func readBlob(path string) ([]byte, bool) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, false
	}
	read := os.ReadFile
	if info.Size() >= sealed {
		read = disk.Map
	}
	file, err := read(path)
	if err != nil || int64(len(file)) != info.Size() {
		return nil, false
	}
	header, _, ok := bytes.Cut(file[:min(len(file), 80)], []byte("\n"))
	if !ok {
		return nil, false
	}
	data := file[len(header)+1:]
	var format, length int
	var sum uint32
	if n, err := fmt.Sscanf(string(header), "ownup-cache %d %d %x", &format, &length, &sum); n != 3 || err != nil {
		return nil, false
	}
	if format != cacheFormat || length != len(data) {
		return nil, false
	}
	if info.Size() >= sealed && info.ModTime().Equal(seal(info.ModTime(), sum)) {
		return data, true
	}
	return data, sum == crc32.Checksum(data, crcTable())
}

// answer is what is kept of a server's answer.
type answer struct {
	Key   string `json:"key"`
	Value []byte `json:"value"`
}

// Answer returns the last answer of a server kept under a key, such as its URL. Unlike those of Cache, answers are many
// and come and go: the oldest are dropped when there are too many.
func (l *Ledger) Answer(key string) ([]byte, bool) {
	data, ok := readBlob(l.answerPath(key))
	var a answer
	if !ok || json.Unmarshal(data, &a) != nil || a.Key != key {
		return nil, false
	}
	return a.Value, true
}

// PutAnswer keeps an answer. The key must hold no token.
func (l *Ledger) PutAnswer(key string, value []byte) error {
	data, err := json.Marshal(answer{Key: key, Value: value})
	if err != nil {
		return err
	}
	if err := l.putBlob(l.answerPath(key), "keep an answer", data); err != nil {
		return err
	}
	l.pruneAnswers()
	return nil
}

func (l *Ledger) answerPath(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(l.dir, answersDir, hex.EncodeToString(sum[:16]))
}

const (
	answersDir = "answers"
	maxAnswers = 2000 // a sync of a thousand incidents asks some dozens of URLs again and again
)

// pruneAnswers drops the older half when there are too many. It does its best: a file left is only space.
func (l *Ledger) pruneAnswers() {
	dir := filepath.Join(l.dir, answersDir)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) <= maxAnswers {
		return
	}
	infos := make([]fs.FileInfo, 0, len(entries))
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, info := range infos[:len(infos)/2] {
		_ = os.Remove(filepath.Join(dir, info.Name()))
	}
}

// fileName makes a name safe to be a file's: what is not a plain letter, digit, dot, dash or underscore is replaced,
// and a name that had to be changed gets a checksum so that two never share a file.
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
