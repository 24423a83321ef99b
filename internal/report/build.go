package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
)

const (
	defaultWeeks = 8
	maxHeld      = 10 // of one reason
	maxRepeats   = 10
	otherClock   = time.Hour // how far ahead the tracker's clock may be
)

// Build makes the review of the week from in.From up to in.To.
func Build(in Input) Report {
	r := Report{
		Version: 1, Repository: quote.Clean(in.Repository, 0), From: in.From, To: in.To, Shallow: in.Shallow,
		Wins: []Win{}, New: []Entry{}, Overdue: []Late{}, Unowned: []Entry{}, Undecided: []Entry{}, Held: []HeldGroup{},
	}
	if in.Now.IsZero() {
		in.Now = in.To
	}
	in.Followed = slices.DeleteFunc(slices.Clone(in.Followed), func(f incident.Following) bool {
		return f.Page.CreatedAt.After(in.To.Add(otherClock)) // a review of an earlier time knows nothing of it
	})
	for _, f := range in.Followed {
		r.follow(f, in)
	}
	for _, e := range in.Queued {
		e.Ref, e.Title, e.Detail = quote.Clean(e.Ref, 0), quote.Clean(e.Title, 0), "since "+e.At.UTC().Format(time.DateOnly)+": "+quote.Clean(e.Detail, 0)
		r.Queued = append(r.Queued, e)
	}
	r.Undecided = append(r.Undecided, unswept(in)...)
	slices.SortStableFunc(r.Wins, func(a, b Win) int { return cmp.Or(winOrder(a.Kind)-winOrder(b.Kind), a.At.Compare(b.At)) })
	slices.SortStableFunc(r.New, func(a, b Entry) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(r.Overdue, func(a, b Late) int { return cmp.Compare(b.Days, a.Days) })

	r.Trend = trend(in)
	r.Held = held(in)
	r.Repeats = repeats(in, r.Trend[0].From)
	r.Figures = figures(&r, in)
	r.Footnotes = footnotes(r)
	r.Headline = headline(r)
	return r
}

// within reports whether t lies in the week.
func (in Input) within(t time.Time) bool { return !t.Before(in.From) && t.Before(in.To) }

// follow sorts one incident into the lists.
func (r *Report) follow(f incident.Following, in Input) {
	open := f.Page.State != incident.PageClosed
	e := entry(f)
	if in.within(f.Page.CreatedAt) {
		detail := ""
		if f.Outcome == incident.Dismissed {
			detail = setAside
		} else if !open && !f.Over {
			detail = "closed"
		}
		r.New = append(r.New, e.with(detail))
	}
	if !open && in.within(f.Page.ClosedAt) && f.Outcome != incident.Dismissed && !f.Over {
		r.Wins = append(r.Wins, e.win(Closed, closedHow(f), f.Page.ClosedAt))
	}
	for _, m := range f.Progress.Measures {
		r.measure(e, m, in, open)
	}
	for _, u := range f.Others {
		r.merged(e, u, quote.Clean(u.Title, 0), in)
	}
	files := f.Incident.Watched()
	watched := files > 0 && f.WatchEnd.After(f.Page.CreatedAt) && f.Outcome != incident.Dismissed // else nobody was watching
	if watched && len(f.Again) == 0 && in.within(f.WatchEnd) {
		r.Wins = append(r.Wins, e.win(QuietWatch, incident.Count(files, "file"), f.WatchEnd))
	}
	again := failedAgain(f, in)
	if again != "" && (open || f.Over) {
		r.again++
		r.Undecided = append(r.Undecided, e.with(again))
	}
	if !open {
		return
	}
	r.Open++
	if f.Incident.Owner.Name == "" && len(f.Page.Assignees) == 0 {
		r.Unowned = append(r.Unowned, e)
	} else if n := ownerless(f.Progress.Measures); n > 0 {
		r.Unowned = append(r.Unowned, e.with(incident.Count(n, "measure")+" without a name"))
	}
	if d := undecided(f, in.Now); d != "" && again == "" && !in.within(f.Page.CreatedAt) { // a new one is listed as such
		r.Undecided = append(r.Undecided, e.with(d))
	}
}

func (r *Report) measure(e Entry, m incident.Measure, in Input, open bool) {
	text := quote.Clean(m.What(), 0)
	for _, u := range m.FollowUps {
		if r.merged(e, u, text, in) {
			break // a measure counts once
		}
	}
	if open && m.Overdue(in.Now) {
		r.Overdue = append(r.Overdue, Late{
			Ref: e.Ref, URL: e.URL, Title: e.Title, Measure: text, Owner: quote.Clean(strings.TrimPrefix(m.Owner, "@"), 0),
			Due: m.Due.Format(time.DateOnly), Days: int(in.Now.Sub(m.Due.AddDate(0, 0, 1))/(24*time.Hour)) + 1,
		})
	}
}

// merged counts a follow-up that was merged in the week among the wins, and reports whether it was.
func (r *Report) merged(e Entry, u incident.FollowUp, detail string, in Input) bool {
	if u.State != incident.Merged || !in.within(u.At) {
		return false
	}
	w := e.win(MeasureMerged, detail, u.At)
	w.Change = quote.Clean(u.Ref, 0)
	r.Wins = append(r.Wins, w)
	return true
}

func (e Entry) win(kind WinKind, detail string, at time.Time) Win {
	return Win{Kind: kind, Ref: e.Ref, URL: e.URL, Title: e.Title, Detail: detail, At: at}
}

func (e Entry) with(detail string) Entry {
	e.Detail = detail
	return e
}

func entry(f incident.Following) Entry {
	e := Entry{
		Ref: quote.Clean(f.Page.Ref, 0), URL: quote.URL(f.Page.URL), Kind: f.Page.Kind, Title: quote.Clean(f.Page.Title, 0),
		Steps: f.Progress.Done(), At: f.Page.CreatedAt,
	}
	if !f.Incident.UndoneAt.Equal(f.Page.CreatedAt) { // else it is not known, and the watch counts from the opening
		e.UndoneAt = f.Incident.UndoneAt
	}
	return e
}

func closedHow(f incident.Following) string {
	switch f.Outcome {
	case incident.Improved:
		return "measures in place, and quiet since"
	case incident.Precautionary:
		return "the change came back as it was: a precaution"
	}
	return fmt.Sprintf("%d of %d steps done", f.Progress.Done(), len(incident.Steps))
}

// failedAgain says that what an incident is about was undone once more in the week, and when.
func failedAgain(f incident.Following, in Input) string {
	word := ""
	for _, again := range f.Incident.Chain.Again() {
		if in.within(again.Since()) {
			word = f.Incident.HowAgain(again) + " on " + again.Since().UTC().Format(time.DateOnly)
		}
	}
	if word != "" && f.Over {
		word += ", after it was closed"
	}
	return word
}

func ownerless(ms []incident.Measure) int {
	n := 0
	for _, m := range ms {
		if m.Owner == "" && !m.Done() {
			n++
		}
	}
	return n
}

// undecided says what an open incident waits for, by then, that only people can decide.
func undecided(f incident.Following, by time.Time) string {
	if len(f.Progress.Measures) == 0 {
		if open := incident.Duration(by.Sub(f.Page.CreatedAt)); open != "" {
			return "no measure in " + open
		}
		return "no measure yet"
	}
	n := 0
	for _, m := range f.Progress.Measures {
		if m.Due.IsZero() && !m.Done() {
			n++
		}
	}
	if n > 0 {
		return incident.Count(n, "measure") + " without a date"
	}
	return ""
}

// setAside is the detail of a new incident of which a person has said that it is none.
const setAside = "set aside"

// notSwept is the detail of a revert or hotfix that asks for an incident and has none that is listed: no sweep that
// looks back so far has run since, or a person has taken off its label.
const notSwept = "not an incident yet: a sweep opens one, or says why not"

// unswept are the chains of the week that ask for an incident and have none.
func unswept(in Input) []Entry {
	known := map[string]bool{}
	for _, f := range in.Followed {
		for _, key := range f.Page.Keys() {
			known[key] = true
		}
	}
	for _, e := range in.Queued {
		known[e.Ref] = true
	}
	var out []Entry
	for _, c := range in.Chains {
		f := c.Opening()
		if c.Verdict.Decision != incident.Open || !in.within(f.Since()) || known[c.Key] || known[incident.Key(f.Kind, f.SHA)] {
			continue
		}
		out = append(out, Entry{Ref: incident.Short(f.SHA), Kind: f.Kind, Title: quote.Clean(f.Subject, 0), Detail: notSwept, At: f.Since()})
	}
	return out
}

func winOrder(k WinKind) int { return slices.Index([]WinKind{Closed, MeasureMerged, QuietWatch}, k) }

// held groups the chains of the week that were not made incidents, the most frequent reason first.
func held(in Input) []HeldGroup {
	groups := map[incident.Reason]*HeldGroup{}
	asked, _ := in.asked()
	for _, c := range in.Chains {
		f := c.Opening()
		if c.Verdict.Decision != incident.Hold || asked[c.Key] || !in.within(f.Since()) {
			continue
		}
		g := groups[c.Verdict.Reason]
		if g == nil {
			reason := quote.Clean(string(c.Verdict.Reason), 0) // one that is not known here stands for itself
			g = &HeldGroup{Reason: incident.Reason(reason), Why: cmp.Or(c.Verdict.Reason.Sentence(), reason), Items: []HeldItem{}}
			groups[c.Verdict.Reason] = g
		}
		g.Count++
		g.Items = append(g.Items, HeldItem{SHA: f.SHA, Kind: f.Kind, Subject: quote.Clean(f.Subject, 0), Detail: quote.Clean(c.Verdict.Detail, 0), At: f.Since()})
	}
	out := make([]HeldGroup, 0, len(groups))
	for _, g := range groups {
		slices.SortStableFunc(g.Items, func(a, b HeldItem) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.SHA, b.SHA)) })
		g.Items = g.Items[:min(len(g.Items), maxHeld)]
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b HeldGroup) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Reason, b.Reason))
	})
	return out
}

// repeats finds the paths that more than one incident since then touched. Files that share their incidents are shown as
// one.
func repeats(in Input, since time.Time) []Repeat {
	refs := map[string]string{} // key → what people call it
	byPath := map[string]map[string]bool{}
	add := func(path, key string) {
		if byPath[path] == nil {
			byPath[path] = map[string]bool{}
		}
		byPath[path][key] = true
	}
	for _, f := range in.Followed {
		at := f.Incident.UndoneAt
		if at.IsZero() {
			at = f.Page.CreatedAt
		}
		if at.Before(since) || !at.Before(in.To) || f.Outcome == incident.Dismissed {
			continue
		}
		refs[f.Page.Key] = entry(f).Ref
		for _, p := range f.Incident.Paths {
			if !incident.Shared(p) {
				add(p, f.Page.Key)
			}
		}
	}
	groups := map[string][]string{} // the incidents' keys → paths
	for path, keys := range byPath {
		if len(keys) > 1 {
			id := strings.Join(slices.Sorted(maps.Keys(keys)), " ")
			groups[id] = append(groups[id], path)
		}
	}
	out := make([]Repeat, 0, len(groups))
	for id, paths := range groups {
		rep := Repeat{Path: quote.Clean(common(paths), 0), Files: len(paths)}
		for _, key := range strings.Split(id, " ") {
			rep.Refs = append(rep.Refs, refs[key])
		}
		rep.Count = len(rep.Refs)
		out = append(out, rep)
	}
	slices.SortFunc(out, func(a, b Repeat) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.Files, a.Files), cmp.Compare(a.Path, b.Path))
	})
	return out[:min(len(out), maxRepeats)]
}

// common returns the one path, or the directory that all of them share.
func common(paths []string) string {
	slices.Sort(paths) // a file may have become a directory
	dir := paths[0]
	for _, p := range paths[1:] {
		for dir != "" && !strings.HasPrefix(p, strings.TrimSuffix(dir, "/")+"/") {
			dir = strings.TrimSuffix(dir, "/")
			dir = dir[:strings.LastIndexByte(dir, '/')+1]
		}
	}
	if dir == "" {
		return "several places"
	}
	return dir
}
