package flow

import (
	"context"
	"strconv"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// followUp says how far the change behind a reference in an incident's page has come: "#34", "owner/name#34", or a
// commit.
func (w *world) followUp(ctx context.Context, e *Engine, ref string, page incident.Page) incident.FollowUp {
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
		if page.State == incident.PageClosed && !e.lately(page) {
			return w.stands(f) // nobody waits for that, and there may be hundreds
		}
		return w.stands(w.ask(ctx, e, ref))
	}
	sha, err := e.History.Expand(ctx, ref)
	if err != nil {
		return f
	}
	if c, err := e.History.Commit(ctx, sha); err == nil {
		f.Title, f.At, f.SHA, f.State = c.Subject(), c.CommittedAt, sha, incident.Proposed
	}
	if on, err := e.History.Containing(ctx, sha, map[string]string{w.main.Name: w.main.Commit}); err == nil && len(on) > 0 {
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
func (w *world) ask(ctx context.Context, e *Engine, ref string) incident.FollowUp {
	if f, asked := w.numbered[ref]; asked {
		return f
	}
	f := incident.FollowUp{Ref: ref, State: incident.Named, Via: incident.ViaLink}
	number, own := strings.CutPrefix(ref, "#")
	if n, err := strconv.Atoi(number); own && err == nil && e.Forge != nil && len(w.numbered) < maxAsked {
		if known, err := e.Forge.Numbered(ctx, n); err == nil {
			f, f.Via = known, incident.ViaLink
		}
		w.numbered[ref] = f
	}
	return f
}
