package trace

import (
	"math"
	"strings"
)

// view is a fix with all commits that may have introduced what it repairs: what is said of one depends on the others.
type view struct {
	fix        *fix
	all        []*introducer // newest first
	rank       map[*introducer]int
	message    map[*introducer]map[string]bool // words of each commit's message
	title      map[*introducer]map[string]bool // … of its subject
	later      map[*introducer]int             // how many newer commits wrote deleted lines
	inTitles   rarity                          // of words in the subjects
	inMessages rarity                          // … in the messages
	inCode     rarity                          // … in the code
	inBrought  rarity                          // of identifiers brought
	inDropped  rarity
	idents     float64 // rarity of all identifiers brought by anyone
}

// rarity tells how little a word is shared: the logarithm of how many of the commits there are for each that has it.
type rarity struct {
	commits int
	having  map[string]int
}

func newRarity(all []*introducer, of func(*introducer) map[string]bool) rarity {
	r := rarity{len(all), map[string]int{}}
	for _, c := range all {
		for w := range of(c) {
			r.having[w]++
		}
	}
	return r
}

// of is rounded so that sums do not depend on the order of their terms.
func (r rarity) of(word string) float64 {
	return math.Round(1024*math.Log(float64(r.commits+1)/(float64(r.having[word])+0.5))) / 1024
}

// sum adds up the rarity of the words, all of them and those that match.
func (r rarity) sum(words map[string]bool, match func(string) bool) (all, matching float64) {
	for w := range words {
		x := r.of(w)
		all += x
		if match(w) {
			matching += x
		}
	}
	return all, matching
}

func newView(f *fix, all []*introducer) *view {
	v := &view{
		fix: f, all: all, rank: map[*introducer]int{}, message: map[*introducer]map[string]bool{}, title: map[*introducer]map[string]bool{},
		later: map[*introducer]int{},
	}
	deleters := 0
	for i, c := range all {
		v.rank[c] = i
		v.message[c] = wordsOf(bareMessage(c.commit.Message))
		v.title[c] = wordsOf(c.commit.Subject())
		v.later[c] = deleters
		if c.part[roleDeleted] > 0 {
			deleters++
		}
	}
	v.inTitles = newRarity(all, func(c *introducer) map[string]bool { return v.title[c] })
	v.inMessages = newRarity(all, func(c *introducer) map[string]bool { return v.message[c] })
	v.inCode = newRarity(all, func(c *introducer) map[string]bool { return c.code })
	v.inBrought = newRarity(all, func(c *introducer) map[string]bool { return c.brought })
	v.inDropped = newRarity(all, func(c *introducer) map[string]bool { return c.dropped })
	for id := range v.inBrought.having {
		v.idents += v.inBrought.of(id)
	}
	return v
}

func (v *view) rare(r rarity, words map[string]bool) float64 {
	all, _ := r.sum(words, func(string) bool { return true })
	return all
}

// bareMessage leaves out what a message says in trailers: names and addresses, not what the change is about.
func bareMessage(message string) string {
	const limit = 1 << 16
	message = message[:min(len(message), limit)]
	var b strings.Builder
	for line := range strings.Lines(message) {
		if key, _, ok := strings.Cut(line, ": "); ok && !strings.ContainsAny(key, " \t") && (strings.Contains(key, "-") || key == "Cc" || key == "Fixes") {
			continue
		}
		b.WriteString(line)
	}
	return b.String()
}

// worth leaves out commits that touched a file of the fix and have nothing else to do with it.
func (v *view) worth(c *introducer) bool {
	const recent = 6 // the latest that touched the files stay in any case
	if v.rank[c] < recent || len(c.files) > 0 || c.restored > 0 || len(c.brought) > 0 {
		return true
	}
	for w := range v.title[c] {
		if v.fix.subject[w] && float64(v.inTitles.having[w]) < 0.2*float64(len(v.all)) {
			return true
		}
	}
	return false
}

// written is the number of days between the writing of a commit and of the fix, whenever they landed.
func (v *view) written(c *introducer) float64 {
	return v.fix.commit.AuthoredAt.Sub(c.commit.AuthoredAt).Hours() / 24
}

// landed is the number of days for which a commit had landed when the fix was written; negative where the fix did not know it.
func (v *view) landed(c *introducer) float64 {
	return v.fix.commit.AuthoredAt.Sub(c.commit.CommittedAt).Hours() / 24
}

func (v *view) sameAuthor(c *introducer) bool {
	return strings.EqualFold(c.commit.Author.Email, v.fix.commit.Author.Email)
}

// prefix returns what a subject names before its first colon, as many projects do for the part that is changed.
func prefix(subject string) string {
	const longest = 40
	if i := strings.Index(subject, ": "); i > 0 && i < longest {
		return strings.ToLower(subject[:i])
	}
	return ""
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
