package detect

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Hotfix is the merge of a hotfix branch, or a commit marked as one by its prefix.
const Hotfix = "hotfix"

var (
	// defaultBranches are the beginnings of hotfix branches' names where the team has chosen none; see Options.
	defaultBranches = []string{"hotfix/", "hotfix-", "hotfix_", "hot-fix/", "hot-fix-", "hot_fix/", "hot_fix_", "hotfixes/"}
	// hotfixWords make a commit a hotfix before a colon, a scope, or in brackets.
	hotfixWords = []string{"hotfix", "hot-fix", "hot fix", "hot_fix", "emergency fix", "urgent fix"}
	// alarms do so before a colon or in brackets; within a title they may be what the program is about.
	alarms = [...]string{"emergency", "urgent"}
)

// branchSigns stand between the words of branches' names.
const branchSigns = "/-_"

func hotfix(m *message) (hit, bool) {
	s := m.hotfixStrength()
	return hit{kind: incident.Hotfix, strength: s}, !m.title.worded() && !m.fromHotfixReverts()
}

// fromHotfixReverts reports whether what came from a hotfix's branch, by a merge or by the title that forges make of
// the branch's name, says plainly in its body what it reverts.
func (m *message) fromHotfixReverts() bool {
	branch := m.branch != "" || startsWithAny(lower(m.subject), []string{"hotfix/", "hot-fix/"})
	return branch && slices.ContainsFunc(m.direct, func(n mention) bool {
		return n.verb == revert && n.form == third && len(n.refs) > 0 && !n.bullet && !n.item && !n.ofPart()
	})
}

// hasty reports whether a title of undoing calls itself a hotfix before it says so, or a branch does of which the body
// alone says so.
func (m *message) hasty() bool {
	if !m.title.worded() {
		return m.fromHotfixReverts() && m.hotfixStrength() == Strong
	}
	scope := lower(m.title.scope)
	return slices.ContainsFunc(hotfixWords, func(p string) bool { return strings.Contains(scope, p) }) && m.hotfixStrength() == Strong
}

// hotfixStrength returns how plainly the message is that of a hotfix; 0 where it is none. What mends tests alone, and
// what only its body calls a hotfix, is so weakly.
func (m *message) hotfixStrength() Strength {
	about, ok := m.hotfixAbout()
	switch {
	case onlyOf(about, &writing):
		return 0
	case ok && !onlyOf(about, &writing, &checking):
		return Strong
	case ok || m.callsItself():
		return Weak
	}
	return 0
}

// hotfixAbout returns what a hotfix says it is about in its branch's name or in its title, in lower case.
func (m *message) hotfixAbout() (about string, ok bool) {
	branches := m.options.HotfixBranches
	if len(branches) == 0 {
		branches = defaultBranches
	}
	if into := m.subject[strings.LastIndex(m.subject, " ")+1:]; strings.HasSuffix(m.subject, " into "+into) {
		switch {
		case into == m.branch, m.branch == "origin/"+into: // another copy of the same branch
			return "", false
		case m.merge && topicBranch(lower(into)): // it is brought up to date with the hotfix
			return "", false
		}
	}
	if m.mergesPull() && m.onlyCarries(branches) {
		return "", false
	}
	if m.branch != "" { // of a merge
		if about, ok := branchAbout(m.branch, branches, m.mergesPull()); ok {
			return about, true
		}
	}
	return m.titleAbout()
}

// onlyCarries reports whether the title of a pull request is about hotfixes in general, or about bringing them
// elsewhere, or about taking one away, or is that of a release from the branch on which a team gathers them.
func (m *message) onlyCarries(branches []string) bool {
	title := lower(titleBelow(m.body))
	gathers := func(beginning string) bool { return strings.TrimRight(beginning, branchSigns) == lower(m.branch) }
	return tellsOfHotfixes(title) || movesHotfixes(title) || removesHotfix(title) || releases(title) && slices.ContainsFunc(branches, gathers)
}

// mergesPull reports whether this is the merge of a pull request as GitHub, Bitbucket and GitLab make it: below its
// subject stands the title.
func (m *message) mergesPull() bool {
	return strings.HasPrefix(m.subject, "Merge pull request ") || strings.HasPrefix(m.subject, "Merged in ") || m.has("\nsee merge request ")
}

// branchAbout returns what the name of a hotfix branch says it is about: it begins like one, at a slash, or one of a
// pull request is "hotfix" alone or has that among its words, as "byline-hotfix", "bylineHotfix" and "ada-hotfix2" do,
// unless it goes on about hotfixes. Who merges by hand has other branches of such names.
func branchAbout(branch string, beginnings []string, pull bool) (about string, ok bool) {
	branch = "/" + branch
	name := lower(branch)
	for _, b := range beginnings {
		if i := strings.Index(name, "/"+b); i >= 0 {
			return name[i+1+len(b):], true
		}
	}
	for _, b := range beginnings {
		word := strings.TrimRight(b, branchSigns)
		i := strings.Index(name, word)
		if !pull || word == "" || i < 1 || strings.IndexByte(branchSigns, name[i-1]) < 0 && (branch[i] == name[i] || branch[i-1] != name[i-1]) {
			continue
		}
		rest := strings.TrimLeft(name[i+len(word):], "0123456789")
		if rest != "" && strings.IndexByte(branchSigns, rest[0]) < 0 {
			continue
		}
		before, after := letters(name[:i]), letters(rest)
		if slices.ContainsFunc(after, aboutHotfixes) {
			continue
		}
		return strings.Join(slices.Concat(before, after), " "), true
	}
	return "", false
}

// titleAbout returns what the title of a hotfix says it is about: what follows "hotfix:", "hotfix(hall):", "[hotfix]",
// "(hotfix)" or the word alone, or what stands before "(hotfix)" at the end. Tags, the key of an issue and the part
// that was mended may stand before it.
func (m *message) titleAbout() (about string, ok bool) {
	title := m.subject
	if m.merge {
		title = titleBelow(m.body)
	}
	bare := untagged(title)
	tags, low := lower(strings.TrimSuffix(title, bare)), lower(bare[issueLength(bare):])
	if slices.ContainsFunc(letters(tags), func(w string) bool { return writing.has(w) || checking.has(w) }) {
		return "", false // "[ci] Hotfix for the lamp"
	}
	for _, p := range slices.Concat(hotfixWords, alarms[:]) {
		if _, tag, ok := strings.Cut(tags, "["+p); ok && strings.IndexByte("],: -", tag[0]) >= 0 && !aboutHotfixes(strings.Trim(tag, ",: -]")) {
			return low, true
		}
		if rest, ok := strings.CutPrefix(low, "("+p+")"); ok {
			return rest, true
		}
		rest, ok := strings.CutPrefix(low, p)
		if !ok {
			continue
		}
		if after, ok := marked(rest); ok {
			return after, true
		}
		// Below "Merge branch 'x'" stands a sentence about the topic, not a title.
		if (!m.merge || m.mergesPull()) && freely(rest) && !slices.Contains(alarms[:], p) {
			return rest, true
		}
		if m.mergesPull() && isRelease(rest) {
			return rest, true
		}
	}
	if m.merge && !m.mergesPull() {
		return "", false
	}
	low = withoutPulls(low)
	for _, p := range hotfixWords {
		for _, tag := range [...]string{" (" + p + ")", " [" + p + "]"} {
			if before, ok := strings.CutSuffix(low, tag); ok {
				return before, true
			}
		}
	}
	return partAbout(low)
}

// partAbout reads a title in which other words stand before the word: "hall: hotfix the lamp", "Minor hotfix for the
// hall", "Hall hotfix: the lamp", or a few words and "hotfix" at the end.
func partAbout(title string) (about string, ok bool) {
	for _, p := range hotfixWords {
		before, after, found := strings.Cut(title, p)
		if !found {
			continue
		}
		const most = 4
		words := strings.Fields(before)
		if len(words) == 0 || len(words) > most || !strings.HasSuffix(before, " ") {
			return "", false
		}
		kind := kinds.has(words[len(words)-1])
		if kind {
			words = words[:len(words)-1]
		}
		part := strings.Join(words, " ")
		colon := strings.HasSuffix(part, ":")
		switch {
		case slices.ContainsFunc(letters(part), func(w string) bool { return writing.has(w) || checking.has(w) }):
			return "", false
		case (colon || kind && part == "") && freely(after):
			return part + after, true
		case slices.ContainsFunc(letters(part), func(w string) bool { return doingWith.has(w) || aboutHotfixes(w) }):
			return "", false
		}
		return part + after, strings.HasPrefix(after, ": ") || strings.Trim(after, "es.!") == ""
	}
	return "", false
}

// callsItself reports whether a sentence of the body says that this is a hotfix. A list's items speak of parts, and
// what is quoted or set in of others.
func (m *message) callsItself() bool {
	for line := range strings.Lines(m.lowBody) {
		if line[0] < 'a' {
			continue
		}
		for _, p := range hotfixWords {
			before, after, ok := strings.Cut(strings.TrimSuffix(line, "\n"), p)
			if ok && saysThisIs(strings.Fields(before[strings.LastIndex(before, ". ")+1:])) && freely(" "+after) {
				return true
			}
		}
	}
	return false
}

// saysThisIs reports whether the words before "hotfix" are those of "this is a", "this PR is just a quick", and the
// like.
func saysThisIs(words []string) bool {
	is := slices.Index(words, "is")
	if is < 1 || is > 2 || words[0] != "this" || is == 2 && !changeWords.has(words[1]) {
		return false
	}
	return !slices.ContainsFunc(words[is+1:], func(w string) bool { return !filling.has(w) })
}

// freely reports whether what stands behind "Hotfix" can be what was mended: nothing, or words that aren't about
// hotfixes in general. "Hotfix/dark hall" is the title that GitHub makes of a branch's name.
func freely(rest string) bool {
	return rest == "" || strings.IndexByte(" ,/", rest[0]) >= 0 && !aboutHotfixes(strings.TrimLeft(rest, " -,/"))
}

// isRelease reports whether what stands behind "Hotfix" says which release it makes: " release v1.2.3". A commit of
// that title mostly sets the version alone; the merge of a pull request brings what was mended.
func isRelease(rest string) bool {
	version, ok := strings.CutPrefix(rest, " release ")
	return ok && isVersion(version)
}

// aboutHotfixes reports whether what follows "hotfix" begins with a word for something that hotfixes have or go
// through.
func aboutHotfixes(text string) bool {
	first, _, _ := strings.Cut(text, " ")
	first = strings.TrimRight(first, ".,:")
	return general.has(first) || general.has(strings.TrimSuffix(first, "s"))
}

// tellsOfHotfixes reports whether a title, in lower case, is about hotfixes in general: "Publish hotfix branches".
func tellsOfHotfixes(title string) bool {
	for _, p := range hotfixWords {
		before, after, _ := strings.Cut(title, p)
		if before != "" && strings.HasPrefix(after, " ") && aboutHotfixes(after[1:]) {
			return true
		}
	}
	return false
}

// movesHotfixes reports whether a title, in lower case, says that what was mended elsewhere is brought to another
// branch than the default one: "Hotfixes into develop".
func movesHotfixes(title string) bool {
	for _, p := range hotfixWords {
		_, after, _ := strings.Cut(title, p)
		after = strings.TrimLeft(strings.TrimPrefix(after, "es"), " -=")
		how, to, _ := strings.Cut(after, " ")
		if !slices.Contains([]string{"into", "to", ">", "→"}, how) {
			continue
		}
		to, _, _ = strings.Cut(to, " ")
		to = strings.Trim(to, "`'\".,:")
		if slices.Contains(developBranches, to) || slices.Contains([]string{"dev", "unstable", "staging"}, to) || releaseBranch(to) || strings.Contains(to, "release") {
			return true
		}
	}
	return false
}

// removesHotfix reports whether a title, in lower case, takes a hotfix away: "Remove the lamp hotfix".
func removesHotfix(title string) bool {
	title = pastLabels(withoutPulls(title))
	return startsWithAny(title, []string{"remove ", "removes ", "removed ", "drop ", "delete "}) &&
		slices.ContainsFunc(hotfixWords, func(p string) bool { return strings.HasSuffix(strings.TrimSuffix(title, "es"), " "+p) })
}

// releases reports whether a title, in lower case, is that of a release: "Release v1.2", "Patch release 2026-03-01".
func releases(title string) bool {
	for _, kind := range [...]string{"patch ", "master ", "minor ", "major "} {
		title = strings.TrimPrefix(title, kind)
	}
	return strings.HasPrefix(title, "release ") && strings.ContainsAny(title, "0123456789")
}

// topics are how the names of branches begin on which something is made, and 4711-dark-hall is one for an issue.
var topics = [...]string{"feature", "feat/", "feat-", "topic/", "bugfix", "fix/", "fix-"}

// topicBranch reports whether a branch with this name, in lower case, is one on which something is made.
func topicBranch(name string) bool {
	for _, t := range topics {
		if strings.HasPrefix(name, t) {
			return true
		}
	}
	name = strings.TrimPrefix(name, "#")
	n := digitRun(name)
	return n >= 3 && n+1 < len(name) && strings.IndexByte("-_", name[n]) >= 0 && digitRun(name[n+1:]) == 0 && !releaseBranch(name)
}

// letters returns the words of a lower-case text, without its digits and signs.
func letters(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' })
}

// marked reads what follows a prefix and its colon: ": …", "(scope): …", "!: …".
func marked(rest string) (after string, ok bool) {
	if strings.HasPrefix(rest, "(") {
		end := strings.Index(cut(rest, 60), ")")
		rest = rest[end+1:]
	}
	rest = strings.TrimPrefix(rest, "!")
	return strings.CutPrefix(rest, ":")
}

// The words around "hotfix". What is about writing alone is no hotfix, about checking a weak one: they mend nothing for
// anybody in haste. General is what hotfixes have or go through ("hotfix release"). Filling stands in "this PR is just
// a hotfix", and joining is passed over. DoingWith makes "hotfix" what something is done with, or for; kinds are of it.
var (
	writing   = words{list: "doc docs documentation readme typo typos comment comments changelog"}
	checking  = words{list: "test tests testing unit flaky ci lint linter"}
	general   = words{list: "branch branches deployment doc documentation guide instruction label lane note pipeline policy pr process release script support template tooling version workflow"}
	filling   = words{list: "a an as be just meant only quick rather simple small temporary the to"}
	joining   = words{list: "fix fixes the a in for of and"}
	doingWith = words{list: `a after against an and as before by for from in into no of on or the to via with about
		add adds allow allows apply backport bump create drop finish include merge merging remove removes resolve start target undo update updates use last latest next old previous recent`}
	kinds = words{list: "critical emergency important minor quick simple small temporary tiny urgent"}
)

// onlyOf reports whether a hotfix is about nothing but some of the words, fillers aside.
func onlyOf(about string, lists ...*words) bool {
	n := 0
	for _, w := range letters(about) {
		switch {
		case slices.ContainsFunc(lists, func(l *words) bool { return l.has(w) }):
			n++
		case !joining.has(w):
			return false
		}
	}
	return n > 0
}
