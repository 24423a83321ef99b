package github

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

const (
	// maxTitle is the longest title GitHub takes, in characters.
	maxTitle = 256
	// overlap is how far back a look at what changed since the last one reaches, so that clocks of GitHub's that differ
	// a little hide nothing.
	overlap = 2 * time.Minute
	// settling is the wait before a look for an issue whose creation was not confirmed: it may still be under way.
	settling = 2 * time.Second
	// justNow is how long a listing needs no second look before an issue is created: what comes in between is healed by
	// the look after it, as is what comes in between a second look and the creation.
	justNow = 5 * time.Second
)

// Open opens the incident, unless one with its key or an alias is there, open or closed: then it returns that one and
// false.
//
// It looks first, creates, and looks again: of two that were opened at the same moment the younger is closed with a
// pointer to the older, by whoever sees them, so that any order of any runners ends with the same one. A creation whose
// answer was lost is looked for before it is tried again. An error beside a page says that the page is there but
// something about it is left to do: opening it once more does it.
func (t *Tracker) Open(ctx context.Context, d incident.Draft) (incident.Page, bool, error) {
	if err := t.sound(d); err != nil {
		return incident.Page{}, false, err
	}
	found, err := t.before(ctx, d)
	if err != nil {
		return incident.Page{}, false, err
	}
	if len(found) > 0 {
		page, _, err := t.heal(ctx, found)
		return page, false, err
	}
	labels := d.Labels
	if !slices.Contains(labels, t.o.Label) {
		labels = append([]string{t.o.Label}, labels...)
	}
	proven, err := t.ensure(ctx, labels)
	if !proven {
		if unready := t.ready(ctx); unready != nil {
			return incident.Page{}, false, unready
		}
	}
	if err != nil {
		return incident.Page{}, false, err
	}
	mine, err := t.create(ctx, d, labels)
	if err != nil {
		return incident.Page{}, false, err
	}
	if !slices.Contains(mine.Labels, t.o.Label) {
		if err := t.unlabelled(ctx, mine, labels); err != nil {
			return incident.Page{}, false, err
		}
		mine.Unlabelled = false
	}
	t.remember(mine)
	found, err = t.look(ctx, d)
	t.mu.Lock()
	t.opened = t.c.Requests()
	t.mu.Unlock()
	if err != nil {
		// It is open; a race, if there was one, is healed by the next look.
		return mine, true, nil
	}
	page, _, err := t.heal(ctx, found)
	return page, page.Number == mine.Number, err
}

// sound refuses a draft that GitHub would not take, or that would not be found again.
func (t *Tracker) sound(d incident.Draft) error {
	if err := bounded("incident's text", d.Body); err != nil {
		return err
	}
	if strings.TrimSpace(d.Title) == "" || d.Key == "" {
		return &incident.Problem{Kind: incident.Failed, Sentence: "An incident needs a title and a key."}
	}
	if key, _, ok := t.o.Markers.Page(d.Body); !ok || key != d.Key {
		return &incident.Problem{Kind: incident.Failed, Sentence: fmt.Sprintf("The text of incident %s does not carry its marker, so it could not be found again: the template must keep {{.Marker}}.", d.Key)}
	}
	return nil
}

// mayLack reports whether the token's account may lack the right to label, for all that is known. What repositories say
// of an App's token is not about issues; the requests themselves will tell.
func (t *Tracker) mayLack() bool {
	return !t.c.pushes() && !strings.HasPrefix(t.c.transport.token, installation)
}

// ready refuses early what GitHub would refuse late or, worse, do by half.
func (t *Tracker) ready(ctx context.Context) error {
	if !t.mayLack() {
		return nil
	}
	r, err := t.c.repository(ctx, false)
	if err != nil {
		return err
	}
	switch {
	case r.GetArchived():
		return &incident.Problem{Kind: incident.Gone, Sentence: fmt.Sprintf("The repository %s is archived, so no incident can be opened in it; %s.", t.c.Repo(), t.c.transport.advice.archived)}
	case r.HasIssues != nil && !*r.HasIssues:
		return &incident.Problem{Kind: incident.Gone, Sentence: fmt.Sprintf("Issues are disabled in %s: %s.", t.c.Repo(), t.c.transport.advice.disabled)}
	}
	// Someone without triage access may open issues, but GitHub silently drops their labels.
	p := r.GetPermissions()
	if len(p) == 0 || p["triage"] || p["push"] || p["maintain"] || p["admin"] {
		return nil
	}
	login, err := t.c.Login(ctx)
	if err != nil || strings.HasSuffix(login, "[bot]") {
		return err
	}
	return &incident.Problem{Kind: incident.Permission, Sentence: fmt.Sprintf("%s may not label issues in %s: opening an incident needs at least the triage role there.", cmp.Or(login, "The token's account"), t.c.Repo())}
}

// before returns the incidents that match the draft before it is opened, oldest first. What a listing of a moment ago
// shows need not be asked again.
func (t *Tracker) before(ctx context.Context, d incident.Draft) ([]incident.Page, error) {
	t.mu.Lock()
	recent := t.covers(d) && !t.listed.IsZero() && t.c.transport.now().Sub(t.listed) < justNow
	t.mu.Unlock()
	if recent {
		if found, stale := t.matching(d); !stale {
			return found, nil
		}
	}
	return t.look(ctx, d)
}

// covers reports whether the known incidents are complete as far as the draft goes. The caller holds the lock.
func (t *Tracker) covers(d incident.Draft) bool {
	return !t.asOf.IsZero() && (t.from.IsZero() || !d.Since.IsZero() && !d.Since.Before(t.from))
}

// look returns the incidents that match the draft, oldest first. No incident of a chain is older than the chain, so the
// listing goes back to its beginning; after that, only what changed since is asked for.
func (t *Tracker) look(ctx context.Context, d incident.Draft) ([]incident.Page, error) {
	t.mu.Lock()
	covered, since := t.covers(d), t.asOf.Add(-overlap)
	t.mu.Unlock()
	var err error
	if covered {
		_, err = t.Changed(ctx, since)
	} else {
		_, err = t.Opened(ctx, d.Since)
	}
	if err != nil {
		return nil, err
	}
	found, stale := t.matching(d)
	if !stale {
		return found, nil
	}
	return t.confirm(ctx, d, found)
}

// confirm reads those of the incidents found that only the index of an earlier run knows, and returns those that match
// the draft: what counts is what GitHub says now.
func (t *Tracker) confirm(ctx context.Context, d incident.Draft, found []incident.Page) ([]incident.Page, error) {
	for _, p := range found {
		if t.isFresh(p.Number) {
			continue
		}
		issue, err := t.issue(ctx, p.Number)
		if err == nil && t.stillHere(&issue.Issue) {
			var now incident.Page
			var ok bool
			if now, ok, err = t.accept(ctx, issue); ok {
				t.remember(now)
				continue
			}
		}
		if kind := incident.ProblemOf(err); err != nil && kind != incident.NotFound && kind != incident.Gone {
			return nil, err
		}
		t.drop(p.Number)
	}
	found, _ = t.matching(d)
	return found, nil
}

// matching returns the known incidents that match the draft, oldest first; stale says that some are known from an
// earlier run only.
func (t *Tracker) matching(d incident.Draft) (found []incident.Page, stale bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.known {
		if p.Key == d.Key || slices.Contains(d.Aliases, p.Key) || slices.Contains(p.Aliases, d.Key) {
			found = append(found, p)
			stale = stale || !t.fresh[p.Number]
		}
	}
	slices.SortFunc(found, func(a, b incident.Page) int { return a.Number - b.Number })
	return found, stale
}

func (t *Tracker) remember(p incident.Page) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known[p.Number], t.fresh[p.Number] = p, true
}

// stillHere reports whether an issue is still one of this repository, and not transferred to another.
func (t *Tracker) stillHere(issue *gh.Issue) bool {
	return strings.HasSuffix(strings.ToLower(issue.GetRepositoryURL()), "/repos/"+strings.ToLower(t.c.Repo()))
}

func (t *Tracker) isFresh(number int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.fresh[number]
}

func (t *Tracker) drop(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, number)
}

// create creates the issue of an incident.
func (t *Tracker) create(ctx context.Context, d incident.Draft, labels []string) (incident.Page, error) {
	open := func() (incident.Page, error) {
		issue, err := t.createIssue(ctx, d.Title, d.Body, labels, d.Assignees)
		if err != nil {
			return incident.Page{}, err
		}
		t.mu.Lock()
		t.notes[issue.GetNumber()] = &notes{ids: map[string]int64{}} // nothing has been said there yet
		t.mu.Unlock()
		t.c.learnLogin(issue.GetUser().GetLogin())
		return t.page(&wholeIssue{Issue: *issue}, d.Key, d.Aliases), nil
	}
	return once(ctx, t.c.transport, open, func() ([]incident.Page, error) { return t.look(ctx, d) })
}

// once makes something. Where it may have been made though that was not confirmed, it is looked for, twice with a
// pause, before that is tried once more.
func once[T any](ctx context.Context, tr *transport, attempt func() (T, error), look func() ([]T, error)) (made T, err error) {
	for range 2 {
		if made, err = attempt(); !uncertain(err) {
			return made, err
		}
		for range 2 {
			found, looking := look()
			if looking != nil {
				return made, err
			}
			if len(found) > 0 {
				return found[0], nil
			}
			if tr.sleep(ctx, settling) != nil {
				return made, err
			}
		}
	}
	return made, err
}

// createIssue creates an issue; someone who left, and so can no longer be assigned, is left out.
func (t *Tracker) createIssue(ctx context.Context, about, body string, labels, people []string) (*gh.Issue, error) {
	body = clean(body)
	request := &gh.IssueRequest{Title: gh.String(title(about)), Body: &body, Labels: &labels}
	if people = assignable(people); len(people) > 0 {
		request.Assignees = &people
	}
	owner, name := t.c.at(ctx)
	issue, _, err := t.c.gh.Issues.Create(ctx, owner, name, request)
	if err = problem(ctx, err); err != nil && request.Assignees != nil && complains(err, "assignees", "") {
		request.Assignees = nil
		issue, _, err = t.c.gh.Issues.Create(ctx, owner, name, request)
		err = problem(ctx, err)
	}
	if err == nil && issue.GetNumber() == 0 {
		err = t.c.transport.failed(incident.Unavailable, &failure{uncertain: true}, "GitHub did not say which issue it has created.")
	}
	return issue, err
}

// unlabelled mends an issue that was created without its labels, and takes it back where that is not allowed:
// nobody would find it again, and the next run would open another.
func (t *Tracker) unlabelled(ctx context.Context, p incident.Page, labels []string) error {
	err := t.Label(ctx, p.Ref, labels, nil)
	if err == nil || incident.ProblemOf(err) == incident.Unavailable {
		return err
	}
	if _, closing := t.setState(ctx, p.Number, "closed", "not_planned"); closing != nil {
		return closing
	}
	return err
}

// heal closes all but the oldest of several incidents of one chain, each with a pointer to the oldest. What a person
// has opened again stays so. It returns the oldest and those it closed, as they were.
func (t *Tracker) heal(ctx context.Context, found []incident.Page) (oldest incident.Page, closed []incident.Page, err error) {
	found = whole(found)
	oldest = found[0]
	for _, p := range found[1:] {
		if p.State != incident.PageOpen || p.Reopened {
			continue
		}
		text := fmt.Sprintf("This is being followed in %s, which was opened a moment earlier for the same change. Closing this one, so that there is one place to look.", oldest.Ref)
		if oldest.State == incident.PageClosed {
			text = fmt.Sprintf("%s was opened a moment earlier for the same change, and is closed. Closing this one as well; reopen either to take it up again.", oldest.Ref)
		}
		if err := t.closeDouble(ctx, p.Number, oldest.Number, text); err != nil {
			return oldest, closed, err
		}
		closed = append(closed, p)
		p.State = incident.PageClosed
		t.remember(p)
	}
	return oldest, closed, nil
}

// closeDouble closes the younger of two issues that are about the same, with what is to be said of the older.
func (t *Tracker) closeDouble(ctx context.Context, younger, oldest int, text string) error {
	if err := t.commentOnce(ctx, younger, fmt.Sprintf("duplicate-of-%d", oldest), text); err != nil {
		return err
	}
	_, err := t.setState(ctx, younger, "closed", "not_planned")
	return err
}

// whole leaves out the pages that have lost their marker or their label where another has not: what people wrote since
// is there.
func whole(found []incident.Page) []incident.Page {
	lost := func(p incident.Page) bool { return p.Lost || p.Unlabelled }
	if rest := slices.DeleteFunc(slices.Clone(found), lost); len(rest) > 0 {
		return rest
	}
	return found
}

// Heal closes the younger of several open incidents of one chain among the pages given, and returns those.
func (t *Tracker) Heal(ctx context.Context, pages []incident.Page) (closed []incident.Page, err error) {
	for _, group := range byChain(pages) {
		_, some, err := t.heal(ctx, group)
		closed = append(closed, some...)
		if err != nil {
			return closed, err
		}
	}
	slices.SortFunc(closed, func(a, b incident.Page) int { return a.Number - b.Number })
	return closed, nil
}

// byChain puts pages that answer to one another's keys together, oldest first: runners may know a chain by different
// commits of it.
func byChain(pages []incident.Page) [][]incident.Page {
	var groups [][]incident.Page
	keys, aliases := map[string]int{}, map[string]int{} // key or alias → place of its group
	for _, p := range slices.SortedFunc(slices.Values(pages), func(a, b incident.Page) int { return a.Number - b.Number }) {
		place, found := keys[p.Key]
		if !found {
			place, found = aliases[p.Key]
		}
		for _, a := range p.Aliases {
			if !found {
				place, found = keys[a]
			}
		}
		if !found {
			place = len(groups)
			groups = append(groups, nil)
		}
		groups[place] = append(groups[place], p)
		for _, a := range p.Aliases {
			aliases[a] = place
		}
		keys[p.Key] = place
	}
	return groups
}

// clean replaces what JSON and GitHub's database do not take: bytes that are no UTF-8, and NUL.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

func title(s string) string {
	s = strings.Join(strings.Fields(clean(s)), " ")
	if r := []rune(s); len(r) > maxTitle {
		return string(r[:maxTitle-1]) + "…"
	}
	return s
}

// assignable are the logins among names: GitHub assigns people, not teams, and at most ten.
func assignable(names []string) []string {
	var out []string
	for _, n := range names {
		if n = strings.TrimPrefix(n, "@"); n != "" && !strings.ContainsAny(n, "/ ") && len(out) < 10 {
			out = append(out, n)
		}
	}
	return out
}
