package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Each row is a subject with a gap, the words that may stand there, and how much a hotfix it is with any of them; 0 is none.
func TestHotfixWords(t *testing.T) {
	for _, c := range []struct {
		subject, words string // words divided by |
		want           Strength
	}{
		{"Merge pull request #12 from ada/%dark-hall", "hotfix/|hotfix-|hotfix_|hot-fix/|hot-fix-|hotfixes/|HotFix/", Strong},
		{"Merge branch '%dark-hall'", "hotfix/|hotfix-|hotfix_|hot-fix/|hot-fix-|hotfixes/", Strong},
		{"%: light the hall", "hotfix|hot-fix|hot fix|HOTFIX|hotfix!|hotfix(hall)|[lamps] hotfix", Strong},
		{"[%] light the hall", "hotfix|hot-fix|hot fix", Strong},
		{"hotfix: fix the % in hall", "lamp|stairs", Strong},
		{"hotfix: fix the %", "test|tests|testing|unit|flaky|ci|lint|linter|readme tests", Weak},
		{"hotfix: fix the %", "doc|docs|documentation|readme|typo|typos|comment|comments|changelog", 0},
		{"Hotfix % of the hall", "lamp|for the lamp", Strong},
		{"Hotfix % of the hall", "branch|branches|build|builds|deployment|doc|docs|documentation|guide|instruction|instructions|label|note|notes|pipeline|policy|" +
			"pr|process|release|releases|script|support|template|version|versions|workflow", 0},
		{"[%] hotfix: light the hall", "ci|test|docs", 0},
		{"%: light the hall", "hotfixed|nohotfix|hotfix(" + strings.Repeat("hall", 20) + ")", 0},
	} {
		for word := range strings.SplitSeq(c.words, "|") {
			subject := strings.ReplaceAll(c.subject, "%", word)
			f, ok := Commit(incident.Commit{Message: subject + "\n"}, Options{})
			if f.Strength != c.want || ok && f.Kind != incident.Hotfix {
				t.Errorf("%q: found %v, %s %s, want %s", subject, ok, f.Strength, f.Kind, c.want)
			}
		}
	}
}
