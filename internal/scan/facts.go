package scan

import (
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// commitFacts are what is noted of a worded commit when its message is read.
type commitFacts struct {
	merge   bool
	optOut  bool
	bot     bool
	author  string   // or the program that made it in somebody's name
	aliases []string // commits of which it says it is a copy
	copyKey uint64   // cherry-picks and mirrors keep author, date and subject; merges of one branch into several have its end in common
}

func (o Options) factsOf(c incident.Commit, names []incident.Claim) commitFacts {
	f := commitFacts{merge: len(c.Parents) > 1, optOut: detect.OptsOut(c.Message), bot: o.byBot(c), author: c.Author.Name}
	if len(c.Parents) == 2 {
		f.copyKey = hashString(c.Parents[1])
	}
	if tool := detect.Tool(c.Subject()); tool != "" {
		f.bot, f.author = true, tool
	}
	for _, n := range names {
		switch n.Type {
		case incident.ClaimSHA:
			f.aliases = append(f.aliases, n.Value)
		case incident.ClaimSubject:
			if !f.merge {
				f.copyKey = mix(hashString(c.Author.Email+"\x00"+n.Value) ^ uint64(c.AuthoredAt.Unix()))
			}
		}
	}
	return f
}

// establish gathers the facts that the verdicts of the chains rest on.
func (s *scan) establish(chains []incident.Chain) (map[string]Facts, error) {
	if len(chains) == 0 {
		return nil, nil
	}
	released, err := s.releases()
	if err != nil {
		return nil, err
	}
	cases := make(map[uint32]*worded, len(s.cases))
	for _, w := range s.cases {
		cases[w.at] = w
	}
	out := map[string]Facts{}
	for _, chain := range chains {
		copies := map[uint64]uint32{}
		for i := range chain.Findings {
			s.tellLandings(&chain.Findings[i])
			at := s.x.number(chain.Findings[i].SHA)
			if s.liftedTooSoon(chain.Findings[i], out) {
				chain.Findings[i].Kind = incident.Revert
			}
			f := chain.Findings[i]
			know := s.factsAbout(at, f)
			if w := cases[at]; w != nil {
				know.Docs, know.Tests = w.docs, w.tests
			}
			if links := s.known[at].links; len(links) > 0 {
				know.Release = released.withBoth(at, links[0])
				if released.parted(at, links[0]) {
					know.Together, know.Merge = false, ""
				}
			}
			if know.Merge != "" {
				landedTogether(&chain.Findings[i])
			}
			if f.Kind == incident.Reapply && know.Together { // then what it puts back was never gone
				for _, o := range f.Offending {
					if gone, ok := out[o.SHA]; ok && o.Confidence >= sureBack {
						gone.Together, gone.Merge = true, know.Merge
						out[o.SHA] = gone
					}
				}
			}
			if know.Copy, err = s.copyOf(chain, i, know.Version, copies); err != nil {
				return nil, err
			}
			if know.Copy != "" && f.Because != "" && s.x.isMerge(at) {
				s.plannedBy(f, chain, know.Copy, out)
			}
			out[f.SHA] = know
		}
	}
	return out, nil
}

// plannedBy says of the finding that a merge brought, and that gives no reason of its own, that it was planned, where
// the reason that the merge gives tells so: people tell why in a pull request, whose words only its merge may carry.
func (s *scan) plannedBy(merge incident.Finding, chain incident.Chain, brought string, out map[string]Facts) {
	i := slices.IndexFunc(chain.Findings, func(f incident.Finding) bool { return f.SHA == brought })
	if i < 0 || chain.Findings[i].Because != "" {
		return
	}
	f, know := chain.Findings[i], out[brought]
	f.Because = merge.Because
	know.Planned = know.Planned || s.asPlanned(f, s.known[s.x.number(brought)].links, "\n\n"+merge.Because)
	out[brought] = know
}

// sureBack is the confidence from which on a reapply is believed to have put back what came with it.
const sureBack = 0.9

// copyOf returns the finding of the chain of which finding i is a copy; empty where it is none. copies are the first
// findings so far with each copy key.
func (s *scan) copyOf(chain incident.Chain, i int, version bool, copies map[uint64]uint32) (string, error) {
	f := chain.Findings[i]
	at, key := s.x.number(f.SHA), s.facts[f.SHA].copyKey
	first, met := copies[key]
	if !met && !(f.Kind == incident.Hotfix && version) { // what that mends was mended here before; another merge may have brought more
		copies[key] = at
	}
	if came := s.brought(at, chain); came != "" {
		return came, nil
	}
	if met && key != 0 && !s.goesOn(first, at) {
		return s.x.sha(first), nil
	}
	return s.sameRevert(chain, i)
}

// factsAbout is what is known of a finding without the rest of its chain.
func (s *scan) factsAbout(at uint32, f incident.Finding) Facts {
	raw, links := s.facts[f.SHA], s.known[at].links
	slip, later := s.slipped(at), s.landedLater(at)
	know := Facts{
		OptOut: raw.optOut, Author: raw.author, Bot: raw.bot && (!raw.merge || s.byBot(at)),
		Unchanged: s.known[at].unchanged && !s.mended(at),
		Version:   s.takesVersionBack(f, links) || s.setsVersion(f),
		Planned:   slip && later || s.asPlanned(f, links, ""),
		Slip:      slip && !later,
		OffMain:   s.landing(at) == none,
		Routine:   s.routine(at),
	}
	if with := s.seriesOf(at); len(with) > 0 {
		know.Series = s.x.sha(with[0])
	}
	if before := s.mendedBefore(at); before != none {
		know.Mended = s.x.sha(before)
	}
	if both := s.broughtBoth(at); both != none {
		know.Together, know.Merge = true, s.x.sha(both)
	} else if merge := s.mendsOwnPull(at, f); merge != none {
		know.Together, know.Merge = true, s.x.sha(merge)
	} else {
		know.Together = s.rebasedTogether(at)
	}
	for _, alias := range raw.aliases {
		c := s.x.only(alias)
		if told := s.known[c]; !told.hidden && told.kind == f.Kind && !slices.Contains(links, c) {
			know.Backport = s.x.sha(c)
		}
	}
	return know
}

// rebasedTogether reports whether a rebase, or whoever applied patches, made a finding and all that it is about in one
// go: one committer in one second, where the authors' clocks are a minute apart and more. Then one push brought them. A
// history of which more was made in that second was written anew as a whole, and tells nothing; so was one in which the
// two bear the numbers of different pull requests.
func (s *scan) rebasedTogether(at uint32) bool {
	links, when := s.known[at].links, s.x.time(at)
	if len(links) == 0 || len(s.x.parentsOf(at)) != 1 {
		return false
	}
	made, err := s.h.Commit(s.ctx, s.x.sha(at))
	if err != nil {
		return false
	}
	own := detect.OwnPull(made.Subject())
	for _, l := range links {
		if !s.x.time(l).Equal(when) {
			return false
		}
		undone, err := s.h.Commit(s.ctx, s.x.sha(l))
		if err != nil || undone.Committer != made.Committer || made.AuthoredAt.Sub(undone.AuthoredAt).Abs() < time.Minute {
			return false
		}
		if other := detect.OwnPull(undone.Subject()); own != "" && other != "" && other != own {
			return false
		}
	}
	left, met := pullSize, 0
	for c := at; left > 0 && c != none && s.x.time(c).Equal(when); c = s.x.firstParent(c) {
		if left--; slices.Contains(links, c) {
			met++
		}
	}
	return left > 0 && met == len(links)
}

// How soon after a change its revert is the mending of a slip. What comes sooner yet is the export of another history,
// where the exporter is the author.
const (
	slipAfter  = 20 * time.Second
	slipWithin = 3 * time.Minute
)

// slipped reports whether a finding undoes the commit right before it, within minutes by the clocks of author and
// committer, and both are by one person.
func (s *scan) slipped(at uint32) bool {
	links, before := s.known[at].links, s.x.firstParent(at)
	if before == none || len(s.x.parentsOf(at)) != 1 || s.x.isMerge(before) || !slices.Equal(links, []uint32{before}) {
		return false
	}
	if apart := s.x.time(at).Sub(s.x.time(before)); apart < slipAfter || apart > slipWithin || !s.sameAuthor(at, before) {
		return false
	}
	return s.makingOf(at).at.Sub(s.makingOf(before).at).Abs() <= slipWithin
}

// landedLater reports whether a finding came onto the branch an hour and more after the commit before it: what was made
// at once, to land when its time has come, was planned.
func (s *scan) landedLater(at uint32) bool {
	by, before := s.landing(at), s.landing(s.x.firstParent(at))
	return by != none && before != none && s.x.time(by).Sub(s.x.time(before)) >= time.Hour
}

// mendsOwnPull returns the merge of the pull request by which a hotfix came, where all files that it changes were
// changed by commits before it in the same pull request: that mends what nobody else had. none where it mends anything
// else, and where the merge is the hotfix.
func (s *scan) mendsOwnPull(at uint32, f incident.Finding) uint32 {
	merge := s.landing(at)
	if f.Kind != incident.Hotfix || len(s.x.parentsOf(at)) != 1 || merge == none || merge == at || s.known[merge].kind == incident.Hotfix || s.mergesShared(merge) {
		return none
	}
	own, err := s.h.Changes(s.ctx, f.SHA)
	left := map[string]bool{}
	for _, c := range own {
		left[c.Path] = true
	}
	for c := s.x.firstParent(at); err == nil && len(left) > 0 && c != none && s.x.broughtBy(c, merge); c = s.x.firstParent(c) {
		if s.x.isMerge(c) {
			continue // what it brought was there before, mostly
		}
		var changes []incident.Change
		changes, err = s.h.Changes(s.ctx, s.x.sha(c))
		for _, ch := range changes {
			delete(left, ch.Path)
		}
	}
	if err != nil || len(left) > 0 || len(own) == 0 {
		return none
	}
	return merge
}

// goesOn reports whether a finding stands on another and undoes something else: who does both within a second gives
// them one name and subject.
func (s *scan) goesOn(first, at uint32) bool {
	return !slices.ContainsFunc(s.known[at].links, func(l uint32) bool { return slices.Contains(s.known[first].links, l) }) && s.x.isAncestor(first, at)
}

// byBot reports whether a bot made the commit, or what it merged: merge queues merge the work of people in their own
// name.
func (s *scan) byBot(c uint32) bool {
	made, err := s.h.Commit(s.ctx, s.x.sha(s.merged(c)))
	return err != nil || s.o.byBot(made)
}

// byBot reports whether a bot made a commit, and nobody is named who asked it to.
func (o Options) byBot(c incident.Commit) bool {
	return IsBot(c.Author) && !slices.ContainsFunc(detect.Behind(c.Message), func(p incident.Person) bool { return !asksForNothing(p) })
}

// takesVersionBack reports whether what a finding undoes did no more than set the version of a release.
func (s *scan) takesVersionBack(f incident.Finding, undone []uint32) bool {
	if f.Kind != incident.Revert || len(undone) == 0 || !detect.SpeaksOfRelease(f.Subject) {
		return false // mostly, and nothing has to be read for it
	}
	if detect.TakesVersionBack(f.Subject) {
		if only, err := trace.Bumps(s.ctx, s.h, f.SHA); err == nil && only {
			return true
		}
	}
	return !slices.ContainsFunc(undone, func(c uint32) bool {
		subject := s.subject(s.merged(c))
		return !detect.SetsVersion(subject) && !(detect.MayRelease(subject) && s.onlyReleases(c))
	})
}

// setsVersion reports whether a hotfix does no more than set the version of its release: what it brings had come by
// other ways.
func (s *scan) setsVersion(f incident.Finding) bool {
	if f.Kind != incident.Hotfix {
		return false
	}
	only, err := trace.Bumps(s.ctx, s.h, f.SHA)
	return err == nil && only
}

// onlyReleases reports whether a commit changes nothing but manifests, lock files, lists of changes, and the notes that
// go into these.
func (s *scan) onlyReleases(c uint32) bool {
	changes, err := s.h.Changes(s.ctx, s.x.sha(c))
	return err == nil && len(changes) > 0 && !slices.ContainsFunc(changes, func(ch incident.Change) bool {
		return !trace.StatesVersion(ch.Path)
	})
}

// asPlanned reports whether all that a finding undoes were stop-gaps whose time was over, or have no use any more, by
// its message and what is told beside it.
func (s *scan) asPlanned(f incident.Finding, undone []uint32, beside string) bool {
	if f.Kind != incident.Revert || len(undone) == 0 {
		return false
	}
	made, err := s.h.Commit(s.ctx, f.SHA)
	return err == nil && !slices.ContainsFunc(undone, func(c uint32) bool {
		if only := s.x.onlyOne(c); only != none {
			c = only
		}
		o, err := s.h.Commit(s.ctx, s.x.sha(c))
		return err != nil || !detect.Undoing{Undone: o.Message, Message: made.Message + beside, Because: f.Because, Stood: made.CommittedAt.Sub(o.CommittedAt)}.AsPlanned()
	})
}

// liftedTooSoon reports whether what puts a change back takes back reverts that had been planned, because something
// went wrong: "Revert "Reenable the lamp"". That the lamp was to be lit again is no story to look at; that it was lit
// too soon is. known are the facts about the findings before it.
func (s *scan) liftedTooSoon(f incident.Finding, known map[string]Facts) bool {
	if f.Kind != incident.Reapply || len(f.Offending) == 0 {
		return false
	}
	made, err := s.h.Commit(s.ctx, f.SHA)
	return err == nil && !slices.ContainsFunc(f.Offending, func(o incident.Offending) bool {
		lifted, err := s.h.Commit(s.ctx, o.SHA)
		return err != nil || !known[o.SHA].Planned || !slices.Contains(o.Evidence, incident.EvidenceMessage) || !detect.Undoing{Undone: lifted.Message, Message: made.Message}.TellsOfFailure()
	})
}

// merged returns the last commit of what a merge merged; other commits are returned as they are, and merges of what
// this clone doesn't hold.
func (s *scan) merged(c uint32) uint32 {
	if parents := s.x.parentsOf(c); len(parents) > 1 && parents[1] != none {
		return parents[1]
	}
	return c
}

// tellLandings says of the finding when it came onto the branch, and the same of what it undoes, where that was before:
// from then on others had it. Where one merge brought them all, it is said of the branch that was merged.
func (s *scan) tellLandings(f *incident.Finding) {
	f.LandedAt, f.UndoneAt = time.Time{}, time.Time{}
	at := s.x.number(f.SHA)
	by := s.landing(at)
	if by != none {
		f.LandedAt = s.x.time(by)
	}
	one := by != none && !slices.ContainsFunc(f.Offending, func(o incident.Offending) bool { return s.landing(s.x.number(o.SHA)) != by })
	for i := range f.Offending {
		o := &f.Offending[i]
		undone := s.x.number(o.SHA)
		first, then := s.landing(undone), by
		if one {
			if first, then = s.parted(undone, at); first != none && i == 0 {
				f.UndoneAt = s.x.time(then)
			}
		}
		if first != none && first != then && !s.x.time(first).After(f.Since()) {
			o.LandedAt = s.x.time(first)
		}
	}
}

// parted returns by which commits two that one merge brought came onto the branch that was merged, or onto the branch
// that another merge brought there; none where it isn't told that they came by two.
func (s *scan) parted(a, b uint32) (byA, byB uint32) {
	brought := s.landing
	for {
		merge := brought(a)
		if merge == none || brought(b) != merge || merge == a || merge == b {
			break
		}
		brought = s.x.landingsWithin(merge, brought)
	}
	if byA, byB = brought(a), brought(b); byA == none || byB == none || byA == byB || s.x.time(byA).After(s.x.time(byB)) {
		return none, none
	}
	return byA, byB
}

// landedTogether says that what a finding undoes came onto the branch when the finding did.
func landedTogether(f *incident.Finding) {
	f.UndoneAt = time.Time{}
	for i := range f.Offending {
		f.Offending[i].LandedAt = f.LandedAt
	}
}

// brought returns the finding of the chain that came by the merge at, if at is one and says the same.
func (s *scan) brought(at uint32, chain incident.Chain) string {
	if !s.x.isMerge(at) {
		return ""
	}
	for _, f := range chain.Findings {
		c := s.x.number(f.SHA)
		if c < at && f.Kind == s.known[at].kind && s.x.broughtBy(c, at) && s.mergeTells(at, c) {
			return f.SHA
		}
	}
	return ""
}

// releases tells in which release a commit was first.
type releases struct {
	names []string
	low   uint32
	in    []uint32 // of each commit from low on, by its place among the names
}

// first is the release that was the first to hold a commit, by its place among the names; none where there is none.
func (r releases) first(c uint32) uint32 {
	if c < r.low || int(c-r.low) >= len(r.in) {
		return none
	}
	return r.in[c-r.low]
}

// withBoth names the release that was the first to hold each of two commits; empty where that is not one release.
func (r releases) withBoth(a, b uint32) string {
	if in := r.first(a); in != none && in == r.first(b) {
		return r.names[in]
	}
	return ""
}

// parted reports whether a release held what a finding undoes without the finding: whoever used it had the change
// alone, by whatever merge both came.
func (r releases) parted(at, undone uint32) bool {
	in := r.first(undone)
	return in != none && in != r.first(at)
}

// releases looks which commits from s.low on are in which release.
func (s *scan) releases() (releases, error) {
	if s.o.Releases == nil {
		return releases{}, nil
	}
	tags, err := s.o.Releases()
	if err != nil {
		return releases{}, err
	}
	tagged := map[string][]string{}
	for _, t := range tags {
		tagged[t.Commit] = append(tagged[t.Commit], t.Name)
	}
	r := releases{low: s.low}
	var tips []uint32
	for c := s.low; c < uint32(s.x.Commits()); c++ {
		here := tagged[s.x.sha(c)]
		slices.Sort(here)
		for _, name := range here {
			r.names, tips = append(r.names, name), append(tips, c)
		}
	}
	r.in = s.x.firstIn(tips, s.low)
	return r, nil
}
