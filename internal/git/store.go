package git

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ownup-dev/ownup/internal/incident"
)

// store finds and reads objects: in packs, in loose files, and in the alternates. It can be used by several goroutines.
type store struct {
	dirs  []string // object directories, the repository's own first
	cache *cache

	packs  atomic.Pointer[[]*pack]
	mu     sync.Mutex // guards what follows, and replacing packs
	opened map[string]*pack
	nextID int32
	broken []error // indexes that could not be opened, for the error of an object that is not found
	stamps []int64 // of the pack directories when they were last listed
}

func openStore(objects ...string) *store {
	s := &store{cache: newCache(), opened: map[string]*pack{}}
	for _, dir := range objects {
		s.addDir(dir, 0)
	}
	s.mu.Lock()
	s.list()
	s.mu.Unlock()
	return s
}

// addDir adds an object directory and those that its alternates file names; git allows five levels.
func (s *store) addDir(dir string, depth int) {
	dir = filepath.Clean(dir)
	if slices.Contains(s.dirs, dir) {
		return
	}
	s.dirs = append(s.dirs, dir)
	if depth >= 5 {
		return
	}
	text, err := os.ReadFile(filepath.Join(dir, "info", "alternates"))
	if err != nil {
		return
	}
	for _, other := range alternates(string(text), "\n") {
		if !filepath.IsAbs(other) {
			other = filepath.Join(dir, other)
		}
		if info, err := os.Stat(other); err == nil && info.IsDir() {
			s.addDir(other, depth+1)
		}
	}
}

// alternates reads a list of object directories as git has it in its files and takes it from the environment: each as
// it is or quoted as in C, where "#" begins a comment.
func alternates(list, separator string) (dirs []string) {
	for list != "" {
		var dir string
		if quoted, err := strconv.QuotedPrefix(list); err == nil && list[0] == '"' {
			dir, _ = strconv.Unquote(quoted)
			list = strings.TrimPrefix(list[len(quoted):], separator)
		} else {
			dir, list, _ = strings.Cut(list, separator)
			dir = strings.TrimSuffix(dir, "\r")
			if strings.HasPrefix(dir, "#") {
				continue
			}
		}
		if dir != "" {
			dirs = append(dirs, filepath.FromSlash(dir))
		}
	}
	return dirs
}

// list opens the packs that are there now and are not open yet, and reports whether there were any. Packs that git has
// removed stay open: what was read from them is still true.
func (s *store) list() bool {
	s.broken = nil
	var current []*pack
	if p := s.packs.Load(); p != nil {
		current = *p
	}
	fresh := false
	stamps := make([]int64, len(s.dirs))
	for k, dir := range s.dirs {
		folder := filepath.Join(dir, "pack")
		if info, err := os.Stat(folder); err == nil {
			stamps[k] = info.ModTime().UnixNano()
		}
		names, err := os.ReadDir(folder)
		if err != nil {
			continue
		}
		var found []*pack
		for _, entry := range names {
			name := entry.Name()
			path := filepath.Join(folder, name)
			// Whatever it is called: those that Scalar has fetched ahead begin with "prefetch-". A hidden one git is
			// still at.
			if strings.HasPrefix(name, ".") || !strings.HasSuffix(name, ".idx") || s.opened[path] != nil {
				continue
			}
			p, err := openPack(path, s.nextID, s.cache)
			if err != nil {
				if !errors.Is(err, fs.ErrNotExist) {
					s.broken = append(s.broken, err)
				}
				continue
			}
			s.nextID++
			s.opened[path] = p
			found = append(found, p)
		}
		slices.SortStableFunc(found, func(a, b *pack) int { return cmp.Compare(b.index.count, a.index.count) })
		fresh = fresh || len(found) > 0
		current = append(current[:len(current):len(current)], found...)
	}
	s.stamps = stamps
	s.packs.Store(&current)
	return fresh
}

// relist lists the packs again when a pack directory has changed, and reports whether there are others than those seen:
// another goroutine may have listed them meanwhile.
func (s *store) relist(seen *[]*pack) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.packs.Load() != seen {
		return true
	}
	changed := false
	for k, dir := range s.dirs {
		var stamp int64
		if info, err := os.Stat(filepath.Join(dir, "pack")); err == nil {
			stamp = info.ModTime().UnixNano()
		}
		changed = changed || stamp != s.stamps[k]
	}
	return changed && s.list()
}

func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, p := range s.opened {
		errs = append(errs, p.close())
	}
	s.opened = map[string]*pack{}
	s.packs.Store(&[]*pack{})
	return errors.Join(errs...)
}

// packed finds an object in the packs that are open.
func (s *store) packed(id oid) (p *pack, off int64, ok bool) {
	for _, p := range *s.packs.Load() {
		if pos := p.index.find(id); pos >= 0 {
			if off := p.index.offset(pos); off >= 0 {
				return p, off, true
			}
		}
	}
	return nil, 0, false
}

// read reads an object whole. The data must not be changed.
func (s *store) read(id oid) (object, error) { return lookUp(s, id, (*pack).objectAt, readLoose) }

// header tells type and size of an object.
func (s *store) header(id oid) (kind, int64, error) {
	h, err := lookUp(s, id, (*pack).headerAt, looseHeader)
	return h.kind, h.size, err
}

// lookUp asks each pack and folder that holds an object until one can answer.
func lookUp[T any](s *store, id oid, packed func(*pack, int64) (T, error), loose func(string, oid) (T, error)) (T, error) {
	for try := 0; ; try++ {
		var first error
		seen := s.packs.Load()
		for _, p := range *seen {
			pos := p.index.find(id)
			if pos < 0 {
				continue
			}
			found, err := packed(p, p.index.offset(pos))
			if err == nil {
				return found, nil
			}
			first = err // another pack or a loose file may hold a whole one
		}
		for _, dir := range s.dirs {
			found, err := loose(dir, id)
			if err == nil {
				return found, nil
			}
			if !errors.Is(err, errMissing) {
				first = err
			}
		}
		if try == 0 && s.relist(seen) {
			continue
		}
		var none T
		return none, s.failure(id, first)
	}
}

// failure makes the error for an object that could not be read.
func (s *store) failure(id oid, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && len(s.broken) > 0 && errors.Is(s.broken[0], fs.ErrPermission) {
		err = s.broken[0]
	}
	switch {
	case errors.Is(err, errTooLarge):
		return problem(incident.Failed, err, "Object %s is larger than 1 GiB, which ownup doesn't read.", id)
	case errors.Is(err, fs.ErrPermission):
		return problem(incident.Permission, err, "Object %s can't be read (%v): let the person who runs ownup read the repository's files.", id, err)
	case err != nil:
		return corrupt(id, err.Error())
	case len(s.broken) > 0:
		return corrupt(id, "a pack can't be used: "+s.broken[0].Error())
	}
	return errMissing
}

// has reports whether an object is there, by its name only.
func (s *store) has(id oid) bool {
	for try := 0; ; try++ {
		seen := s.packs.Load()
		if _, _, ok := s.packed(id); ok {
			return true
		}
		name := id.String()
		for _, dir := range s.dirs {
			if _, err := os.Stat(filepath.Join(dir, name[:2], name[2:])); err == nil {
				return true
			}
		}
		if try > 0 || !s.relist(seen) {
			return false
		}
	}
}

// withPrefix returns the objects whose name starts with p, each once, at most limit of them.
func (s *store) withPrefix(p prefix, limit int) []oid {
	var all []oid
	add := func(id oid) bool {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
		return len(all) < limit
	}
	for _, pk := range *s.packs.Load() {
		pk.index.withPrefix(p, func(pos int) bool { return add(pk.index.oid(pos)) })
	}
	for _, dir := range s.dirs {
		names, err := os.ReadDir(filepath.Join(dir, p.text[:2]))
		if err != nil {
			continue
		}
		for _, n := range names {
			if id, ok := parseOID(p.text[:2] + n.Name()); ok && p.matches(id[:]) && len(all) < limit {
				add(id)
			}
		}
	}
	return all
}
