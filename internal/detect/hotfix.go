package detect

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Hotfix is the merge of a hotfix branch, or a commit marked as one by its prefix.
const Hotfix = "hotfix"

// The default words; see Options.
var (
	defaultBranches = []string{"hotfix/", "hotfix-", "hotfix_", "hot-fix/", "hot-fix-", "hotfixes/"}
	defaultPrefixes = []string{"hotfix", "hot-fix", "hot fix"}
)

func hotfix(m *message) (hit, bool) {
	about, ok := m.hotfixAbout()
	if !ok || m.title.worded() || onlyOf(about, writing) {
		return hit{}, false
	}
	h := hit{kind: incident.Hotfix, strength: Strong}
	if harmless(about) {
		h.strength = Weak
	}
	return h, true
}

// hasHotfix reports whether the message is marked as a hotfix.
func (m *message) hasHotfix() bool {
	_, ok := m.hotfixAbout()
	return ok
}

// hotfixAbout returns what a hotfix says it is about, in lower case.
func (m *message) hotfixAbout() (about string, ok bool) {
	branches, prefixes := m.options.HotfixBranches, m.options.HotfixPrefixes
	if len(branches) == 0 {
		branches = defaultBranches
	}
	if len(prefixes) == 0 {
		prefixes = defaultPrefixes
	}
	if m.merge && strings.HasSuffix(m.subject, " into "+m.branch) {
		return "", false // another copy of the same branch
	}
	if m.merge && m.branch != "" {
		name := "/" + lower(m.branch)
		for _, b := range branches {
			if i := strings.Index(name, "/"+b); i >= 0 {
				return name[i+1+len(b):], true
			}
			// "hotfix" alone, or at the end: "byline-hotfix". Who merges by hand has other branches of such names.
			word := strings.TrimRight(b, "/-_")
			rest, ok := strings.CutSuffix(name, word)
			if ok && word != "" && (strings.HasSuffix(rest, "/") || strings.HasSuffix(rest, "-")) && strings.HasPrefix(m.subject, "Merge pull request ") {
				return strings.Trim(rest, "/-"), true
			}
		}
	}
	low := strings.TrimSpace(lower(m.subject))
	if m.merge {
		t, _, _ := strings.Cut(strings.TrimLeft(m.lowBody, "\n\t "), "\n")
		low = strings.TrimSpace(cut(t, titleLimit))
	}
	if tag, rest, ok := strings.Cut(low, "]"); ok && strings.HasPrefix(tag, "[") && !checking()[tag[1:]] && !writing()[tag[1:]] && !slices.Contains(prefixes, tag[1:]) {
		low = strings.TrimLeft(rest, " ") // "[backend] hotfix for …"
	}
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(low, p); ok {
			if after, ok := marked(rest); ok {
				return after, true
			}
		}
		if rest, ok := strings.CutPrefix(low, "["+p+"]"); ok {
			return rest, true
		}
		// Below "Merge branch 'x'" stands a sentence about the topic, not a title.
		if rest, ok := strings.CutPrefix(low, p); ok && (!m.merge || strings.HasPrefix(m.subject, "Merge pull request ")) && freely(rest) {
			return rest, true
		}
	}
	return "", false
}

// freely reports whether what stands behind "Hotfix" can be what was mended: nothing, or words that aren't about hotfixes in general.
func freely(rest string) bool {
	if rest == "" {
		return true
	}
	first, _, _ := strings.Cut(strings.TrimLeft(rest, " -"), " ")
	first = strings.TrimRight(first, ".,:")
	return rest[0] == ' ' && !general()[first] && !general()[strings.TrimSuffix(first, "s")]
}

// marked reads ": …", "(scope): …", "!: …" and "/…: …" after a prefix.
func marked(rest string) (after string, ok bool) {
	if strings.HasPrefix(rest, "(") {
		end := strings.Index(cut(rest, 60), ")")
		if end < 0 {
			return "", false
		}
		rest = rest[end+1:]
	}
	rest = strings.TrimPrefix(rest, "!")
	return strings.CutPrefix(rest, ":")
}

// What hotfixes are about that mend nothing for anybody in haste: writing alone makes none at all.
var (
	writing  = set("doc docs documentation readme typo typos comment comments changelog")
	checking = set("test tests testing unit flaky ci lint linter")
	general  = set("branch branches build deployment doc documentation guide instruction label note pipeline policy pr process release script support template version workflow")
	joining  = set("fix fixes the a in for of and failing broken update into test1")
)

// harmless reports whether all words of a hotfix are about tests, documentation or the like.
func harmless(about string) bool { return onlyOf(about, writing, checking) }

// onlyOf reports whether a hotfix is about nothing but some of the words, fillers aside.
func onlyOf(about string, words ...func() map[string]bool) bool {
	n := 0
	for _, w := range strings.FieldsFunc(about, func(r rune) bool { return r < 'a' || r > 'z' }) {
		switch {
		case slices.ContainsFunc(words, func(of func() map[string]bool) bool { return of()[w] }):
			n++
		case !joining()[w]:
			return false
		}
	}
	return n > 0
}
