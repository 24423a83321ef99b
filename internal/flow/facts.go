package flow

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/scan"
)

// areaMemory is how far back earlier incidents on the same paths are looked for. A year covers the release
// cycles of the projects that were surveyed.
const areaMemory = 365 * 24 * time.Hour

// gather collects every fact that the history alone can give of a chain. What can't be established becomes a
// sentence in Unknown; only a cancelled context is an error.
func (e *Engine) gather(ctx context.Context, c incident.Chain, all []incident.Chain) (incident.Incident, error) {
	opener := c.Opening()
	main, err := e.History.Default(ctx)
	gone := e.withoutMerges(ctx, undone(c, opener))
	e.chiefFirst(ctx, gone, opener)
	teller := opener // the finding that undid what the incident is named after
	if len(gone) > 0 {
		teller = gone[0].by
	}
	in := incident.Incident{
		Key:     c.Key,
		Aliases: scan.Aliases(c),
		Kind:    opener.Kind,
		Chain:   c,
		Partial: teller.Kind == incident.Revert && teller.Partial,
		Because: teller.Because,
	}
	if err != nil {
		in.Unknown = append(in.Unknown, "Which branch is the default one: "+clause(err))
	}
	for _, f := range c.Findings {
		if in.Because == "" && f.Kind == opener.Kind && f.Reason != string(incident.ReasonAgain) {
			in.Because = f.Because // the merge often says why where the commit does not, or the next of a series
		}
	}
	in.Finding = e.commitFact(ctx, teller.SHA, main)
	if opener.Kind == incident.Hotfix {
		e.throughMerge(ctx, &in.Finding)
	}
	in.UndoneAt = in.Finding.LandedAt
	others := map[string]*incident.CommitFact{}
	for _, o := range gone {
		fact := e.undoneFact(ctx, o.Offending, main)
		if by := o.by.SHA; by != teller.SHA {
			if others[by] == nil {
				other := e.commitFact(ctx, by, main)
				others[by] = &other
			}
			fact.UndoneBy = others[by]
		}
		in.Offending = append(in.Offending, fact)
	}
	if err := ctx.Err(); err != nil {
		return in, err
	}
	e.place(ctx, &in, main)
	until := cmp.Or(teller.UndoneAt, teller.LandedAt)
	if !in.LandedAt.IsZero() && !until.IsZero() && until.Before(in.Finding.LandedAt) { // on the branch that a merge carried on with both
		in.Live = max(0, until.Sub(in.LandedAt))
		in.Finding.LandedAt, in.Finding.LandedBy = until, ""
	}
	e.people(ctx, &in)
	in.Earlier = e.earlier(ctx, in, all)
	in.Relands = e.relands(ctx, c)
	in.Fixes = e.issueRefs(ctx, in)
	return in, ctx.Err()
}

// undoing is a commit that a finding undoes, with that finding.
type undoing struct {
	incident.Offending
	by incident.Finding
}

// undone returns what the finding that opens a chain's incident undoes, and after that what the others of its series
// undo. What goes with a revert of another time is that one's.
func undone(c incident.Chain, opener incident.Finding) []undoing {
	var all []undoing
	add := func(by incident.Finding) {
		for _, o := range by.Offending {
			if !slices.ContainsFunc(all, func(have undoing) bool { return have.SHA == o.SHA }) {
				all = append(all, undoing{o, by})
			}
		}
	}
	add(opener)
	last := opener.CommittedAt
	for _, f := range c.Findings {
		if f.Reason == string(incident.ReasonAgain) {
			break
		}
		if f.Reason == string(incident.ReasonSeries) && f.CommittedAt.Sub(last) <= scan.SeriesWithin {
			add(f)
			last = f.CommittedAt
		}
	}
	return all
}

// withoutMerges leaves one of a merge and what it brought where both are undone, for that is the same change told
// twice: the commit where it is all that the merge brought, else the merge.
func (e *Engine) withoutMerges(ctx context.Context, all []undoing) []undoing {
	find := func(in []undoing, sha string) int {
		return slices.IndexFunc(in, func(o undoing) bool { return o.SHA == sha })
	}
	insteadOf := map[string]undoing{}
	for _, merge := range all {
		c, err := e.History.Commit(ctx, merge.SHA)
		if err != nil || len(c.Parents) < 2 {
			continue
		}
		brought, _ := brought(ctx, e.History, c)
		for _, b := range brought {
			at := find(all, b.SHA)
			switch {
			case at < 0:
			case len(brought) == 1:
				insteadOf[merge.SHA] = all[at]
			default:
				insteadOf[b.SHA] = merge
			}
		}
	}
	var out []undoing
	for _, o := range all {
		if other, ok := insteadOf[o.SHA]; ok {
			o = other
		}
		if find(out, o.SHA) < 0 {
			out = append(out, o)
		}
	}
	return out
}

// chiefFirst puts before the others of a series the one that changed most: git reverts the newest first, which is often
// the last trifle of the story.
func (e *Engine) chiefFirst(ctx context.Context, undone []undoing, opener incident.Finding) {
	if !slices.ContainsFunc(undone, func(o undoing) bool { return o.by.SHA != opener.SHA }) {
		return
	}
	chief, most := 0, 0
	for i, o := range undone {
		changes, err := e.History.Changes(ctx, o.SHA)
		if err != nil {
			continue
		}
		added, deleted := e.lineCounts(ctx, slices.DeleteFunc(slices.Clone(changes), func(ch incident.Change) bool {
			return incident.IsTest(ch.Path) || incident.Shared(ch.Path)
		}))
		if added+deleted > most {
			chief, most = i, added+deleted
		}
	}
	first := undone[chief]
	copy(undone[1:], undone[:chief])
	undone[0] = first
}

// throughMerge gives the merge of a hotfix branch the subject of the one commit that it brought: that says what was
// repaired, where the merge says only which branch it was.
func (e *Engine) throughMerge(ctx context.Context, fact *incident.CommitFact) {
	c, err := e.History.Commit(ctx, fact.SHA)
	if err != nil {
		return
	}
	brought, err := brought(ctx, e.History, c)
	if err == nil && len(brought) == 1 && brought[0].SHA != fact.SHA {
		fact.Subject = brought[0].Subject()
	}
}

func (e *Engine) commitFact(ctx context.Context, sha string, main incident.Ref) incident.CommitFact {
	fact := incident.CommitFact{SHA: sha}
	c, err := e.History.Commit(ctx, sha)
	if err != nil {
		return fact
	}
	fact.Subject, fact.Author = about(c), e.person(ctx, c)
	fact.LandedBy, fact.LandedAt = landing(ctx, e.History, c, main)
	fact.URL = e.web("commit", sha)
	changes, err := e.History.Changes(ctx, sha)
	if err != nil {
		return fact
	}
	fact.Files = len(changes)
	fact.Added, fact.Deleted = e.lineCounts(ctx, changes)
	return fact
}

// undoneFact is what is known of a commit that was undone.
func (e *Engine) undoneFact(ctx context.Context, o incident.Offending, main incident.Ref) incident.CommitFact {
	fact := e.commitFact(ctx, o.SHA, main)
	fact.Confidence, fact.Evidence, fact.Detail = o.Confidence, o.Evidence, o.Detail
	if o.LandedAt.Before(fact.LandedAt) && !o.LandedAt.IsZero() {
		fact.LandedAt, fact.LandedBy = o.LandedAt, "" // by a pull request of its own, which the merge of a branch only carried on
	}
	if c, err := e.History.Commit(ctx, o.SHA); err == nil && len(c.Parents) == 2 {
		if merged, err := e.History.Commit(ctx, c.Parents[1]); err == nil {
			fact.Author = e.person(ctx, merged) // who wrote it, not who merged it
		}
	}
	return fact
}

// about is what a commit says that it does. The subject of the merge of a pull request says which one it was, and not
// what it did: that is below it.
func about(c incident.Commit) string {
	subject := c.Subject()
	pull, ok := detect.PullMerge(subject)
	if !ok {
		return subject
	}
	_, body, _ := strings.Cut(strings.TrimSpace(c.Message), "\n")
	title, _, _ := strings.Cut(strings.TrimSpace(body), "\n")
	if title = strings.TrimSpace(title); title == "" {
		return subject
	}
	return title + " (#" + pull + ")"
}

// person is who made a commit: where a bot did, who stands behind it, or who made what a merge queue merged; nobody
// where that is not told. Anybody may write an at sign before a name of theirs, or somebody else's: a login is what the
// configuration, CODEOWNERS and the forge give alone, and only that is mentioned or assigned.
func (e *Engine) person(ctx context.Context, c incident.Commit) incident.Person {
	p := e.maker(ctx, c)
	p.Name = strings.TrimLeft(p.Name, "@ ")
	return p
}

func (e *Engine) maker(ctx context.Context, c incident.Commit) incident.Person {
	if !scan.IsBot(c.Author) {
		return c.Author
	}
	for _, p := range detect.Behind(c.Message) {
		if !scan.IsBot(p) {
			return p
		}
	}
	if len(c.Parents) == 2 {
		if merged, err := e.History.Commit(ctx, c.Parents[1]); err == nil && !scan.IsBot(merged.Author) {
			return merged.Author
		}
	}
	return incident.Person{}
}

// lineCounts adds up inserted and deleted lines; files that can't be read or are binary count nothing.
func (e *Engine) lineCounts(ctx context.Context, changes []incident.Change) (added, deleted int) {
	read := func(id string) []byte {
		if id == "" {
			return nil
		}
		text, err := e.History.Blob(ctx, id)
		if err != nil {
			return nil
		}
		return text
	}
	for _, ch := range changes {
		before, after := read(ch.Old), read(ch.New)
		if diff.Binary(before) || diff.Binary(after) {
			continue
		}
		for _, edit := range diff.Lines(before, after) {
			deleted += edit.Deleted()
			added += edit.Inserted()
		}
	}
	return added, deleted
}

// people chooses the owner and lists who to tell and to invite; nobody is assigned here.
func (e *Engine) people(ctx context.Context, in *incident.Incident) {
	// CODEOWNERS as it stood when the change was undone: the people who owned the area then.
	owners := ownersOf(ctx, e.History, in.Finding.SHA, in.Paths)
	in.Owner = chooseOwner(e.Options.Owners, owners, in.Finding.Author)
	in.Affected = slices.DeleteFunc(slices.Clone(owners), func(o string) bool { return o == in.Owner.Name })
	for _, o := range slices.Concat(owners, e.Options.Stakeholders) {
		if o != in.Owner.Name && !slices.Contains(in.Tell, o) {
			in.Tell = append(in.Tell, o)
		}
	}
	there := handles(incident.Person{Name: strings.TrimPrefix(in.Owner.Name, "@")}) // who needs no invitation
	if in.Owner.Role == incident.RoleReverter {
		there = handles(in.Finding.Author)
	}
	for _, o := range in.Offending {
		theirs := handles(o.Author)
		if o.Author.Name == "" || in.Kind == incident.Hotfix && o.Confidence < incident.Sure ||
			slices.ContainsFunc(theirs, func(h string) bool { return slices.Contains(there, h) }) {
			continue
		}
		in.Invited = append(in.Invited, o.Author.Name)
		there = append(there, theirs...)
	}
}

// earlier finds the chains of the year before that touched the same paths, newest first, at most five.
func (e *Engine) earlier(ctx context.Context, in incident.Incident, all []incident.Chain) []incident.Earlier {
	const most = 5
	paths := map[string]bool{}
	for _, p := range in.Paths {
		paths[p] = !incident.Shared(p)
	}
	var out []incident.Earlier
	for _, c := range slices.Backward(byTime(all)) {
		first := c.Opening()
		if c.Key == in.Key || first.Verdict != incident.Open && first.Verdict != incident.Hold || first.Kind == incident.Reapply ||
			!first.CommittedAt.Before(in.UndoneAt) || in.UndoneAt.Sub(first.CommittedAt) > areaMemory {
			continue
		}
		changes, err := e.History.Changes(ctx, first.SHA)
		if err != nil {
			continue
		}
		var shared []string
		for _, ch := range changes {
			if paths[ch.Path] {
				shared = append(shared, ch.Path)
			}
		}
		if len(shared) == 0 {
			continue
		}
		earlier := incident.Earlier{Key: c.Key, Title: first.Subject, URL: e.web("commit", first.SHA), At: first.CommittedAt, Paths: shared}
		if commit, err := e.History.Commit(ctx, first.SHA); err == nil {
			earlier.Title = about(commit)
		}
		if page, ok := e.known(c.Key); ok {
			earlier.URL = page.URL
		}
		if out = append(out, earlier); len(out) == most {
			break
		}
	}
	return out
}

func byTime(chains []incident.Chain) []incident.Chain {
	return slices.SortedStableFunc(slices.Values(chains), func(a, b incident.Chain) int {
		return a.Opening().CommittedAt.Compare(b.Opening().CommittedAt)
	})
}

// relands are the chain's reapplies. One that put back what had been taken away as it was, to stay, says that the
// revert was precautionary. A merge that brought one is the same told twice; one that brought the revert too put
// nothing back.
func (e *Engine) relands(ctx context.Context, c incident.Chain) []incident.Reland {
	var out []incident.Reland
	told := map[string]bool{} // merges that brought another finding of the chain
	back, _ := c.CameBack()
	precaution := back.SHA
	for _, f := range c.Findings {
		merge, err := e.History.Commit(ctx, f.SHA)
		if f.Kind != incident.Reapply || err != nil || len(merge.Parents) < 2 {
			continue
		}
		brought, _ := brought(ctx, e.History, merge)
		for _, other := range c.Findings {
			if slices.ContainsFunc(brought, func(b incident.Commit) bool { return b.SHA == other.SHA }) {
				told[f.SHA] = true
				if f.SHA == back.SHA && other.Kind == incident.Reapply {
					precaution = other.SHA
				}
			}
		}
	}
	for _, f := range c.Findings {
		if f.Kind == incident.Reapply && !told[f.SHA] {
			out = append(out, incident.Reland{SHA: f.SHA, Subject: f.Subject, At: f.CommittedAt, Unchanged: f.Unchanged, Precaution: f.SHA == precaution})
		}
	}
	return out
}

// clause turns an error into the end of a sentence.
func clause(err error) string {
	text := strings.TrimSuffix(err.Error(), ".")
	first, rest, _ := strings.Cut(text, " ")
	if first == "" {
		return "it could not be read."
	}
	if first[1:] == strings.ToLower(first[1:]) { // but not GitHub
		first = strings.ToLower(first)
	}
	return strings.TrimSpace(first+" "+rest) + "."
}

// issueRefs are the issues that the offending commits and the finding mention in closing keywords.
func (e *Engine) issueRefs(ctx context.Context, in incident.Incident) []string {
	var refs []string
	for _, fact := range append([]incident.CommitFact{in.Finding}, in.Offending...) {
		c, err := e.History.Commit(ctx, fact.SHA)
		if err != nil {
			continue
		}
		for _, ref := range incident.ClosingRefs(c.Message, e.hosts()...) {
			if !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	return refs
}
