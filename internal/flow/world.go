package flow

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// world is what the history says at this moment about everything that incidents may refer to. It is made once
// for a sync, by one walk back to the oldest incident.
type world struct {
	e *Engine // that looks

	chains      keyed                          // by key and alias
	undone      map[string]incident.Finding    // commit → the finding by which it is undone now
	corrections map[string][]incident.FollowUp // "#12" or a key → commits that say they correct it
	landed      map[string]incident.FollowUp   // "#34" → the commit by which that pull request landed
	findings    []incident.Finding             // reverts and hotfixes, oldest first
	chainOf     map[string]string              // commit of a finding → the key of its chain
	touched     map[string][]string            // commit → the paths it changed, as far as they were asked for
	numbered    map[string]incident.FollowUp   // "#34" → what the forge says of it, as far as it was asked
	main        incident.Ref
	blind       error // that pull requests may not be read
	failure     error // that something about the incident in hand could not be asked just now
}

// fails reports whether an answer did not come that may come the next time. That is not to be taken for "nothing": the
// incident in hand would be told of, or closed, by less than is known.
func (w *world) fails(err error) bool {
	if !passing(err) {
		return false
	}
	w.failure = cmp.Or(w.failure, err)
	return true
}

// look makes the world for incidents that came up at or after since.
func (e *Engine) look(ctx context.Context, chains []incident.Chain, since time.Time) (*world, error) {
	w := &world{
		e:           e,
		chains:      byKeys(chains),
		undone:      undoneNow(chains),
		chainOf:     map[string]string{},
		corrections: map[string][]incident.FollowUp{},
		landed:      map[string]incident.FollowUp{},
		touched:     map[string][]string{},
		numbered:    map[string]incident.FollowUp{},
	}
	for _, c := range byTime(chains) {
		for _, f := range c.Findings {
			if f.Kind != incident.Reapply && !f.LandedAt.IsZero() { // what is on somebody's branch alone is no news to others
				w.findings = append(w.findings, f)
				w.chainOf[f.SHA] = c.Key
			}
		}
	}
	slices.SortStableFunc(w.findings, func(a, b incident.Finding) int { return a.CommittedAt.Compare(b.CommittedAt) })

	main, err := e.History.Default(ctx)
	if err != nil {
		return nil, err
	}
	w.main = main
	_, err = e.History.Log(ctx, []string{main.Commit}, nil, since, func(c incident.Commit) error {
		w.add(ctx, c)
		return nil
	})
	if err != nil || e.Forge == nil {
		return w, err
	}
	// A pull request that was rebased leaves no number in the history. Those that the timeline ties to an incident come
	// with its page; this is for the others, and bounded, since a busy repository merges a hundred a day.
	if recent := e.Now.Add(-mergedSpan); since.Before(recent) {
		since = recent
	}
	merged, err := e.Forge.MergedSince(ctx, since)
	if w.blind = blinded(err); err != nil && w.blind == nil {
		return w, err
	}
	for _, p := range merged {
		w.merged(p)
	}
	return w, nil
}

// Blind is the error that says what the token may not read. Everything else was done.
type Blind struct{ error }

func (b Blind) Unwrap() error { return b.error }

// blinded returns the Blind of an error that says that pull requests may not be read; nil for any other.
func blinded(err error) error {
	if k := incident.ProblemOf(err); err == nil || k != incident.Permission && k != incident.NotFound {
		return nil
	}
	return Blind{fmt.Errorf("%w What pull requests say of incidents was not looked at; all else was", err)}
}

// paths returns the paths that a commit changed; none where they can't be read. Every incident asks about the same
// commits.
func (w *world) paths(ctx context.Context, sha string) []string {
	paths, known := w.touched[sha]
	if known {
		return paths
	}
	changes, err := w.e.History.Changes(ctx, sha)
	if w.fails(err) {
		return nil
	}
	for _, c := range changes {
		paths = append(paths, c.Path)
	}
	w.touched[sha] = paths
	return paths
}

// mergedSpan is how far back merged pull requests are listed: twice the week between two reviews.
const mergedSpan = 14 * 24 * time.Hour

// merged records a merged pull request, and what its description says that it corrects.
func (w *world) merged(p incident.Pull) {
	ref := fmt.Sprintf("#%d", p.Number)
	f, known := w.landed[ref]
	if !known {
		f = w.stands(incident.FollowUp{Ref: ref, Title: p.Title, URL: p.URL, State: incident.Merged, At: p.MergedAt, SHA: p.MergeSHA})
		w.landed[ref] = f
	}
	corrects := func(via string, refs []string) {
		f.Via = via
		for _, to := range refs {
			to = w.e.ours(to)
			w.corrections[to] = append(w.corrections[to], f)
		}
	}
	corrects(incident.ViaTrailer, incident.Corrects(p.Body, w.e.hosts()...))
	corrects(incident.ViaKeyword, incident.ClosingRefs(p.Body, w.e.hosts()...))
}

// add records what one commit on the default branch corrects and which pull request it brought.
func (w *world) add(ctx context.Context, c incident.Commit) {
	f := w.stands(incident.FollowUp{
		Ref: incident.Short(c.SHA), Title: c.Subject(), URL: w.e.web("commit", c.SHA), State: incident.Merged, At: c.CommittedAt, SHA: c.SHA,
	})
	for _, name := range detect.Names(c) {
		if name.Type != incident.ClaimPull || strings.Contains(name.Value, "#") {
			continue
		}
		byPull := f
		byPull.Ref, byPull.URL = "#"+name.Value, w.e.web("pull", name.Value)
		if _, taken := w.landed[byPull.Ref]; !taken {
			w.landed[byPull.Ref] = byPull
		}
	}
	corrects := incident.Corrects(c.Message, w.e.hosts()...)
	if len(corrects) == 0 {
		return
	}
	if empty, err := w.e.History.Empty(ctx, c.SHA); err == nil && empty {
		return // it says so, and corrects nothing
	}
	for _, ref := range corrects {
		f.Via = incident.ViaTrailer
		ref = w.e.ours(ref)
		w.corrections[ref] = append(w.corrections[ref], f)
	}
}

// undoneNow says of each commit whether it is undone at the end of its chain's story, as far as that has landed and is
// no guess.
func undoneNow(chains []incident.Chain) map[string]incident.Finding {
	undone := map[string]incident.Finding{}
	restored := map[string][]string{} // reapply → what it put back, and who undoes it undoes that again
	for _, c := range chains {
		for _, f := range c.Findings {
			if f.LandedAt.IsZero() || f.Reason == string(incident.ReasonUnsure) {
				continue
			}
			for _, o := range f.Offending {
				switch f.Kind {
				case incident.Revert:
					for _, sha := range append(restored[o.SHA], o.SHA) {
						undone[sha] = f
					}
				case incident.Reapply:
					// It often names the revert; what that had taken back stands again.
					maps.DeleteFunc(undone, func(sha string, by incident.Finding) bool {
						back := sha == o.SHA || by.SHA == o.SHA
						if back {
							restored[f.SHA] = append(restored[f.SHA], sha)
						}
						return back
					})
				}
			}
		}
	}
	return undone
}

// stands notices that what was merged is itself undone.
func (w *world) stands(f incident.FollowUp) incident.FollowUp {
	if undo, ok := w.undone[f.SHA]; ok && f.SHA != "" && f.State == incident.Merged {
		f.State, f.At = incident.Undone, undo.CommittedAt
	}
	return f
}
