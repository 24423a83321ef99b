package scan

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// SeriesWithin is the longest time between two reverts of a series.
const SeriesWithin = 24 * time.Hour

// How close to each other the reverts of a series are. These were chosen on 28 public histories and tried on 24 more,
// all named in docs/histories.md: of the groups that a stack makes 20 of 20 were judged to be one story, of those that
// shared files make 38 of 39, of those of one person within a day 47 of 73, and of those of one step, looked at on 47
// histories later, 30 of 30.
const (
	inOneGo   = 15 * time.Minute // in a row: `git revert A B C` takes seconds, settling conflicts in between minutes
	atOnce    = 5 * time.Minute  // … of other people's changes
	ofFiles   = time.Hour        // of the same files, with a person in common
	ofStack   = SeriesWithin     // of a stack
	stackTime = 5 * time.Minute  // between the changes of a stack
)

// reasonWords is how many words two reasons have at least for it to say something that they are the same.
const reasonWords = 8

// stepWords is how many words two subjects have at least for it to say something that they are alike.
const stepWords = 3

// seriesOf returns the reverts before a revert with which it goes, the newest first: one story, told by one incident.
func (s *scan) seriesOf(at uint32) []uint32 {
	if s.x.isMerge(at) || !s.known[at].undoes() {
		return nil
	}
	var with []uint32
	if before := s.inRowBefore(at); before < at && s.known[before].undoes() && (s.inOneGo(at, before) || s.oneMerge(at, before)) {
		with = append(with, before)
	}
	if !s.undoesChanges(at) {
		return with
	}
	for _, before := range s.revertsNear(at) {
		if !slices.Contains(with, before) && (s.stacked(at, before) || s.sameFiles(at, before) || s.sameReason(at, before) || s.sameStep(at, before)) {
			with = append(with, before)
		}
	}
	return with
}

// inRowBefore returns the commit before a revert: its parent, or where a pull request of its own brought it, what was
// brought alone by the merge before.
func (s *scan) inRowBefore(at uint32) uint32 {
	parent, merge := s.x.firstParent(at), s.landing(at)
	if s.known[parent].undoes() || merge == none || merge == at || s.merged(merge) != at {
		return parent
	}
	before := s.x.firstParent(merge)
	if before == none || !s.x.isMerge(before) {
		return parent
	}
	if b := s.merged(before); s.x.firstParent(b) != none && s.x.isAncestor(s.x.firstParent(b), s.x.firstParent(before)) {
		return b
	}
	return parent
}

// inOneGo reports whether one person made two reverts in a row in one go, and what they undo was by one person or made
// in a row too.
func (s *scan) inOneGo(at, before uint32) bool {
	apart := s.x.time(at).Sub(s.x.time(before))
	if apart < 0 || apart > inOneGo {
		return false
	}
	undone, undoneBefore := s.known[at].links[0], s.known[before].links[0]
	a, b := s.writtenFirst(at), s.writtenFirst(before)
	if a == b || !s.sameAuthor(at, before) {
		return false
	}
	inRow := func(a, b uint32) bool { return s.x.firstParent(a) == b || s.x.firstParent(b) == a }
	return s.sameAuthor(a, b) || (inRow(a, b) || inRow(undone, undoneBefore)) && apart <= atOnce
}

// oneMerge reports whether one person made two reverts one upon the other, with no reason of its own for each, and one
// merge brought both. Of 11 such pairs of 62 public histories all were judged to be one story, of seven with a reason
// each five.
func (s *scan) oneMerge(at, before uint32) bool {
	merge := s.landing(at)
	return merge != none && merge == s.landing(before) && s.x.firstParent(at) == before && !s.x.isMerge(before) &&
		min(len(s.makingOf(at).why), len(s.makingOf(before).why)) == 0 && s.sameAuthor(at, before)
}

// writtenFirst returns the commit whose author and subject tell what a revert undoes. Of a merge that is what it
// brought: the commit that the revert names as well, else the last one.
func (s *scan) writtenFirst(at uint32) uint32 {
	links := s.known[at].links
	if len(links) > 1 && s.x.broughtBy(links[1], links[0]) {
		return links[1]
	}
	return s.merged(links[0])
}

// undoesChanges reports whether what a revert undoes is no revert or reapply itself: what became of a story later joins
// it to no other.
func (s *scan) undoesChanges(at uint32) bool {
	return !slices.ContainsFunc(s.known[at].links, func(l uint32) bool { _, known := s.known[l]; return known })
}

// revertsNear returns the reverts of changes that were made within a day of one and have a lower number, the newest
// first.
func (s *scan) revertsNear(at uint32) []uint32 {
	if s.byTime == nil {
		for c, known := range s.known {
			if known.undoes() && len(s.x.parentsOf(c)) == 1 && s.undoesChanges(c) {
				s.byTime = append(s.byTime, c)
			}
		}
		slices.SortFunc(s.byTime, func(a, b uint32) int { return cmp.Or(s.x.time(a).Compare(s.x.time(b)), cmp.Compare(a, b)) })
	}
	when := s.x.time(at)
	from, _ := slices.BinarySearchFunc(s.byTime, when.Add(-ofStack), func(c uint32, t time.Time) int { return s.x.time(c).Compare(t) })
	var near []uint32
	for _, c := range s.byTime[from:] {
		if s.x.time(c).After(when.Add(ofStack)) {
			break
		}
		if c < at {
			near = append(near, c)
		}
	}
	slices.Reverse(near)
	return near
}

// stacked reports whether two reverts undo what one person landed right after another, as a stack of changes is.
func (s *scan) stacked(at, before uint32) bool {
	a, b := s.known[at].links[0], s.known[before].links[0]
	if s.x.firstParent(a) != b && s.x.firstParent(b) != a {
		return false
	}
	return s.x.time(a).Sub(s.x.time(b)).Abs() <= stackTime && s.sameAuthor(s.writtenFirst(at), s.writtenFirst(before))
}

// sameFiles reports whether two reverts were made within an hour, by the clocks of both author and committer, with a
// person in common, and touch the same files, or the smaller one mostly files of the larger.
func (s *scan) sameFiles(at, before uint32) bool {
	if s.x.time(at).Sub(s.x.time(before)).Abs() > ofFiles {
		return false
	}
	a, b := s.makingOf(at), s.makingOf(before)
	return a.at.Sub(b.at).Abs() <= ofFiles && a.shareName(b) && s.shareFiles(at, before)
}

// sameReason reports whether two reverts of one person within a day give the same reason, in two words of three. What
// templates say is often half.
func (s *scan) sameReason(at, before uint32) bool {
	a, b := s.makingOf(at), s.makingOf(before)
	return a.shareName(b) && mostlyAlike(a.why, b.why, reasonWords)
}

// sameStep reports whether two reverts of one person within a day undo what one person made within a day under like
// subjects, in two words of three: the same step taken back in one place after another, as where every environment has
// a folder and a pull request of its own.
func (s *scan) sameStep(at, before uint32) bool {
	if !s.makingOf(at).shareName(s.makingOf(before)) {
		return false
	}
	undone, undoneBefore := s.writtenFirst(at), s.writtenFirst(before)
	return s.x.time(undone).Sub(s.x.time(undoneBefore)).Abs() <= SeriesWithin &&
		mostlyAlike(s.makingOf(undone).title, s.makingOf(undoneBefore).title, stepWords) && s.sameAuthor(undone, undoneBefore)
}

// mostlyAlike reports whether two sets of at least so many words have two of three in common.
func mostlyAlike(a, b map[string]bool, least int) bool {
	if min(len(a), len(b)) < least {
		return false
	}
	both := 0
	for word := range a {
		if b[word] {
			both++
		}
	}
	return 3*both >= 2*max(len(a), len(b))
}

// making is what series ask of a commit, read once: of the reverts within an hour each is compared with all before it.
// Nobody made what this clone doesn't hold.
type making struct {
	at    time.Time              // when it was written
	names map[string]bool        // by whom: see signers
	title map[string]bool        // the words of its subject, but for numbers
	why   map[string]bool        // the words of its reason
	files func() map[string]bool // which it changed, but for those that many changes touch
}

// shareName reports whether a person had to do with both.
func (m making) shareName(o making) bool {
	for name := range m.names {
		if o.names[name] && !IsBot(incident.Person{Name: name}) {
			return true
		}
	}
	return false
}

func (s *scan) makingOf(c uint32) making {
	m, ok := s.made[c]
	if ok {
		return m
	}
	if commit, err := s.h.Commit(s.ctx, s.x.sha(c)); err == nil {
		m.at, m.names, m.title, m.why = commit.AuthoredAt, signers(commit), titleWords(commit.Subject()), map[string]bool{}
		if f, ok := detect.Commit(commit, s.o.Detect); ok {
			for _, word := range strings.Fields(strings.ToLower(f.Because)) {
				m.why[word] = true
			}
		}
	}
	m.files = sync.OnceValue(func() map[string]bool {
		files := map[string]bool{}
		changes, _ := s.h.Changes(s.ctx, s.x.sha(c)) // none where they can't be read
		for _, ch := range changes {
			if !incident.Shared(ch.Path) {
				files[ch.Path] = true
			}
		}
		return files
	})
	s.made[c] = m
	return m
}

// titleWords are the words of a subject but for numbers, which differ where all else is the same.
func titleWords(subject string) map[string]bool {
	words := trace.Words(subject)
	maps.DeleteFunc(words, func(word string, _ bool) bool { return strings.Trim(word, "0123456789") == "" })
	return words
}

// shareFiles reports whether at least half of the files of the smaller of two commits are the other's too. Lock files
// and change logs don't count.
func (s *scan) shareFiles(a, b uint32) bool {
	fewer, more := s.makingOf(a).files(), s.makingOf(b).files()
	if len(more) < len(fewer) {
		fewer, more = more, fewer
	}
	both := 0
	for path := range fewer {
		if more[path] {
			both++
		}
	}
	return both > 0 && 2*both >= len(fewer)
}

// sameAuthor reports whether one person wrote both commits, or the same pair did, as far as they can be read: people
// have several addresses, write their names in several ways, and take turns at the keyboard.
func (s *scan) sameAuthor(a, b uint32) bool {
	first, err := s.h.Commit(s.ctx, s.x.sha(a))
	if err != nil {
		return false
	}
	second, err := s.h.Commit(s.ctx, s.x.sha(b))
	return err == nil && (first.Author.Name != "" && strings.EqualFold(first.Author.Name, second.Author.Name) ||
		first.Author.Email != "" && strings.EqualFold(first.Author.Email, second.Author.Email) || samePair(first, second))
}

// samePair reports whether the authors of both commits and who signed them are the same two people.
func samePair(first, second incident.Commit) bool {
	a, b := signers(first), signers(second)
	return len(a) == 2 && maps.Equal(a, b)
}

// signers are the names of a commit's author and of who signed it, lower case; nobody has none.
func signers(c incident.Commit) map[string]bool {
	names := map[string]bool{}
	add := func(name string) {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			names[name] = true
		}
	}
	add(c.Author.Name)
	for _, t := range detect.Trailers(c.Message) {
		if strings.EqualFold(t.Key, "Signed-off-by") || strings.EqualFold(t.Key, "Co-authored-by") {
			name, _, _ := strings.Cut(t.Value, "<")
			add(name)
		}
	}
	return names
}
