// Package hook installs, upgrades and removes ownup's post-commit hook. A hook that stood there before is kept and
// still runs, or stays where it goes by its own name; uninstalling puts it back, byte for byte and with its mode. ownup
// replaces a file only when it is exactly one that it wrote itself.
package hook

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ownup-dev/ownup/internal/disk"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Options says for which repository and how.
type Options struct {
	Dir     string     // a folder in the repository; empty: the current one
	Program string     // absolute path of ownup, for when it is not on the PATH of the commit
	Git     string     // git's program; empty: "git" from the PATH
	Env     []string   // git's environment; nil: this process's own
	DryRun  bool       // say what would be done, do nothing
	Disk    *disk.Disk // nil: the real one
}

// State is how it stands with the hook.
type State string

// The states.
const (
	Absent    State = "absent"    // no post-commit hook at all
	Installed State = "installed" // ownup's current body, others' lines below or not, or its line in a manager's files
	Outdated  State = "outdated"  // a body of an older ownup, or of one at another place
	Edited    State = "edited"    // ownup's body, changed by hand
	Foreign   State = "foreign"   // someone else's hook, ownup not in it
	Managed   State = "managed"   // a hook manager looks after it, or it goes by its own name; ownup not in it
)

// Report says how it stands with the hook, after what was done.
type Report struct {
	Path    string   `json:"path"` // of the hook, or the key of git's configuration that is one
	State   State    `json:"state"`
	Kept    string   `json:"kept,omitempty"`    // file that holds the hook that stood there before; it still runs
	Manager string   `json:"manager,omitempty"` // "husky", "lefthook", "core.hooksPath", "a person" and the like
	Advice  string   `json:"advice,omitempty"`  // what a person has to add by hand, and where; several lines
	Done    []string `json:"done,omitempty"`    // what was done; one sentence each
	Would   []string `json:"would,omitempty"`   // what a dry run has left undone; one sentence each
}

// tell notes what was done, or what would be: "wrote" or "would write" something.
func (r *Report) tell(o Options, did, does, what string) {
	if o.DryRun {
		r.Would = append(r.Would, "would "+does+" "+what)
	} else {
		r.Done = append(r.Done, did+" "+what)
	}
}

// Status says how it stands and changes nothing.
func Status(ctx context.Context, o Options) (Report, error) {
	p, err := find(ctx, o)
	if err != nil {
		return Report{}, err
	}
	return p.report(o), nil
}

func (p *place) report(o Options) Report {
	r := Report{Path: p.path}
	if p.manager != nil {
		r.Manager = p.manager.name
	}
	mine := p.ours() || p.edited()
	switch {
	case strings.HasPrefix(p.text, body(o.Program)):
		r.State = Installed
	case p.ours():
		r.State = Outdated
	case p.manager != nil:
		p.reportManaged(&r)
	case p.edited():
		r.State = Edited
	case p.there:
		r.State = Foreign
	default:
		r.State = Absent
		if p.bare {
			r.Advice = inBare + "\n"
		}
	}
	if p.keeps {
		r.Kept = p.kept
	}
	if mine && !p.runs {
		r.Advice = fmt.Sprintf("It is not executable, so git doesn't run it: `chmod +x %s` mends that.\n", p.shown(p.path))
	}
	if asks := asksItsName(readText(p.kept)); asks != "" && mine { // kept by an ownup that did not look for that
		r.Advice = fmt.Sprintf("The hook kept as %s goes by its own name (%s), which is another one now. `ownup hook uninstall` puts it back; `ownup hook install` then says how to have both.\n", p.shown(p.kept), asks)
	}
	return r
}

func (p *place) reportManaged(r *Report) {
	m := p.manager
	carrier := m.carrier()
	switch {
	case m.key != "":
		r.State, r.Path = Installed, m.key
	case carrier != "" && p.there:
		r.State = Installed
	case carrier != "":
		r.State, r.Advice = Managed, fmt.Sprintf("%s runs ownup, but %s has not put its hooks in place in this clone. Run this:\n\n    %s\n", p.shown(carrier), m.name, m.puts)
	default:
		r.State, r.Advice = Managed, m.advice
	}
}

const inBare = "Nobody commits in a bare repository, so a post-commit hook would never run: let its post-receive hook run `ownup sweep`, which sees what is pushed."

// Install puts the hook in place or brings it up to date. Where a hook manager looks after the hooks it writes nothing
// and the report's advice says what to add.
func Install(ctx context.Context, o Options) (Report, error) {
	p, err := find(ctx, o)
	if err != nil {
		return Report{}, err
	}
	r := p.report(o)
	if p.bare {
		return r, &incident.Problem{Kind: incident.Failed, Sentence: inBare}
	}
	switch r.State {
	case Installed, Managed:
		return r, nil
	case Edited:
		return r, p.editedProblem("upgraded")
	case Outdated:
		r.tell(o, "brought", "bring", p.path+" up to date")
		err = p.put(o, o.disk().Replace)
	case Absent:
		r.tell(o, "wrote", "write", p.path)
		err = p.put(o, o.disk().Create)
	case Foreign:
		if err = p.keep(o, &r); err == nil {
			r.tell(o, "wrote", "write", p.path)
			err = p.put(o, o.disk().Replace)
		}
	}
	if err != nil || o.DryRun {
		return r, err
	}
	return p.after(o, r)
}

func (o Options) disk() *disk.Disk {
	if o.Disk != nil {
		return o.Disk
	}
	return &disk.Disk{}
}

func (p *place) put(o Options, write func(string, []byte, fs.FileMode) error) error {
	if !filepath.IsAbs(o.Program) {
		return &incident.Problem{Kind: incident.Failed, Sentence: "ownup does not know its own place on this machine, which the hook needs: run it by its full path."}
	}
	if o.DryRun {
		return nil
	}
	if err := o.disk().Mkdir(p.dir); err != nil {
		return disk.Problem("make the folder of the hooks "+p.dir, err)
	}
	disk.Leftovers(p.dir)
	return disk.Problem("write the hook "+p.path, write(p.path, []byte(body(o.Program)), 0o755))
}

// keep gives the foreign hook its second name. Both names stand until the body takes the first, so that at no moment
// the hook is missing; a run killed in between is simply repeated.
func (p *place) keep(o Options, r *Report) error {
	how := "ownup's runs it first"
	if !p.runs {
		how = "it is not executable, so it is not run, as before"
	}
	r.tell(o, "kept", "keep", fmt.Sprintf("the hook that stood there as %s; %s", p.kept, how))
	if exists(p.kept) {
		if p.sameKept() {
			return nil
		}
		return &incident.Problem{
			Kind:     incident.Failed,
			Sentence: fmt.Sprintf("%s and %s are two different hooks and neither is ownup's: put them together into one, then install again.", p.path, p.kept),
		}
	}
	if o.DryRun {
		return nil
	}
	r.Kept = p.kept
	if p.link {
		target, err := os.Readlink(p.path)
		if err == nil {
			err = os.Symlink(target, p.kept)
		}
		return disk.Problem("keep "+p.path, err)
	}
	info, err := os.Lstat(p.path)
	if err != nil {
		return disk.Problem("keep "+p.path, err)
	}
	if os.Link(p.path, p.kept) == nil {
		return nil
	}
	data, err := os.ReadFile(p.path) // a file system without hard links
	if err == nil {
		err = o.disk().Create(p.kept, data, info.Mode().Perm())
	}
	return disk.Problem("keep "+p.path, err)
}

// sameKept reports whether the kept file is the hook itself, as a killed install leaves it.
func (p *place) sameKept() bool {
	if p.link {
		a, errA := os.Readlink(p.path)
		b, errB := os.Readlink(p.kept)
		return errA == nil && errB == nil && a == b
	}
	a, errA := os.Lstat(p.path)
	b, errB := os.Lstat(p.kept)
	return errA == nil && errB == nil && a.Mode() == b.Mode() && readText(p.kept) == p.text
}

// Uninstall takes ownup's hook away and puts back what stood there before. A hook that is not ownup's is left alone.
func Uninstall(ctx context.Context, o Options) (Report, error) {
	p, err := find(ctx, o)
	if err != nil {
		return Report{}, err
	}
	r := p.report(o)
	switch {
	case p.edited():
		return r, p.editedProblem("removed")
	case p.ours() || !p.there && r.Kept != "":
		r.Advice = ""
		err = p.takeAway(o, &r)
	case p.manager != nil && r.State == Installed:
		r.Advice = fmt.Sprintf("ownup is run from %s, which %s looks after: take it out there.\n", p.shown(p.manager.carrier()), p.manager.name)
		return r, nil
	default:
		r.Advice = "" // which tells how to add it
		return r, nil
	}
	if err != nil || o.DryRun {
		return r, err
	}
	return p.after(o, r)
}

func (p *place) takeAway(o Options, r *Report) error {
	if r.Kept != "" {
		r.tell(o, "put", "put", "the hook that stood there before back as "+p.path)
		if o.DryRun {
			return nil
		}
		return disk.Problem("put back "+p.path, o.disk().Rename(p.kept, p.path))
	}
	r.tell(o, "removed", "remove", p.path)
	if o.DryRun {
		return nil
	}
	return disk.Problem("remove "+p.path, os.Remove(p.path))
}

func (p *place) editedProblem(what string) error {
	return &incident.Problem{
		Kind:     incident.Failed,
		Sentence: fmt.Sprintf("%s was changed by hand since ownup wrote it, so it was not %s: move your lines to %s, make that executable, delete %[1]s, then try again.", p.path, what, p.kept),
	}
}

// after looks again, so that the report says what is rather than what was meant.
func (p *place) after(o Options, r Report) (Report, error) {
	if err := p.look(); err != nil {
		return r, err
	}
	now := p.report(o)
	now.Done = r.Done
	return now, nil
}
