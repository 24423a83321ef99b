// Package local is the tracker that keeps incidents as Markdown files: one file KEY.md for each, in a folder of the
// repository or of the git directory. People edit the files as they like; ownup changes only its own fields at the
// top, its comments and the status section, and keeps everything else to the byte.
package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/disk"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
)

// Tracker keeps incidents in one folder. It may be used by several goroutines and processes at once.
type Tracker struct {
	dir  string
	lock string
	now  func() time.Time
	disk *disk.Disk
	wait time.Duration
}

// New returns the tracker over a folder, which need not exist yet. The lock file is kept outside of the folder, so that
// a folder of the repository shows nothing but incidents.
func New(dir, lock string, now func() time.Time) *Tracker {
	return &Tracker{dir: dir, lock: lock, now: now, disk: &disk.Disk{}, wait: 10 * time.Second}
}

// Name says where incidents are kept.
func (t *Tracker) Name() string { return t.dir }

var keyForm = lazy.Regexp(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)

func (t *Tracker) path(name string) string { return filepath.Join(t.dir, name+".md") }

// List returns all incidents, oldest first. A file that a person broke does not hide the others: the pages are good
// even where an error of kind Damaged names such files.
func (t *Tracker) List(ctx context.Context) ([]incident.Page, error) {
	names, err := t.names()
	if err != nil {
		return nil, err
	}
	var pages []incident.Page
	var faults []error
	at := map[string]int{} // by key
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p, err := t.read(name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if i, twice := at[p.Key]; twice {
			if name == p.Key { // as it was opened
				p, pages[i] = pages[i], p
			}
			faults = append(faults, twins(pages[i], p))
			continue
		}
		at[p.Key] = len(pages)
		pages = append(pages, p)
	}
	slices.SortStableFunc(pages, func(a, b incident.Page) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return pages, together(faults)
}

// twins says that two files are the same incident, of which one counts.
func twins(p, copied incident.Page) error {
	return &incident.Problem{Kind: incident.Damaged, Sentence: fmt.Sprintf("%s carries the key %s, as %s does, and was left out: remove one of the two.", copied.URL, p.Key, p.URL)}
}

// together makes one problem of what is wrong with single files.
func together(faults []error) error {
	if len(faults) == 0 {
		return nil
	}
	all := make([]string, len(faults))
	for i, err := range faults {
		all[i] = err.Error()
	}
	return &incident.Problem{Kind: incident.Damaged, Sentence: strings.Join(all, " "), Err: errors.Join(faults...)}
}

// maxPage bounds what is read of one file: sixteen times what GitHub allows for an issue.
const maxPage = 1 << 20

func (t *Tracker) load(name string) (string, error) {
	path := t.path(name)
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return "", t.fault(name, broken("it is a symbolic link, and none is followed here; put the file itself in its place, or remove the link"))
	}
	if !info.Mode().IsRegular() {
		return "", t.fault(name, broken("it is not a regular file: put the incident's file in its place, or remove it"))
	}
	if info.Size() > maxPage {
		return "", t.fault(name, broken("it is larger than 1 MB: take out what does not belong there"))
	}
	data, err := os.ReadFile(path)
	return string(data), err
}

// fault names the file that a person would have to mend.
func (t *Tracker) fault(name string, err error) error {
	b, ok := errors.AsType[broken](err)
	if !ok {
		return err
	}
	return &incident.Problem{
		Kind: incident.Damaged, Err: b,
		Sentence: fmt.Sprintf("%s can't be read as an incident and was left as it is: %s.", t.path(name), b),
	}
}

func (t *Tracker) read(name string) (incident.Page, error) {
	text, err := t.load(name)
	if err != nil {
		return incident.Page{}, disk.Problem("read "+t.path(name), err)
	}
	f, err := parse(text)
	if err != nil {
		return incident.Page{}, t.fault(name, err)
	}
	updated := time.Time{}
	if info, err := os.Stat(t.path(name)); err == nil {
		updated = info.ModTime()
	}
	f.fields.Key = f.key(name)
	return f.page(t.path(name), updated), nil
}

// Read returns one incident by its key, one of its aliases, or the path of its file.
func (t *Tracker) Read(_ context.Context, ref string) (incident.Page, error) {
	name, err := t.resolve(ref)
	if err != nil {
		return incident.Page{}, err
	}
	return t.read(name)
}

// Open makes the page of an incident, unless one with its key or one of its aliases stands already; created says
// which. However many runs open the same incident at once, there is one file.
func (t *Tracker) Open(ctx context.Context, d incident.Draft) (page incident.Page, created bool, err error) {
	if !keyForm().MatchString(d.Key) {
		return page, false, &incident.Problem{Kind: incident.Failed, Sentence: fmt.Sprintf("%q can't be the key of an incident.", d.Key)}
	}
	err = t.locked(ctx, "open the incident "+d.Key, func() error {
		if err := t.disk.Mkdir(t.dir); err != nil {
			return err
		}
		disk.Leftovers(t.dir)
		names, err := t.names()
		if err != nil {
			return err
		}
		name := t.known(names, d.Keys())
		if name == "" {
			if name = d.Key; t.taken(name) {
				return &incident.Problem{Kind: incident.Damaged, Sentence: fmt.Sprintf("The incident %s can't be opened, as something else is called %s: give that another name.", name, t.path(name))}
			}
			text, err := compose(d)
			if err != nil {
				return t.fault(name, err)
			}
			if err := t.disk.Create(t.path(name), []byte(text), 0o644); err != nil {
				return err
			}
			created = true
		}
		page, err = t.read(name)
		return err
	})
	return page, created && err == nil, err
}

// ours finds text that would be taken for one of this file's markers; a pasted one is made to show as text.
var ours = lazy.Regexp(`<!--(\s*ownup:(?:status|comment):)`)

func harmless(s string) string {
	return ours().ReplaceAllString(strings.ReplaceAll(s, "\x00", "\ufffd"), "&lt;!--$1")
}

// compose writes a new page.
func compose(d incident.Draft) (string, error) {
	var b strings.Builder
	b.WriteString("---\n")
	for _, field := range []struct {
		name  string
		value any
	}{
		{"key", d.Key},
		{"aliases", d.Aliases},
		{"kind", string(d.Kind)},
		{"state", "open"},
		{"created", d.CreatedAt},
		{"labels", d.Labels},
		{"assignees", d.Assignees},
	} {
		b.WriteString(field.name + ": " + inline(field.value) + "\n")
	}
	// What keeps a forge from seeing a mention or a reference there would only be in the way of who looks for "#12"
	// here.
	title := strings.NewReplacer("#\u200b", "#", "@\u200b", "@").Replace(strings.Join(strings.Fields(d.Title), " "))
	b.WriteString("---\n\n# " + harmless(title) + "\n\n" + strings.Trim(harmless(unix(d.Body)), "\n") + "\n")
	_, err := parse(b.String())
	return b.String(), err
}

func (t *Tracker) locked(ctx context.Context, what string, do func() error) error {
	release, err := t.disk.Lock(ctx, t.lock, t.wait)
	if err != nil {
		return disk.Problem(what, err)
	}
	defer release()
	return disk.Problem(what, do())
}
