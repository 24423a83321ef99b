package checklist

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/quote"
)

// maxNumbered bounds how many measures an incident's status remembers: more than anyone will write.
const maxNumbered = 200

// Number gives each measure the number by which the status comment shows it and by which commands refer to it. A
// measure keeps its number when lines come and go around it, and when its own words change; a number is never given to
// another. What was shown last stands hidden in the status comment that was written last; without one, the measures are
// numbered as they come. It returns the highest number ever given.
func Number(measures []incident.Measure, status string) (last int) {
	shown, last := readNumbers(status)
	// What is there word for word keeps its number; claimed[i] says which measure it is.
	claimed, digests := make([]int, len(shown)), make([]string, len(measures))
	for j, m := range measures {
		digests[j] = digest(m.Text)
	}
	for i, s := range shown {
		claimed[i] = -1
		for j := range measures {
			if measures[j].N == 0 && digests[j] == s.digest {
				measures[j].N, measures[j].ID = s.n, s.id
				claimed[i] = j
				break
			}
		}
	}
	// What has most of its words still.
	said := make([]map[string]bool, len(measures)) // in which words, as far as it was asked
	for i, s := range shown {
		if claimed[i] >= 0 {
			continue
		}
		best, most, text := -1, 0.5, wordsIn(s.text)
		for j := range measures {
			if measures[j].N > 0 {
				continue
			}
			if said[j] == nil {
				said[j] = wordsIn(quote.TextN(measures[j].Text, 300))
			}
			if a := alike(text, said[j]); a >= most {
				best, most = j, a
			}
		}
		if best >= 0 {
			measures[best].N, measures[best].ID = s.n, s.id
			claimed[i] = best
		}
	}
	// Between two that stayed, as many as before: those are the same in other words.
	for i := 0; i < len(shown); {
		if claimed[i] >= 0 {
			i++
			continue
		}
		end := i
		for end < len(shown) && claimed[end] < 0 {
			end++
		}
		from, to := 0, len(measures)
		if i > 0 {
			from = claimed[i-1] + 1
		}
		if end < len(shown) {
			to = claimed[end]
		}
		if to-from == end-i {
			for k := range end - i {
				if m := &measures[from+k]; m.N == 0 {
					m.N, m.ID = shown[i+k].n, shown[i+k].id
				}
			}
		}
		i = end
	}
	ids := map[string]bool{}
	for _, s := range shown {
		ids[s.id] = true
	}
	for j := range measures {
		if m := &measures[j]; m.N == 0 {
			last++
			if m.N, m.ID = last, digest(m.Text); ids[m.ID] {
				m.ID = digest(fmt.Sprintf("%d %s", m.N, m.Text)) // the same words a second time
			}
			ids[m.ID] = true
		}
	}
	return last
}

// shown is a measure as the status comment remembers it.
type shown struct {
	n      int
	digest string // of its words
	id     string // digest of the words it was first written with
	text   string // as it is shown
}

// wordsIn returns the words of a text, in lower case.
func wordsIn(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		set[w] = true
	}
	return set
}

// alike is the share of words that two texts have in common, 0 to 1.
func alike(a, b map[string]bool) float64 {
	common := 0
	for w := range a {
		if b[w] {
			common++
		}
	}
	return float64(common) / float64(max(len(a), len(b), 1))
}

// digest stands for a measure's words.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// numbersField writes what readNumbers reads: "measures=4/1.words/3.words.id", the highest number first.
func numbersField(measures []incident.Measure, last int) string {
	if last == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, " measures=%d", last)
	for _, m := range measures[:min(len(measures), maxNumbered)] {
		now := digest(m.Text)
		fmt.Fprintf(&b, "/%d.%s", m.N, now)
		if m.ID != now {
			b.WriteString("." + m.ID)
		}
	}
	return b.String()
}

func readNumbers(status string) (all []shown, last int) {
	parts := strings.Split(find(status, markStatus)["measures"], "/")
	last, err := strconv.Atoi(parts[0])
	if err != nil || last < 0 || last > 1e6 {
		return nil, 0
	}
	texts := shownTexts(status)
	taken := map[int]bool{}
	for _, part := range parts[1:min(len(parts), maxNumbered+1)] {
		of := strings.Split(part, ".")
		n, err := strconv.Atoi(of[0])
		if err != nil || n < 1 || n > last || taken[n] || len(of) < 2 || len(of) > 3 || !isDigest(of[1]) || !isDigest(of[len(of)-1]) {
			continue
		}
		taken[n] = true
		all = append(all, shown{n: n, digest: of[1], id: of[len(of)-1], text: texts[n]})
	}
	return all, last
}

// shownLine begins what the status comment says of a measure; its text ends before who looks after it, or what has come
// of it.
var shownLine = lazy.Regexp("(?m)^\\* `([0-9]{1,6})` (?:\\*\\*|~~)(.*?)(?:\\*\\*|~~)(?:$| –|;)")

func shownTexts(status string) map[int]string {
	texts := map[int]string{}
	for _, m := range shownLine().FindAllStringSubmatch(status, maxNumbered) {
		n, _ := strconv.Atoi(m[1])
		texts[n] = m[2]
	}
	return texts
}

func isDigest(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == 12
}
