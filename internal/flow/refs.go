package flow

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// followUp says how far the change behind a reference in an incident's page has come: "#34", "owner/name#34", or a
// commit.
func (w *world) followUp(ctx context.Context, ref string, page incident.Page) incident.FollowUp {
	if f, ok := w.landed[ref]; ok {
		f.Via = incident.ViaLink
		return f
	}
	for _, l := range page.Links {
		if l.Ref == ref {
			return w.stands(l)
		}
	}
	f := incident.FollowUp{Ref: ref, State: incident.Named, Via: incident.ViaLink}
	if strings.Contains(ref, "#") {
		if page.State == incident.PageClosed && !w.e.lately(page) {
			return w.stands(f) // nobody waits for that, and there may be hundreds
		}
		return w.stands(w.ask(ctx, ref))
	}
	sha, err := w.e.History.Expand(ctx, ref)
	if err != nil {
		return f
	}
	if c, err := w.e.History.Commit(ctx, sha); err == nil {
		f.Title, f.At, f.SHA, f.State = c.Subject(), c.CommittedAt, sha, incident.Proposed
	}
	if on, err := w.e.History.Containing(ctx, sha, map[string]string{w.main.Name: w.main.Commit}); err == nil && len(on) > 0 {
		f.State = incident.Merged
	}
	if undo, ok := w.undone[sha]; ok {
		f.State, f.At = incident.Undone, undo.CommittedAt
	}
	return f
}

// maxAsked is how many references one run asks the forge about.
const maxAsked = 50

// ask asks the forge what stands behind a number of its repository, once a run. Of other repositories it might not be
// told, and what it can't say is named, and no more.
func (w *world) ask(ctx context.Context, ref string) incident.FollowUp {
	if f, asked := w.numbered[ref]; asked {
		return f
	}
	f := incident.FollowUp{Ref: ref, State: incident.Named, Via: incident.ViaLink}
	number, own := strings.CutPrefix(ref, "#")
	if n, err := strconv.Atoi(number); own && err == nil && w.e.Forge != nil && len(w.numbered) < maxAsked {
		switch known, err := w.e.Forge.Numbered(ctx, n); {
		case err == nil:
			f, f.Via = known, incident.ViaLink
		case passing(err):
			f.State = incident.Unasked
		}
		w.numbered[ref] = f
	}
	return f
}

// aboutIt are the commits that an incident tells of, and the merges by which they landed: what was undone or repaired,
// and what did so. What put the change back since, or carried the remedy to another branch, is none of them.
func aboutIt(in incident.Incident) map[string]bool {
	about := map[string]bool{}
	for _, fact := range append([]incident.CommitFact{in.Finding}, in.Offending...) {
		about[fact.SHA], about[fact.LandedBy] = true, true
		if by := fact.UndoneBy; by != nil {
			about[by.SHA], about[by.LandedBy] = true, true
		}
	}
	return about
}

// onlyMentions reports whether what refers to the incident follows nothing up: it does not say that it corrects
// anything, and it landed before there was anything to correct. One such is the pull request that brought the change:
// ownup's own comment on it mentions the incident.
func onlyMentions(f *incident.Following, up incident.FollowUp) bool {
	const together = time.Minute // GitHub dates the commits of a merge and the merge itself seconds apart
	return len(f.Incident.Chain.Findings) > 0 && up.State == incident.Merged && up.Via != incident.ViaTrailer && up.Via != incident.ViaKeyword &&
		!up.At.After(f.Incident.UndoneAt.Add(together))
}

// outside reports whether a reference leads to a repository of another owner. Anybody can mention an incident there, as
// in a fork, or where notes of a release are quoted, and nothing of that lands here.
func (e *Engine) outside(ref string) bool {
	repository, _, _ := strings.Cut(ref, "#")
	owner, _, elsewhere := strings.Cut(repository, "/")
	ours, _, _ := strings.Cut(e.Options.Repository, "/")
	return elsewhere && !strings.EqualFold(owner, ours)
}
