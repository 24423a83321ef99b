package detect

import (
	"slices"
	"strings"
)

// What tools and templates put into messages, which is no reason for anything.

// forms are beginnings of paragraphs that tools and templates put into messages, and of what was tested, lower case.
var forms = [...]string{
	"test plan:", "[please remove]", "this pr was created by the merge bot", "this pr was merged into the ", "this pr was squashed before ", "this pr was submitted for the ",
	"by submitting this pull request", "stack from [ghstack](",
}

func formal(p string) bool {
	p = strings.TrimLeft(p, "*_> ")
	return slices.ContainsFunc(forms[:], func(start string) bool { return hasFold(p, start) })
}

// testHeadings head what a message tells of how its change was tried, lower case.
var testHeadings = [...]string{
	"test plan", "testing", "tests", "how was this tested", "how was this patch tested", "how has this been tested",
	"how to test", "how to test this pr", "how to test and review this pr", "steps to test", "steps to test this pr", "validation steps performed",
}

// untested leaves out what stands below such a heading, with a # before it or underlined: that is no reason.
func untested(body string) string {
	at := 0
	for line := range strings.Lines(body) {
		if text, ok := heading(line, body[at+len(line):]); ok && slices.Contains(testHeadings[:], text) {
			return body[:at]
		}
		at += len(line)
	}
	return body
}

// heading returns, in lower case, the text of a line that is a heading: one that has a # before it, or is underlined by
// the line that comes next.
func heading(line, rest string) (text string, ok bool) {
	text, _, _ = strings.Cut(lower(strings.Trim(strings.TrimSpace(line), "#*?: ")), " (") // "How to test (required)"
	return text, underlined(rest) || strings.HasPrefix(line, "#")
}

// underlined reports whether what comes next is a line that underlines a heading.
func underlined(rest string) bool {
	next, _, _ := strings.Cut(rest, "\n")
	next = strings.TrimSpace(next)
	return len(next) >= 3 && (strings.Trim(next, "-") == "" || strings.Trim(next, "=") == "")
}

// machine are beginnings of lines that tools write and that give no reason, lower case.
var machine = [...]string{
	"original commit changeset", "original phabricator diff", "see merge request", "closes #", "fixes #", "closes http",
	"differential revision", "…", "...", "reverted changes:", "ref: #", "bug: #", "original differential revision",
	"(note: this ignores", "[ci ", "[skip ", "see title", "see attached task", "(the context such as",
	"(sapling split of ", "(cherry picked from ", "r? ", "cc @", "cc #", "cc `", "bors r", "@bors ", "changelog:", "changelog skip",
	"rewritten from ", "ghstack-source-id", "@exported-using-", "exported-using-", "pull request resolved:", "[formerly ", "created by moe:", "moe_migrated_revid", "tbr=",
}

var machineLines = beginnings{lists: [][]string{machine[:]}}

// tidy removes from a paragraph what tools wrote, and the word "Summary:" at its beginning.
func tidy(p string) string {
	p = strings.TrimSpace(p)
	if strings.HasPrefix(p, "Summary:") {
		p = strings.TrimSpace(p[len("Summary:"):])
	}
	var b strings.Builder
	ofMerge, at := false, 0
	for line := range strings.Lines(p) {
		at += len(line)
		text := strings.TrimSpace(line)
		if conflicts(text) {
			break // git's list of the files in which they were
		}
		heading, box := strings.TrimLeft(text, "#"), strings.TrimPrefix(strings.TrimPrefix(text, "- "), "* ")
		bold := strings.TrimRight(box, ":")
		switch {
		case strings.Trim(text, "-") == "", strings.Trim(text, "=") == "", task(text), field(text): // a line across; a task alone
		case strings.Count(text, " ") <= 3 && !strings.HasSuffix(text, ".") && underlined(p[at:]):
		case b.Len() > 0 && hasFold(text, "this reverts commit ") && strings.HasSuffix(text, ", reversing"):
			ofMerge = true // git's sentence for a merge, which goes on in the next line
		case ofMerge && hasFold(text, "changes made to "):
		case bareRevert(text) && (b.Len() > 0 || !hasFold(text, "this")): // the first is what the rest is read behind
		case strings.HasPrefix(heading, " ") && (strings.HasPrefix(text, "##") || strings.Count(heading, " ") <= 4 || strings.HasSuffix(text, "?")), // of a template for pull requests
			strings.HasPrefix(bold, "**") && strings.HasSuffix(bold, "**") && strings.Count(bold, " ") <= 3 && strings.Count(bold, "**") == 2,
			strings.HasPrefix(text, "|"), strings.Trim(lower(text), "_*. ") == "no response":
		case hasFold(box, "[ ]"), hasFold(box, "[x]"): // of a template for pull requests
		case (hasFold(text, "no review") || hasFold(text, "review by ")) && !strings.Contains(text, ". ") && (b.Len() == 0 || strings.HasSuffix(b.String(), ".\n")):
		case (hasFold(text, "depends on ") || hasFold(text, "fixes http")) && onlyNames(text):
		case tellsWhy(text) || !machineLines.begin(cut(text, 80)):
			b.WriteString(line)
		}
	}
	return strings.TrimSpace(b.String())
}

// fields are, in lower case, the last words of the labels that templates have for names of what a change belongs to.
var fields = words{list: "url urls link links task tasks issue issues ticket tickets design bug ccbug docs pr"}

// field reports whether a line is a field of a template that has no words of people, "Task/Issue URL: https://…" or
// "Design (if applicable): None". In its label each word begins in upper case: "It broke a bug: https://…" tells why.
func field(line string) bool {
	label, value, ok := strings.Cut(line, ":")
	if !ok {
		return false
	}
	label, optional := strings.CutSuffix(strings.TrimSpace(label), "(if applicable)")
	last := ""
	for w := range strings.FieldsSeq(label) {
		if w[0] < 'A' || w[0] > 'Z' || w == "See" {
			return false
		}
		last = strings.TrimSuffix(w, "(s)")
	}
	const longest = 5 // words
	if !optional && !fields.has(lower(last[strings.LastIndexByte(last, '/')+1:])) || strings.Count(label, " ") >= longest {
		return false
	}
	value = strings.Trim(value, " *_")
	low := lower(strings.TrimRight(value, "."))
	return value == "" || isAddress(value) || low == "none" || low == "n/a" || digits(value)
}

// isAddress reports whether a text is an address and nothing else.
func isAddress(s string) bool { return strings.Contains(s, "://") && !strings.ContainsAny(s, " \n") }

// conflicts reports whether a text is git's heading above the files in which there were some.
func conflicts(text string) bool {
	return strings.TrimLeft(strings.TrimSpace(text), "#; ") == "Conflicts:"
}

// bareRevert reports whether a line says what is reverted as git does, maybe behind one word, and nothing else.
func bareRevert(line string) bool {
	low := lower(line)
	before, rest, _ := strings.Cut(low, "this reverts commit ")
	sha := strings.TrimRight(rest, ". ")
	return !strings.Contains(strings.TrimSpace(before), " ") && len(sha) >= 7 && hexRun(sha) == len(sha)
}

// sentences leaves out what is no sentence of people: the hints between <!-- and --> of a template for pull requests,
// which a page would not show, and what stands between two lines of ```.
func sentences(s string) string {
	return without(without(s, "<!--", "-->", ""), "\n```", "\n```", "\n\n")
}
