package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Sync brings every incident up to date: it reads what people wrote, looks up what became of the measures, keeps the
// one status text current and closes what is done. One incident that fails does not stop the others: its error is
// returned joined with the rest, beside all that was followed. What waits in the outbox is sent before, by Send or
// Sweep.
func (e *Engine) Sync(ctx context.Context, chains []incident.Chain) ([]incident.Following, error) {
	return e.follow(ctx, chains, e.keep)
}

// Follow reads as Sync does and writes nothing: what status and report show.
func (e *Engine) Follow(ctx context.Context, chains []incident.Chain) ([]incident.Following, error) {
	return e.follow(ctx, chains, nil)
}

// follow reads every incident. Where there is a keep, it brings each up to date, and what comes out is remembered until
// something changes.
func (e *Engine) follow(ctx context.Context, chains []incident.Chain, keep func(context.Context, *incident.Following, orders) error) ([]incident.Following, error) {
	pages, failures := e.Tracker.List(ctx)
	if !listed(failures) {
		return nil, failures
	}
	if keep != nil {
		var err error
		pages, err = e.heal(ctx, pages)
		failures = errors.Join(failures, err)
	}
	e.remember(pages)
	slices.SortStableFunc(pages, func(a, b incident.Page) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Key, b.Key))
	})
	pages = withoutDuplicates(pages)
	refs, err := e.refsDigest(ctx)
	if err != nil {
		return nil, errors.Join(failures, err)
	}
	before := e.recall()
	blind, err := e.forget(ctx, &before, pages)
	if err != nil {
		return nil, errors.Join(failures, err)
	}
	after := remembered{Options: before.Options, Pages: map[string]settled{}, Pulls: before.Pulls, Seen: before.Seen}
	var w *world
	var out []incident.Following
	defer e.progress("", 0, 0)
	for i, page := range pages {
		e.progress("incidents", i, len(pages))
		if f, ok := before.still(page, refs, e.Now); ok && f.Page.Lost == page.Lost {
			after.Pages[page.Ref] = before.Pages[page.Ref]
			out = append(out, f)
			continue
		}
		if w == nil {
			if w, err = e.look(ctx, chains, oldest(pages, e.Now)); err != nil {
				return nil, errors.Join(failures, err) // nothing new is known of any of them
			}
			if blind = cmp.Or(blind, w.blind); w.blind != nil {
				after.unread(e.Now)
			}
		}
		f, o, err := e.followOne(ctx, w, page, before)
		if err == nil && keep != nil {
			err = keep(ctx, &f, o)
		}
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		if err != nil {
			failures = errors.Join(failures, fmt.Errorf("%s: %w", page.Ref, err))
		} else if keep != nil {
			after.Pages[page.Ref] = settled{UpdatedAt: stamp(page), Refs: refs, Wake: e.wake(f), Following: f}
		}
		out = append(out, f)
	}
	if keep != nil {
		if w != nil { // at least one was looked at
			e.settleOwn(ctx, pages, after)
		}
		e.keepMemory(after)
	}
	return out, errors.Join(failures, blind)
}

// Healer is a tracker on which racing runners may leave two incidents for one chain.
type Healer interface {
	// Heal closes the younger of such incidents, pointing to the older, and returns those it closed.
	Heal(ctx context.Context, pages []incident.Page) (closed []incident.Page, err error)
}

// heal closes the younger of two incidents for one chain, where the tracker may have such, and returns the others.
func (e *Engine) heal(ctx context.Context, pages []incident.Page) ([]incident.Page, error) {
	h, ok := e.Tracker.(Healer)
	if !ok {
		return pages, nil
	}
	healed, err := h.Heal(ctx, pages)
	return slices.DeleteFunc(pages, func(p incident.Page) bool {
		return slices.ContainsFunc(healed, func(h incident.Page) bool { return h.Ref == p.Ref })
	}), err
}

// withoutDuplicates leaves out those that were closed because an older one is about the same chain, where all is told.
// The pages come oldest first.
func withoutDuplicates(pages []incident.Page) []incident.Page {
	keys, aliases := map[string]bool{}, map[string]bool{}
	return slices.DeleteFunc(pages, func(p incident.Page) bool {
		double := keys[p.Key] || aliases[p.Key] || slices.ContainsFunc(p.Aliases, func(a string) bool { return keys[a] })
		if double && p.State == incident.PageClosed {
			return true
		}
		keys[p.Key] = true
		for _, a := range p.Aliases {
			aliases[a] = true
		}
		return false
	})
}

// oldest is from when on the history tells all about the incidents: also of one that was closed long ago, what became
// of its measures.
func oldest(pages []incident.Page, now time.Time) time.Time {
	since := now
	for _, p := range pages {
		if p.CreatedAt.Before(since) {
			since = p.CreatedAt
		}
	}
	// A correction may have landed before the sweep that opened the incident ran.
	return since.AddDate(0, 0, -30)
}

// lately reports whether something happened to a closed incident's page so lately that somebody may have asked for
// something.
func (e *Engine) lately(p incident.Page) bool {
	return e.Now.Sub(p.ClosedAt) < early || e.Now.Sub(p.UpdatedAt) < early
}

// followOne reads one incident and finds what became of it.
func (e *Engine) followOne(ctx context.Context, w *world, page incident.Page, before remembered) (incident.Following, orders, error) {
	f, kept := incident.Following{Page: page}, false
	c, known := w.chains.of(page)
	f.Further = further(c, page)
	if page.State == incident.PageOpen || e.lately(page) || len(e.recent(f.Further)) > 0 {
		whole, have := before.page(page)
		if kept = have && whole.Lost == page.Lost; !kept {
			var err error
			if whole, err = e.Tracker.Read(ctx, page.Ref); err != nil {
				return f, orders{}, err
			}
		}
		f.Page = whole
	}
	parsed, err := checklist.Parse(f.Page.Body, e.hosts()...)
	if err != nil {
		return f, orders{}, err
	}
	f.Progress = incident.Progress{Steps: parsed.Steps, Measures: parsed.Measures}
	if kept {
		f.Progress.Notes = before.Pages[page.Ref].Following.Progress.Notes // about the same text
	} else {
		f.Progress.Notes = e.notes(f.Page.Body, parsed)
		if f.Page.Lost {
			f.Progress.Notes = append([]string{checklist.LostNote(f.Page)}, f.Progress.Notes...)
		}
	}
	if f.Page.Status == "" { // somebody has deleted it; the numbers it showed still hold
		f.Page.Status = before.Pages[page.Ref].Following.Page.Status
	}
	given := obey(&f, e.hosts()...)
	given.asKept = kept

	if known {
		if f.Incident, err = e.gather(ctx, c, nil); err != nil {
			return f, given, err
		}
	} else {
		f.Incident = incident.Incident{Key: page.Key, Kind: page.Kind, UndoneAt: page.CreatedAt}
	}
	if parsed.Owner != "" {
		f.Incident.Owner.Name = parsed.Owner
	}
	if given.unasked.Name == "" {
		given.unasked = f.Incident.Owner
	}
	if given.owner != "" {
		f.Incident.Owner = configured(given.owner)
	}
	w.failure = nil
	e.measures(ctx, w, &f)
	if !f.Incident.UndoneAt.IsZero() {
		f.WatchEnd = f.Incident.UndoneAt.AddDate(0, 0, e.Options.WatchDays)
	}
	f.Again = w.again(ctx, f)
	if w.failure != nil {
		return f, given, w.failure
	}
	f.Progress.Steps = e.facts(f, given)
	f.Outcome = e.outcome(f, given)
	f.Over = e.over(f.Page, f.Further)
	return f, given, nil
}

// notes are what is to be said about an incident's text itself: what could not be read, and words that blame.
func (e *Engine) notes(body string, parsed checklist.Parsed) []string {
	all := parsed.Notes
	if note := checklist.StepsNote(parsed.Missing); note != "" {
		all = append(all, note)
	}
	if commands, wrong := checklist.ParseCommands(body); len(commands)+len(wrong) > 0 {
		all = append(all, checklist.CommandsNote(e.Options.Commands))
	}
	for _, note := range checklist.Wording(body) {
		all = append(all, note.String())
	}
	return all
}

// measures looks up each measure's follow-ups, and those that name the incident itself.
func (e *Engine) measures(ctx context.Context, w *world, f *incident.Following) {
	seen := map[string]bool{} // references and the commits behind them: one change may go by both
	own := map[string]bool{}  // what the incident is about refers to it as well, and follows nothing up
	for _, finding := range f.Incident.Chain.Findings {
		own[finding.SHA] = true
		for _, o := range finding.Offending {
			own[o.SHA] = true
		}
	}
	about := aboutIt(f.Incident)
	for i := range f.Progress.Measures {
		m := &f.Progress.Measures[i]
		for _, ref := range m.Refs {
			ref = e.ours(ref)
			if ref == f.Page.Ref { // it says whose measure it is
				continue
			}
			up := w.followUp(ctx, ref, f.Page)
			if up.SHA != "" && about[up.SHA] || onlyMentions(f, up) { // what the measure is to prevent, or to be like
				continue
			}
			m.FollowUps = append(m.FollowUps, e.standing(ctx, f.Incident, up))
			seen[ref], seen[up.SHA] = true, true
		}
		// The issue that a measure was made into says so; one that people have put there by hand carries its words.
		for _, l := range f.Page.Links {
			if l.Via == incident.ViaSubIssue && (l.For == measureID(f.Page.Key, *m) || l.For == "" && l.Title == m.Text) && !seen[l.Ref] {
				m.FollowUps = append(m.FollowUps, e.standing(ctx, f.Incident, w.stands(l)))
				seen[l.Ref], seen[l.SHA] = true, true
			}
		}
	}
	var named []incident.FollowUp
	for _, key := range append([]string{f.Page.Ref}, f.Page.Keys()...) {
		named = append(named, w.corrections[key]...)
	}
	for _, l := range f.Page.Links {
		if !e.outside(l.Ref) {
			named = append(named, w.followUp(ctx, l.Ref, f.Page))
		}
	}
	for _, n := range named {
		if !seen[n.Ref] && !onlyMentions(f, n) && (n.SHA == "" || !seen[n.SHA] && !own[n.SHA]) {
			seen[n.Ref], seen[n.SHA] = true, true
			f.Others = append(f.Others, e.standing(ctx, f.Incident, n))
		}
	}
}

// standing adds to a merged follow-up which releases hold it and which branches still lack it.
func (e *Engine) standing(ctx context.Context, in incident.Incident, f incident.FollowUp) incident.FollowUp {
	if f.State != incident.Merged || f.SHA == "" {
		return f
	}
	tags, tips, err := e.releaseTips(ctx)
	if err != nil {
		return f
	}
	if with, err := e.History.Containing(ctx, f.SHA, tips); err == nil {
		f.Releases = inTagOrder(tags, func(name string) bool { return slices.Contains(with, name) })
	}
	branches, err := e.History.Branches(ctx)
	if err != nil {
		return f
	}
	heads := map[string]string{}
	for _, b := range branches {
		heads[b.Name] = b.Commit
	}
	for _, b := range in.Branches {
		with, err := e.History.Containing(ctx, f.SHA, map[string]string{b.Name: heads[b.Name]})
		if err == nil && len(with) == 0 {
			f.Missing = append(f.Missing, b.Name)
		}
	}
	return f
}

// again finds the reverts and hotfixes on the incident's paths during its watch, and those by which its own change was
// undone again, whenever that was. Of another chain the first counts, and each by which it undid the same once more:
// the others are the same mending, told again.
func (w *world) again(ctx context.Context, f incident.Following) []incident.Finding {
	paths := map[string]bool{}
	for _, p := range f.Incident.Paths {
		paths[p] = !incident.Shared(p)
	}
	own := map[string]bool{}
	for _, mine := range f.Incident.Chain.Findings {
		own[mine.SHA] = true
	}
	anew := map[string]bool{}
	for _, mine := range f.Incident.Chain.Again() {
		anew[mine.SHA] = true
	}
	var out []incident.Finding
	told := map[string]bool{} // chains
	for _, next := range w.findings {
		at, chain := next.Since(), w.chainOf[next.SHA]
		switch {
		case !at.After(f.Incident.UndoneAt):
			continue
		case anew[next.SHA]:
			out = append(out, next)
			continue
		case own[next.SHA] || at.After(f.WatchEnd) || told[chain] && next.Reason != string(incident.ReasonAgain):
			continue
		}
		if slices.ContainsFunc(w.paths(ctx, next.SHA), func(path string) bool { return paths[path] }) {
			told[chain] = true
			out = append(out, next)
		}
	}
	return out
}

// facts marks the steps that are done because the history, or a command, shows it.
func (e *Engine) facts(f incident.Following, o orders) []incident.StepState {
	steps := slices.Clone(f.Progress.Steps)
	for i := range steps {
		switch steps[i].ID {
		case incident.Acknowledge:
			steps[i].Fact = o.acknowledged
		case incident.Correct:
			steps[i].Fact = corrected(f.Progress.Measures)
		case incident.Solve:
			steps[i].Fact = len(f.Incident.Branches) > 0 && everywhere(f.Incident.Branches) && len(f.Incident.Undone) > 0 &&
				!slices.ContainsFunc(f.Incident.Chain.Again(), f.Incident.RepairUndone)
		case incident.Improve:
			steps[i].Fact = f.Quiet(e.Now) && corrected(f.Progress.Measures)
		}
	}
	return steps
}

// corrected reports whether there are measures, and all are done.
func corrected(ms []incident.Measure) bool {
	return len(ms) > 0 && !slices.ContainsFunc(ms, func(m incident.Measure) bool { return !m.Done() })
}

func everywhere(bs []incident.BranchState) bool {
	return !slices.ContainsFunc(bs, func(b incident.BranchState) bool { return !b.HasFix })
}

// outcome says what ends the incident now, if anything does. An incident without a single measure does not end by
// itself: deciding that none is needed is a conscious act. Nor does one that a person opened again.
func (e *Engine) outcome(f incident.Following, o orders) incident.Outcome {
	switch {
	case o.dismissed != "":
		return incident.Dismissed
	case o.closed:
		return incident.ByPerson
	case f.Page.Reopened:
		return incident.Ongoing
	case slices.ContainsFunc(f.Incident.Relands, func(r incident.Reland) bool { return r.Precaution }):
		return incident.Precautionary
	case f.Quiet(e.Now) && corrected(f.Progress.Measures):
		return incident.Improved
	case f.Page.NotPlanned:
		return incident.Dismissed
	case f.Page.State == incident.PageClosed:
		return incident.ByPerson
	}
	return incident.Ongoing
}
