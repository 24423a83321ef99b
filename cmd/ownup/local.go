package main

import (
	"cmp"
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/ledger"
	"github.com/ownup-dev/ownup/internal/local"
)

// localTracker knows what the default branch holds of its folder besides.
type localTracker struct {
	*local.Tracker
	dir    string
	repo   *git.Repo      // nil where no branch is looked at
	chosen string         // the folder that the configuration chooses; empty where it chooses none
	former *local.Tracker // of where incidents are kept that no folder was chosen for; nil where none is
}

func (a *app) localTracker(cfg config.Config, l *ledger.Ledger) (localTracker, error) {
	dir, err := a.incidentFolder(cfg, l)
	t := localTracker{Tracker: local.New(dir, filepath.Join(l.Dir(), "incidents.lock"), a.world.now), dir: dir}
	if err != nil || a.remote != nil {
		return t, err
	}
	t.repo, err = a.repo()
	if t.chosen = cfg.Local.Dir; t.chosen != "" {
		t.former = local.New(ownIncidents(l), filepath.Join(l.Dir(), "incidents.lock"), a.world.now)
	}
	return t, err
}

// ownIncidents is where incidents are kept that no folder was chosen for.
func ownIncidents(l *ledger.Ledger) string { return filepath.Join(l.Dir(), "incidents") }

// incidentFolder is where the local tracker keeps its files: in the git directory, or in the folder of the work tree
// that the team chose, which must not be a link out of it.
func (a *app) incidentFolder(cfg config.Config, l *ledger.Ledger) (string, error) {
	if cfg.Local.Dir == "" || a.remote != nil {
		return ownIncidents(l), nil
	}
	repo, err := a.repo()
	if err != nil {
		return "", err
	}
	top := repo.WorkTree()
	if top == "" {
		return "", problemf("local.dir names a folder of the work tree, and this repository is bare; unset it, or run in a clone.")
	}
	dir := filepath.Join(top, filepath.FromSlash(cfg.Local.Dir))
	if !leadsWithin(top, dir) {
		return "", problemf("local.dir (%s) leads out of the repository by a link; choose a folder in it.", cfg.Local.Dir)
	}
	return dir, nil
}

// leadsWithin reports whether a folder below top is there in truth, whatever links are on the way. One that is not
// there yet would be made in the nearest that is.
func leadsWithin(top, dir string) bool {
	real, err := filepath.EvalSymlinks(dir)
	for err != nil && dir != top {
		dir = filepath.Dir(dir)
		real, err = filepath.EvalSymlinks(dir)
	}
	base, baseErr := filepath.EvalSymlinks(top)
	inside, relErr := filepath.Rel(base, real)
	return cmp.Or(err, baseErr, relErr) == nil && filepath.IsLocal(inside)
}

// Opened returns all incidents in the folder, since reading them costs little and people may have moved the times in
// them, and those that are elsewhere: what was opened there is not to be opened again.
func (t localTracker) Opened(ctx context.Context, _ time.Time) ([]incident.Page, error) {
	pages, damaged := t.List(ctx)
	others, err := t.elsewhere(ctx, pages)
	if err != nil {
		return nil, err
	}
	return append(pages, others...), damaged
}

// Open opens no incident that is elsewhere.
func (t localTracker) Open(ctx context.Context, d incident.Draft) (incident.Page, bool, error) {
	others, err := t.elsewhere(ctx, nil)
	if err != nil {
		return incident.Page{}, false, err
	}
	for _, p := range others {
		if sharesKey(p, d.Keys()) {
			return p, false, nil
		}
	}
	return t.Tracker.Open(ctx, d)
}

func sharesKey(p incident.Page, keys []string) bool {
	return slices.ContainsFunc(p.Keys(), func(key string) bool { return slices.Contains(keys, key) })
}

// elsewhere returns the incidents that are not in the folder, of which these are known: those that are committed to the
// default branch only, and those from before the team chose the folder.
func (t localTracker) elsewhere(ctx context.Context, known []incident.Page) ([]incident.Page, error) {
	out, err := t.committed(ctx, known)
	if t.former == nil || err != nil {
		return out, err
	}
	left, _ := t.former.List(ctx) // of what can't be read there nothing is known
	for _, p := range left {
		if !slices.ContainsFunc(slices.Concat(known, out), func(k incident.Page) bool { return sharesKey(k, p.Keys()) }) {
			p.Left = t.dir
			out = append(out, p)
		}
	}
	return out, nil
}

// committed returns the incidents that the default branch holds, here or at its remote, and that are not in the folder,
// of which these are known.
func (t localTracker) committed(ctx context.Context, known []incident.Page) ([]incident.Page, error) {
	if t.repo == nil || t.repo.WorkTree() == "" {
		return nil, nil
	}
	main, err := history{t.repo}.Default(ctx)
	if err != nil {
		return nil, unlessNotFound(err)
	}
	tips := []string{main.Commit}
	if sha, err := t.repo.Resolve(ctx, "refs/heads/"+main.Name); err == nil && sha != main.Commit {
		tips = append(tips, sha)
	}
	var out []incident.Page
	for _, tip := range tips {
		dir := cmp.Or(t.chosen, t.chosenAt(ctx, tip))
		if dir == "" {
			continue
		}
		files, err := t.repo.Folder(ctx, tip, inTree(dir))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			name := path.Base(f.Path)
			place := filepath.Join(t.repo.WorkTree(), filepath.FromSlash(dir), name)
			if _, err := os.Lstat(place); err == nil && t.chosen != "" {
				continue // known, or damaged
			}
			text, _ := t.repo.Blob(ctx, f.ID) // where a partial clone lacks it, its name tells
			p, ok := local.Committed(name, string(text))
			if !ok || slices.ContainsFunc(slices.Concat(known, out), func(k incident.Page) bool { return sharesKey(k, []string{p.Key}) }) {
				continue
			}
			p.URL, p.Branch = place, main.Name
			out = append(out, p)
		}
	}
	return out, nil
}

// chosenAt is the folder that the configuration in a commit chooses: a branch may be older than the choice.
func (t localTracker) chosenAt(ctx context.Context, commit string) string {
	text, err := t.repo.File(ctx, commit, config.FileName)
	if err != nil {
		return ""
	}
	cfg, err := config.Load(config.Options{Committed: text, CommittedOnly: true})
	if err != nil {
		return "" // whoever is on that branch is told
	}
	return cfg.Local.Dir
}

// inTree is a folder as trees name it.
func inTree(dir string) string {
	if dir = path.Clean(filepath.ToSlash(dir)); dir == "." {
		return ""
	}
	return dir
}

// sayElsewhere tells which open incidents are not where they can be followed.
func (a *app) sayElsewhere(ctx context.Context, cfg config.Config) error {
	if cfg.Tracker != "local" {
		return nil
	}
	l, err := a.ledger()
	if err != nil {
		return err
	}
	t, err := a.localTracker(cfg, l)
	if err != nil {
		return err
	}
	known, _ := t.List(ctx) // what can't be read is said elsewhere
	others, err := t.elsewhere(ctx, known)
	for _, p := range others {
		note := checklist.BranchNote(p)
		if p.Left != "" {
			note = checklist.LeftNote(p)
		}
		if p.State == incident.PageOpen {
			a.say("%s is open. %s", p.Ref, note)
		}
	}
	return err
}

// SetStatus leaves out the hidden marker by which a comment is found: a file has a section of its own.
func (t localTracker) SetStatus(ctx context.Context, ref, text string) error {
	if first, rest, _ := strings.Cut(text, "\n"); first != "" {
		if _, marked := checklist.ParseStatusMarker(first); marked {
			text = strings.TrimLeft(rest, "\n")
		}
	}
	return t.Tracker.SetStatus(ctx, ref, text)
}

// React has nothing to do: files take no reactions.
func (t localTracker) React(context.Context, int64, string) error { return nil }
