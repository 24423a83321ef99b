package detect

import (
	"iter"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Link is a reference by which a message says, or lets guess, which change its commit repairs or continues.
type Link struct {
	incident.Claim
	How How
}

// How says how a message names a change; the surer come first.
type How int

// The ways of naming. How often the last two are right is measured in docs/accuracy.md.
const (
	Outright  How = iota // "Fixes:", "Follow-up to" and their like begin a line; git's "fixup!"; the issue that a follow-up is for
	Worded               // such words within a line: "a regression from …"
	InPassing            // a SHA, a tag with steps from it, a pull request's number or a Change-Id in the prose, without such a word
)

// linkWords are what stands, lower case, before the name of the change that a commit repairs or continues. They link;
// they never make a finding. Of two that begin alike the longer comes first.
var linkWords = [...]string{
	"fixes", "fixup for", "fixup", "fix for", "follow-up to", "followup to", "follow up to", "follow-up from", "followup from", "follow up from",
	"follow-up on", "follow-up for", "follow up for", "followup for", "regressed in", "caused-by", "bisected to", "amends", "corrects", "complements",
}

// tellingWords are link words too, of sentences that tell how things came to be: unless a colon follows, they are no
// surer at the beginning of a line than within one.
var tellingWords = [...]string{
	"regression in", "regression since", "regression from", "regressed by", "regression of", "caused by", "introduced in", "introduced by",
	"broken in", "broken by", "broken since", "since commit",
}

// Links returns the references by which a message names what it repairs or continues, surest first. They are evidence
// for tracing and never make a finding. Pull or issue numbers after "Fixes" and "Corrects" are left out, as these are
// issues; quoted originals are not this commit's; and the commit from which this one was picked is the same change.
func Links(c incident.Commit) []Link {
	head, rest := split(strings.ReplaceAll(bound(c.Message), "\r\n", "\n"))
	body, _, _ := own(rest)
	subject := cut(incident.Subject(head), titleLimit)
	all := linksWorded(head + "\n\n" + body)
	for _, claim := range issuesContinued(subject, head+"\n\n"+body) {
		all = append(all, Link{claim, Outright})
	}
	if original, ok := autosquash(subject); ok {
		all = append(all, Link{subjectClaim(SubjectKey(original)), Outright})
	}
	names := Names(c)
	for _, claim := range append(references(withoutCopies(subject), titleLimit), inProse(withoutParents(withoutCopies(body)))...) {
		if saysWhich(claim) && !slices.ContainsFunc(names, func(n incident.Claim) bool { return same(n, claim) }) {
			all = append(all, Link{claim, InPassing})
		}
	}
	slices.SortStableFunc(all, func(a, b Link) int { return int(a.How - b.How) })
	var out []Link
	for _, l := range all {
		if len(out) < maxClaims && !slices.ContainsFunc(out, func(have Link) bool { return same(have.Claim, l.Claim) }) {
			out = append(out, l)
		}
	}
	return out
}

// withoutParents leaves out the commits that git names in "This reverts commit X, reversing changes made to Y": Y is
// the side of the merge that stays, and by that the one which was right.
func withoutParents(text string) string {
	text = cut(text, proseLimit)
	for from := 0; from < len(text); from++ {
		at := indexWords(lower(text[from:]), "reversing", "changes", "made", "to")
		if at < 0 {
			break
		}
		from += at
		before := strings.TrimRight(text[:from], ", \t\n")
		merge := before[strings.LastIndexAny(before, " \t\n")+1:]
		if len(merge) < 7 || hexRun(merge) < len(merge) {
			continue
		}
		_, rest, _ := strings.Cut(lower(text[from:]), "made")
		rest = strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(rest, " \t\n"), "to"), " \t\n")
		text = text[:from] + text[len(text)-len(rest)+hexRun(rest):]
	}
	return text
}

// linksWorded returns the references that follow a link word.
func linksWorded(text string) []Link {
	var found []Link
	looked := 0
	for w, at := range linksIn(text) {
		if looked++; looked > maxMentions {
			break
		}
		how := Worded
		start, colon := at-len(w), strings.HasPrefix(text[at:], ":")
		if (start == 0 || text[start-1] == '\n') && (colon || !slices.Contains(tellingWords[:], w)) {
			how = Outright
		}
		refs, _, _ := refList(strings.TrimLeft(cut(text[at:], 400), ":"), false)
		for _, ref := range refs {
			if ref.Type != incident.ClaimPull || !closesIssue(w) {
				found = append(found, Link{ref, how})
			}
		}
	}
	return found
}

// linksIn yields the link words of a text, lower case, and where what follows each begins.
func linksIn(text string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for i := 0; i < len(text); i++ {
			if i > 0 && isWord(text[i-1]) {
				continue
			}
			if w := linkWord(text[i:]); w != "" {
				if !yield(w, i+len(w)) {
					return
				}
				i += len(w) - 1
			}
		}
	}
}

var linkBeginnings = beginnings{lists: [][]string{linkWords[:], tellingWords[:]}}

// linkWord returns the first of the words that begins s as a whole word.
func linkWord(s string) string {
	for _, w := range linkBeginnings.of(s) {
		if hasFold(s, w) && (len(s) == len(w) || !isWord(s[len(w)])) {
			return w
		}
	}
	return ""
}

// closesIssue reports whether a number after the link word is that of an issue which the commit closes.
func closesIssue(w string) bool { return strings.HasPrefix(w, "fix") || w == "corrects" }

// autosquash returns the subject of the commit into which a commit with this subject is to be melted when git rebases.
func autosquash(subject string) (original string, ok bool) {
	original = subject
	for {
		kind, rest, found := strings.Cut(original, "! ")
		if !found || kind != "fixup" && kind != "squash" && kind != "amend" {
			return original, ok
		}
		original, ok = rest, true
	}
}

// saysWhich reports whether a reference in the prose is to one change of this repository.
func saysWhich(c incident.Claim) bool {
	switch c.Type {
	case incident.ClaimSHA, incident.ClaimTag:
		return true
	case incident.ClaimPull:
		return digits(c.Value) // not owner/name#12
	case incident.ClaimChange:
		return len(c.Value) == 41 && c.Value[0] == 'I' // Gerrit's
	}
	return false
}
