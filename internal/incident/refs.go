package incident

import (
	"net/url"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/lazy"
)

// What people write for an issue or a pull request of a forge, for a commit, and for an incident by its key. "#12" is
// one of the repository that the text belongs to.
var (
	refForm = lazy.Regexp(`^(?:[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)?#[0-9]{1,9}$`)
	shaForm = lazy.Regexp(`^[0-9a-f]{7,40}$`)
	keyForm = lazy.Regexp(`^[rh]-[0-9a-f]{7,40}$`)
)

// IsRef reports whether a text is "#12" or "owner/name#12".
func IsRef(s string) bool { return refForm().MatchString(s) }

// IsSHA reports whether a text is surely meant as a commit: 7 to 40 hex digits that are neither a plain number nor a
// plain word.
func IsSHA(s string) bool {
	return shaForm().MatchString(s) && (len(s) == 40 || strings.ContainsAny(s, "0123456789") && strings.ContainsAny(s, "abcdef"))
}

// RefOfURL returns the reference ("owner/name#12" or a commit's SHA) that an address on one of the hosts leads to,
// empty where it leads elsewhere. No host is github.com.
func RefOfURL(address string, hosts ...string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	if len(hosts) == 0 {
		hosts = []string{"github.com"}
	}
	if !slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, u.Host) }) {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) < 4 {
		return ""
	}
	switch parts[2] {
	case "pull", "issues":
		if ref := parts[0] + "/" + parts[1] + "#" + parts[3]; IsRef(ref) {
			return ref
		}
	case "commit":
		if sha := strings.ToLower(parts[3]); shaForm().MatchString(sha) {
			return sha
		}
	}
	return ""
}

var (
	correctsLine = lazy.Regexp(`(?i)^corrects:[ \t]+(.+)$`)
	closingForm  = lazy.Regexp(`(?i)(^|[^A-Za-z0-9_-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]+((?:[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)?#[0-9]{1,9}\b|https?://[^\s<>()"'` + "`" + `]+)`)
)

// maxRefs bounds what one text can refer to.
const maxRefs = 100

// Corrects returns what the "Corrects:" lines of a commit message or a pull request's text refer to: "#12",
// "owner/name#12" or an incident's key, in their order, each once. Quoted lines, indented lines, fenced code and hidden
// comments (the hints of a pull request template) are not looked at. Addresses count on one of hosts, or on github.com
// when none is given.
func Corrects(text string, hosts ...string) []string {
	var refs []string
	eachLine(text, func(line string) bool {
		if m := correctsLine().FindStringSubmatch(line); m != nil {
			for _, word := range strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == ';' }) {
				if ref := reference(word, hosts); ref != "" {
					refs = withRef(refs, ref)
				}
			}
		}
		return len(refs) < maxRefs
	})
	return refs
}

// ClosingRefs returns what a commit message or a pull request's text says it closes, fixes or resolves, by the keywords
// that GitHub acts upon
// (https://docs.github.com/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue): "#12" or
// "owner/name#12". What is left out and which addresses count is as for Corrects; code spans are left out too.
func ClosingRefs(text string, hosts ...string) []string {
	var refs []string
	eachLine(text, func(line string) bool {
		if strings.ContainsAny(line, "#:") {
			for _, m := range closingForm().FindAllStringSubmatch(withoutCode(line), maxRefs) {
				if ref := reference(m[2], hosts); strings.Contains(ref, "#") {
					refs = withRef(refs, ref)
				}
			}
		}
		return len(refs) < maxRefs
	})
	return refs
}

// withRef adds a reference, once.
func withRef(refs []string, ref string) []string {
	if slices.Contains(refs, ref) {
		return refs
	}
	return append(refs, ref)
}

// reference normalises one word to what it refers to; empty when to nothing.
func reference(word string, hosts []string) string {
	word = strings.TrimRight(word, ".,;:!?)")
	switch lower := strings.ToLower(word); {
	case IsRef(word):
		return word
	case keyForm().MatchString(lower):
		return lower
	case strings.HasPrefix(lower, "http"):
		if ref := RefOfURL(word, hosts...); strings.Contains(ref, "#") {
			return ref
		}
	}
	return ""
}

// maxLine is where a line is no longer one that a person wrote, in bytes.
const maxLine = 8 << 10

// eachLine calls fn with the lines of a text that its writer says themselves, until it returns false.
func eachLine(text string, fn func(string) bool) {
	fence, hidden, within := "", false, false // within: the comment began within a paragraph, and can't go on beyond it
	for len(text) > 0 {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		line = strings.TrimRight(line[:min(len(line), maxLine)], " \t\r")
		if hidden {
			_, after, ended := strings.Cut(line, "-->")
			if !ended {
				hidden = line != "" || !within
				continue
			}
			hidden, line = false, after
		}
		trimmed := strings.TrimLeft(line, " ")
		if fence != "" {
			if strings.HasPrefix(trimmed, fence) && strings.Trim(trimmed, fence[:1]) == "" {
				fence = ""
			}
			continue
		}
		if len(line)-len(trimmed) > 3 || strings.HasPrefix(trimmed, "\t") || strings.HasPrefix(trimmed, ">") {
			continue
		}
		if opened := opensFence(trimmed); opened != "" {
			fence = opened
			continue
		}
		within = !strings.HasPrefix(trimmed, "<!--")
		if line, hidden = withoutComments(trimmed); line != "" && !fn(line) {
			return
		}
	}
}

func opensFence(line string) string {
	for _, c := range []string{"`", "~"} {
		n := len(line) - len(strings.TrimLeft(line, c))
		if n >= 3 && (c == "~" || !strings.Contains(line[n:], "`")) {
			return line[:n]
		}
	}
	return ""
}

// withoutComments cuts HTML comments out of a line; open reports that the last one goes on.
func withoutComments(line string) (text string, open bool) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(line, "<!--")
		b.WriteString(before)
		if !found {
			return b.String(), false
		}
		_, after, ended := strings.Cut(rest, "-->")
		if !ended {
			return b.String(), true
		}
		line = after
	}
}

// withoutCode puts a space where a line has code spans.
func withoutCode(line string) string {
	if !strings.Contains(line, "`") {
		return line
	}
	var b strings.Builder
	for {
		at := strings.IndexByte(line, '`')
		if at < 0 {
			b.WriteString(line)
			return b.String()
		}
		n := len(line[at:]) - len(strings.TrimLeft(line[at:], "`"))
		end := closingRun(line[at+n:], n)
		b.WriteString(line[:at])
		if end < 0 { // no such run again: these are plain characters
			b.WriteString(line[at : at+n])
			line = line[at+n:]
			continue
		}
		b.WriteByte(' ')
		line = line[at+n+end+n:]
	}
}

// closingRun returns where a run of exactly n backticks begins, or -1.
func closingRun(s string, n int) int {
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == n {
			return i
		}
		i += run
	}
	return -1
}

var mentionForm = lazy.Regexp(`(?i)(?:#|/issues/|gh-)([0-9]{1,10})`)

// Mentions returns the issues of its own repository that a text refers to, "#12", as far as one can tell without
// knowing how it is rendered: more rather than fewer.
func Mentions(text string) []string {
	var out []string
	for _, m := range mentionForm().FindAllStringSubmatch(text, -1) {
		out = append(out, "#"+m[1])
	}
	return out
}
