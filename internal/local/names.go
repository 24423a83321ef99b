package local

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/ownup-dev/ownup/internal/disk"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
)

// People rename files, and copy them. Which incident a file is, it says itself: in the field key or, where that is
// gone, in the hidden marker of its text. How it is called counts where it says neither.

// incidentName is how the files are called that are surely incidents, and how keys look; any other Markdown file in the
// folder is an incident only if it says so itself.
var incidentName = lazy.Regexp(`^[rh]-[0-9a-f]{4,40}$`)

// keyLine is where a page carries its key: the field, or the marker as package checklist writes it.
var keyLine = lazy.Regexp(`(?m)^(?:key: *["']?|<!-- ownup:v1 key=)([rh]-[0-9a-f]{4,40})\b`)

// written is the key that a page's text carries, be it broken or not; empty where there is none.
func written(text string) string {
	m := keyLine().FindStringSubmatch(text)
	if m == nil || !strings.HasPrefix(strings.TrimPrefix(text, "\ufeff"), "---") {
		return ""
	}
	return m[1]
}

// key is the key of a page whose file is called name.
func (f *file) key(name string) string {
	if keyForm().MatchString(f.fields.Key) {
		return f.fields.Key
	}
	if key := written(f.text); key != "" {
		return key
	}
	return name
}

// names returns how the files are called that are incidents.
func (t *Tracker) names() ([]string, error) {
	entries, err := os.ReadDir(t.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, disk.Problem("read the incidents in "+t.dir, err)
	}
	var names []string
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".md")
		if ok && !e.IsDir() && (incidentName().MatchString(name) || t.saysSo(name)) {
			names = append(names, name)
		}
	}
	return names, nil
}

// saysSo reports whether a file that isn't called as incidents are is one all the same.
func (t *Tracker) saysSo(name string) bool {
	if strings.HasPrefix(name, ".") || strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return false
	}
	text, err := t.load(name)
	if err != nil {
		return false
	}
	f, err := parse(text)
	return err == nil && f.fields.Key == name && keyForm().MatchString(name) || written(text) != ""
}

// Committed returns the incident that a file is which isn't in the folder but in a commit. Of one that can't be read no
// more than the key is known.
func Committed(file, text string) (incident.Page, bool) {
	name, ok := strings.CutSuffix(file, ".md")
	if !ok || !incidentName().MatchString(name) && written(text) == "" {
		return incident.Page{}, false
	}
	f, err := parse(text)
	if err != nil {
		key := cmp.Or(written(text), name)
		return incident.Page{Ref: key, Key: key, State: incident.PageOpen}, true
	}
	f.fields.Key = f.key(name)
	return f.page("", time.Time{}), true
}

// resolve finds the file of a reference.
func (t *Tracker) resolve(ref string) (string, error) {
	if keyForm().MatchString(ref) {
		if p, err := t.read(ref); err == nil && p.Key == ref { // nearly all
			return ref, nil
		}
	}
	names, err := t.names()
	if err != nil {
		return "", err
	}
	called := strings.TrimSuffix(filepath.Base(ref), ".md")
	if ref != called && slices.Contains(names, called) { // a path
		return called, nil
	}
	if name := t.known(names, []string{ref}); name != "" {
		return name, nil
	}
	return "", &incident.Problem{Kind: incident.NotFound, Sentence: fmt.Sprintf("There is no incident %q in %s: `ownup status` lists them.", ref, t.dir)}
}

// known returns the file that carries one of the keys: as its own, else among its aliases. One that can't be taken
// apart is taken for the incident by whose key it is called, or whose key it holds: better that one is opened later
// than twice.
func (t *Tracker) known(names, keys []string) string {
	own, other := "", ""
	for _, name := range names {
		text, err := t.load(name)
		called := slices.Contains(keys, name)
		if !called && !slices.ContainsFunc(keys, func(key string) bool { return strings.Contains(text, key) }) {
			continue // most files: taking one apart costs more than reading it
		}
		var f *file
		if err == nil {
			f, err = parse(text)
		}
		switch {
		case err == nil && slices.Contains(keys, f.key(name)):
			if called {
				return name
			}
			own = cmp.Or(own, name)
		case err != nil, slices.ContainsFunc(f.fields.Aliases, func(a string) bool { return slices.Contains(keys, a) }):
			other = cmp.Or(other, name)
		}
	}
	return cmp.Or(own, other)
}

// taken reports whether something is called as an incident's file is to be.
func (t *Tracker) taken(name string) bool {
	_, err := os.Lstat(t.path(name))
	return err == nil
}
