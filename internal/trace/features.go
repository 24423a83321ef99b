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
	inFiles    rarity  // of the fix's files among those that a commit changed
	inPhrases  rarity  // of pairs of words that follow each other in the subjects
	idents     float64 // rarity of all identifiers brought by anyone
	phrase     map[*introducer]map[string]bool
	stems      map[*introducer]map[string]bool // of all the subject's words, after what it names before the colon
	highest    map[string]float64              // of an aspect among all commits
	kinds      map[*fixKind]bool               // what kind of fix its subject says it is
	harmless   map[*introducer]bool            // who changed no code, where the fix does
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

// total is how rare the words are together.
func (r rarity) total(words map[string]bool) float64 {
	all, _ := r.sum(words, func(string) bool { return true })
	return all
}

func newView(f *fix, all []*introducer) *view {
	v := &view{
		fix: f, all: all, rank: map[*introducer]int{}, message: map[*introducer]map[string]bool{}, title: map[*introducer]map[string]bool{},
		later: map[*introducer]int{}, phrase: map[*introducer]map[string]bool{}, stems: map[*introducer]map[string]bool{}, highest: map[string]float64{}, kinds: map[*fixKind]bool{}, harmless: map[*introducer]bool{},
	}
	for i := range fixKinds {
		v.kinds[&fixKinds[i]] = subjectHas(f.commit.Subject(), fixKinds[i].words)
	}
	deleters := 0
	for i, c := range all {
		v.rank[c] = i
		v.message[c] = Words(bareMessage(c.commit.Message))
		v.title[c] = Words(c.commit.Subject())
		v.phrase[c] = phrasesOf(c.commit.Subject())
		v.stems[c] = stemsOf(c.commit.Subject())
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
	v.inFiles = newRarity(all, func(c *introducer) map[string]bool { return c.touched })
	v.inPhrases = newRarity(all, func(c *introducer) map[string]bool { return v.phrase[c] })
	for id := range v.inBrought.having {
		v.idents += v.inBrought.of(id)
	}
	return v
}

// most returns the highest value of an aspect among all commits.
func (v *view) most(name string, of func(*view, *introducer) float64) float64 {
	if _, ok := v.highest[name]; !ok {
		for _, c := range v.all {
			v.highest[name] = max(v.highest[name], of(v, c))
		}
	}
	return v.highest[name]
}

// newest and oldest report whether a commit is that among those which wrote lines in a role.
func (v *view) newest(c *introducer, r role) bool { return v.first(c, r, 0, v.rank[c]) }
func (v *view) oldest(c *introducer, r role) bool { return v.first(c, r, v.rank[c]+1, len(v.all)) }

func (v *view) first(c *introducer, r role, from, to int) bool {
	if c.part[r] == 0 {
		return false
	}
	for _, other := range v.all[from:to] {
		if other.part[r] > 0 {
			return false
		}
	}
	return true
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
	if v.rank[c] < recent || len(c.files) > 0 || len(c.named) > 0 || c.restored > 0 || len(c.brought) > 0 {
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

// landed is the number of days for which a commit had landed when the fix was written; negative where the fix did not
// know it.
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

// stemsOf returns the stems of all words of a subject, after what it names before its first colon.
func stemsOf(subject string) map[string]bool {
	subject = strings.ToLower(subject) // first: some letters take more bytes in lower case
	if p := prefix(subject); p != "" {
		subject = subject[len(p):]
	}
	out := make(map[string]bool)
	for _, w := range strings.FieldsFunc(subject, func(r rune) bool { return !letter(r) }) {
		out[stem(w)] = true
	}
	return out
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
