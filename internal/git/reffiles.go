package git

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// refFiles reads references where git keeps them: a file each, and those that were packed in one list. go-git makes
// something of every line of that list before it answers about one, which in a clone with thousands of tags took longer
// than all else that a verb did.
type refFiles struct {
	place place

	mu     sync.Mutex
	packed []byte // the list
	size   int64  // of the file when it was read, and its time
	at     time.Time
}

func (f *refFiles) reference(name plumbing.ReferenceName) (*plumbing.Reference, error) {
	if !validRefName(string(name)) {
		return nil, plumbing.ErrReferenceNotFound
	}
	if ref, ok := f.loose(name); ok {
		return ref, nil
	}
	list := f.list()
	if k := bytes.Index(list, []byte(" "+string(name)+"\n")); k >= 0 { // no name holds a space
		if id, ok := parseOID(list[bytes.LastIndexByte(list[:k], '\n')+1 : k]); ok {
			return plumbing.NewHashReference(name, plumbing.Hash(id)), nil
		}
	}
	return nil, plumbing.ErrReferenceNotFound
}

// loose reads the file of a reference.
func (f *refFiles) loose(name plumbing.ReferenceName) (*plumbing.Reference, bool) {
	path := f.place.refFile(name)
	if target, err := os.Readlink(path); err == nil && strings.HasPrefix(target, "refs/") { // as core.preferSymlinkRefs has it
		return plumbing.NewSymbolicReference(name, plumbing.ReferenceName(target)), true
	}
	b, err := readSmall(path)
	if err != nil {
		return nil, false
	}
	line := strings.TrimSpace(string(b))
	if target, ok := strings.CutPrefix(line, "ref:"); ok {
		return plumbing.NewSymbolicReference(name, plumbing.ReferenceName(strings.TrimSpace(target))), true
	}
	line, _, _ = strings.Cut(line, " ") // FETCH_HEAD goes on
	line, _, _ = strings.Cut(line, "\t")
	id, ok := parseOID(line)
	return plumbing.NewHashReference(name, plumbing.Hash(id)), ok
}

// refFile is where a reference's file lies: what each linked work tree has of its own is in its git directory.
func (p place) refFile(name plumbing.ReferenceName) string {
	return filepath.Join(p.refFolder(string(name)), filepath.FromSlash(string(name)))
}

func (p place) refFolder(name string) string {
	if strings.HasPrefix(name, "refs/") {
		for _, own := range []string{"refs/bisect/", "refs/rewritten/", "refs/worktree/"} {
			if strings.HasPrefix(name, own) {
				return p.gitDir
			}
		}
		return p.commonDir
	}
	return p.gitDir
}

// hasRefFile reports whether a reference has a file of its own, whatever it holds.
func (p place) hasRefFile(name plumbing.ReferenceName) bool {
	info, err := os.Lstat(p.refFile(name))
	return err == nil && info.Mode().IsRegular()
}

// list returns the packed references, read again when git has packed anew.
func (f *refFiles) list() []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	path := filepath.Join(f.place.commonDir, "packed-refs")
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	if f.packed == nil || info.Size() != f.size || !info.ModTime().Equal(f.at) {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		f.packed, f.size, f.at = b, info.Size(), info.ModTime()
	}
	return f.packed
}

// named is a reference with the object that it stands for.
type named struct {
	name   string // without its space
	id     oid
	peeled oid // what id stands for in the end, where the list says so; else zero
}

func (f *refFiles) each(space string, fn func(named) error) error {
	seen := map[string]bool{}
	root := filepath.Join(f.place.commonDir, filepath.FromSlash(space))
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // what can't be read is no reference
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return nil
		}
		name := filepath.ToSlash(rel)
		if !validRefName(space + name) {
			return nil
		}
		ref, ok := f.loose(plumbing.ReferenceName(space + name))
		if !ok {
			return nil
		}
		seen[name] = true
		if ref.Type() != plumbing.HashReference {
			return nil
		}
		return fn(named{name: name, id: oid(ref.Hash())})
	})
	if err != nil {
		return err
	}
	return f.eachPacked(space, seen, fn)
}

// eachPacked calls fn for the references in the list but for those seen in files of their own.
func (f *refFiles) eachPacked(space string, seen map[string]bool, fn func(named) error) error {
	var last named
	give := func() error {
		if last.name == "" || seen[last.name] {
			return nil
		}
		return fn(last)
	}
	list := f.list()
	first, _, _ := bytes.Cut(list, []byte("\n"))
	fully := bytes.HasPrefix(first, []byte("#")) && bytes.Contains(first, []byte(" fully-peeled ")) // what has no peeled line is no tag object
	for line := range bytes.Lines(list) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 41 && line[0] == '^' {
			last.peeled, _ = parseOID(line[1:])
			continue
		}
		if err := give(); err != nil {
			return err
		}
		last = named{}
		if len(line) < 42 || line[40] != ' ' || !bytes.HasPrefix(line[41:], []byte(space)) {
			continue
		}
		if id, ok := parseOID(line[:40]); ok {
			last = named{name: string(line[41+len(space):]), id: id}
			if fully {
				last.peeled = id
			}
		}
	}
	return give()
}
