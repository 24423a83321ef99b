package git

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/ownup-dev/ownup/internal/incident"
)

// refStacks reads references where git keeps them in reftables, as git 3 does where nobody says otherwise. What each
// linked work tree has of its own is in a stack of its own.
type refStacks struct {
	files  *refFiles // knows the folders; and git has FETCH_HEAD and MERGE_HEAD as files here too
	stacks map[string]*refStack
}

// refStack is a list of tables: of what several say, the last holds.
type refStack struct {
	dir string

	mu     sync.Mutex
	list   []byte // the names of the tables, as they were read
	tables []*reftable
	refs   map[string]tableRef
}

// openRefStacks reads the references once, so that what is damaged is told at once.
func openRefStacks(files *refFiles) (*refStacks, error) {
	s := &refStacks{files: files, stacks: map[string]*refStack{}}
	for _, dir := range []string{files.place.gitDir, files.place.commonDir} {
		stack := &refStack{dir: filepath.Join(dir, "reftable")}
		if err := stack.read(); err != nil {
			return nil, err
		}
		s.stacks[dir] = stack
	}
	return s, nil
}

func (s *refStacks) stack(name string) *refStack { return s.stacks[s.files.place.refFolder(name)] }

func (s *refStacks) reference(name plumbing.ReferenceName) (*plumbing.Reference, error) {
	if name == "FETCH_HEAD" || name == "MERGE_HEAD" {
		return s.files.reference(name)
	}
	refs, _ := s.stack(string(name)).now()
	ref, ok := refs[string(name)]
	switch {
	case !ok:
		return nil, plumbing.ErrReferenceNotFound
	case ref.target != "":
		return plumbing.NewSymbolicReference(name, plumbing.ReferenceName(ref.target)), nil
	}
	return plumbing.NewHashReference(name, plumbing.Hash(ref.id)), nil
}

func (s *refStacks) each(space string, fn func(named) error) error {
	refs, _ := s.stacks[s.files.place.commonDir].now()
	for _, full := range slices.Sorted(maps.Keys(refs)) {
		ref := refs[full]
		name, ok := strings.CutPrefix(full, space)
		if !ok || ref.target != "" || !validRefName(full) {
			continue
		}
		if err := fn(named{name: name, id: ref.id, peeled: ref.peeled}); err != nil {
			return err
		}
	}
	return nil
}

func (s *refStacks) log(name plumbing.ReferenceName) (all []moved, ok bool) {
	_, tables := s.stack(string(name)).now()
	changes := map[uint64]tableLog{}
	for _, t := range tables {
		_ = t.eachLog(func(l tableLog) { // of a damaged log is told what can be read
			if l.name == string(name) {
				changes[l.index] = l
			}
		})
	}
	for _, index := range slices.Backward(slices.Sorted(maps.Keys(changes))) {
		l := changes[index]
		ok = ok || !l.gone
		if !l.gone && (l.from != oid{} || l.to != oid{}) { // the others say that there is a log
			all = append(all, l.moved)
		}
	}
	return all, ok
}

// now returns the references and tables, read again when git has written since. Where that fails they are as they were.
func (s *refStack) now() (map[string]tableRef, []*reftable) {
	_ = s.read()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refs, s.tables
}

// read reads the stack, if it isn't the one that was read last.
func (s *refStack) read() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := filepath.Join(s.dir, "tables.list")
	for try := 0; ; try++ {
		list, err := readSmall(path)
		if err != nil {
			return stackProblem(path, err)
		}
		if bytes.Equal(list, s.list) {
			return nil
		}
		tables, refs, path, err := readTables(s.dir, list)
		if try < 5 && errors.Is(err, fs.ErrNotExist) {
			continue // git put some of them into one meanwhile
		}
		if err != nil {
			return stackProblem(path, err)
		}
		s.list, s.tables, s.refs = list, tables, refs
		return nil
	}
}

// readTables reads the tables of a list, and puts together what they say. An error comes with the path that it is
// about.
func readTables(dir string, list []byte) (tables []*reftable, refs map[string]tableRef, path string, err error) {
	refs = map[string]tableRef{}
	for name := range strings.FieldsSeq(string(list)) {
		path = filepath.Join(dir, filepath.Base(name))
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, path, err
		}
		t, err := openReftable(data)
		if err == nil {
			err = t.eachRef(func(ref tableRef) {
				if refs[ref.name] = ref; ref.gone {
					delete(refs, ref.name)
				}
			})
		}
		if err != nil {
			return nil, nil, path, err
		}
		tables = append(tables, t)
	}
	return tables, refs, "", nil
}

func stackProblem(path string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return problem(incident.Permission, err, "The references in %s can't be read: let the person who runs ownup read the repository's files.", path)
	}
	return problem(incident.Failed, err, "The references in %s are damaged or missing: `git refs verify` tells more, and a new clone has them whole.", path)
}
