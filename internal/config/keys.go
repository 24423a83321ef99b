package config

import (
	"errors"
	"math"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/ownup-dev/ownup/internal/lazy"
)

// form is what a key's value looks like.
type form int

const (
	text   form = iota // one line
	choice             // one of a few words
	list               // several lines of text; in the environment and in flags separated by commas
	toggle             // true or false
	count              // a whole number
	span               // a length of time: 14d, 2w, 36h
)

// Key is one key of the configuration: the only place where its name, form, default and meaning stand.
// docs/configuration.md and `ownup config` are made from this table.
type Key struct {
	Name    string
	Default any      // string, []string, bool or int
	Choices []string // the words allowed, where only some are
	Env     []string // the environment variables that set it, first one wins
	Flag    string   // the command line's flag that sets it, where there is one
	Doc     string   // what it is for, in one or two sentences

	form    form
	min     int
	check   func(string) string // of text and lists: says what is wrong with a line; empty when nothing is
	private bool                // never taken from a file
	trusted bool                // never taken from the repository's file
}

// Keys lists every key, in the order in which they are documented.
func Keys() []Key {
	keys := make([]Key, len(table))
	copy(keys, table)
	for i := range keys {
		keys[i].Env = append([]string{envName(keys[i].Name)}, keys[i].Env...)
	}
	return keys
}

func envName(key string) string {
	return "OWNUP_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

var table = []Key{
	{
		Name: "tracker", form: choice, Choices: []string{"local", "github"}, Default: "local", Flag: "tracker",
		Doc: "Where incidents live: Markdown files on this machine, or GitHub issues. ownup writes to GitHub only where the committed `.ownup.yaml` or a flag says `github`, and in the Action.",
	},
	{
		Name: "local.dir", form: text, Default: "", check: inside("docs/incidents"),
		Doc: "Folder of the repository for the local tracker's files. Empty keeps them in the git directory, where nobody else sees them. What the default branch holds there is known on every branch, and not opened again; nor is what was opened before there was a folder.",
	},
	{
		Name: "github.repository", form: text, Default: "", Env: []string{"GITHUB_REPOSITORY"}, Flag: "repo", check: ownerName,
		Doc: "The repository on GitHub, as `owner/name`. Empty takes it from the remote.",
	},
	{
		Name: "github.api_url", form: text, Default: "", Env: []string{"GITHUB_API_URL"}, check: emptyOr(webAddress), trusted: true,
		Doc: "Address of the API, for an Enterprise server. Not accepted from the repository's file: your token is sent there.",
	},
	{
		Name: "github.server_url", form: text, Default: "https://github.com", Env: []string{"GITHUB_SERVER_URL", "GH_HOST"}, check: webAddress, trusted: true,
		Doc: "Address of the web pages, for links. Not accepted from the repository's file: it decides which token is used.",
	},
	{
		Name: "token", form: text, Default: "", Env: []string{"GITHUB_TOKEN", "GH_TOKEN"}, private: true,
		Doc: "Token for GitHub. Without one, gh's own login is used: from its `hosts.yml`, else by asking `gh auth token`. For an Enterprise server `GH_ENTERPRISE_TOKEN` and `GITHUB_ENTERPRISE_TOKEN` come before GitHub's other two.",
	},
	{
		Name: "owner", form: list, Default: []string{}, check: person,
		Doc: "Who is accountable for the review of every incident: `@login` or `@organization/team`; of several the first. Empty takes the code owner of most of the touched files, by CODEOWNERS, else whoever reverted. A login is assigned to the issue.",
	},
	{
		Name: "stakeholders", form: list, Default: []string{}, check: person,
		Doc: "Whom to tell of every incident, besides the CODEOWNERS teams of the touched paths: logins, teams or addresses.",
	},
	{
		Name: "assign_author", form: toggle, Default: false,
		Doc: "Assign the author of the offending change to the incident. By default they are invited, not assigned.",
	},
	{
		Name: "labels.incident", form: text, Default: "ownup", check: label,
		Doc: "Label of every incident. ownup finds its issues by it, and leaves alone those from which it was taken off.",
	},
	{Name: "labels.revert", form: text, Default: "revert", check: label, Doc: "Label of an incident that a revert opened. To the Action, a merged pull request with it is a revert."},
	{Name: "labels.hotfix", form: text, Default: "hotfix", check: label, Doc: "Label of an incident that a hotfix opened."},
	{Name: "labels.overdue", form: text, Default: "overdue", check: label, Doc: "Label of an incident with a measure past its date."},
	{
		Name: "labels.progress", form: text, Default: "steps", check: emptyOr(label),
		Doc: "First word of the label that shows the steps done, as in `steps: 3/8`. Empty shows none.",
	},
	{
		Name: "branches.maintained", form: list, Default: []string{"main", "master", "release/*", "release-*", "stable/*", "stable-*"}, check: glob,
		Doc: "Branches that must have every repair, and whose pushes and merges the Action looks at: names or globs. The default branch always counts.",
	},
	{
		Name: "releases.tags", form: list, Default: []string{"*"}, check: glob,
		Doc: "Tags that are releases: names or globs.",
	},
	{
		Name: "hotfix.branches", form: list, Default: []string{"hotfix/*", "hotfix-*", "hotfix_*", "hot-fix/*", "hot-fix-*", "hot_fix/*", "hot_fix_*", "hotfixes/*"}, check: beginning,
		Doc: "A merge of a branch whose name begins so is a hotfix: `urgent/*` or `urgent/`, with no other sign of a glob.",
	},
	{
		Name: "hotfix.labels", form: list, Default: []string{"hotfix"}, check: label,
		Doc: "To the Action, a merged pull request with such a label is a hotfix.",
	},
	{
		Name: "since", form: span, Default: "14d",
		Doc: "How far back a sweep looks; where the last one was longer ago, back to that. The Action goes so far back when it knows no better.",
	},
	{
		Name: "silent", form: toggle, Default: false, Flag: "silent",
		Doc: "Also look for commits that undo an earlier one without saying so. They are held, not opened.",
	},
	{
		Name: "daily_cap", form: count, Default: 5, min: 0,
		Doc: "Most incidents opened in 24 hours; the rest is held with that reason. 0 means no limit.",
	},
	{
		Name: "hold.bots", form: toggle, Default: true,
		Doc: "Hold reverts made by bots: report them, open nothing.",
	},
	{
		Name: "hold.docs", form: toggle, Default: true,
		Doc: "Hold reverts of changes that touched documentation only.",
	},
	{
		Name: "hold.same_release", form: toggle, Default: false,
		Doc: "Hold reverts of changes that no release ever contained without the revert.",
	},
	{
		Name: "watch_days", form: count, Default: 30, min: 1,
		Doc: "Days for which the touched paths are watched before an incident may close by itself.",
	},
	{
		Name: "measures", form: choice, Choices: []string{"tasks", "sub-issues"}, Default: "tasks",
		Doc: "Whether corrective measures are lines of a task list or issues of their own.",
	},
	{
		Name: "courtesy_comment", form: toggle, Default: true,
		Doc: "Leave one friendly comment on the offending pull request that says where it is being followed.",
	},
	{
		Name: "template", form: text, Default: "", check: inside(".github/ownup/incident.md.tmpl"),
		Doc: "File of the repository with your own template of the eight steps (Go's `text/template`).",
	},
	{
		Name: "message.template", form: text, Default: "", check: inside(".github/ownup/message.md.tmpl"),
		Doc: "File of the repository with your own template of the message to those affected.",
	},
	{
		Name: "report.weeks", form: count, Default: 8, min: 1,
		Doc: "How many weeks before the one reported its figures are compared with.",
	},
	{
		Name: "hook.open", form: choice, Choices: []string{"sync", "commit"}, Default: "sync",
		Doc: "When a sweep looks at a commit made here: with the next sync, sweep or Action run, or at once in the hook. A hotfix that is amended or rebased after it was opened is another commit: it stays with its incident where both lead to the same cause, and gets one of its own where none is found.",
	},
}

func lookup(name string) (Key, bool) {
	for _, k := range table {
		if k.Name == name {
			return k, true
		}
	}
	return Key{}, false
}

// The checks of a line of text. Each returns what the value must be, or nothing when it is.

func oneLine(s string) string {
	if s == "" {
		return "must not be empty"
	}
	if strings.ContainsFunc(s, unicode.IsControl) || len(s) > 256 {
		return "must be one short line of text"
	}
	return ""
}

// person: "@ada @grace" would be asked after as one account.
func person(s string) string {
	if wrong := oneLine(s); wrong != "" {
		return wrong
	}
	if strings.HasPrefix(s, "@") && strings.ContainsAny(s, " ,") {
		return `must be one name each, separated by commas, as in ["@ada", "@grace"]`
	}
	return ""
}

func emptyOr(check func(string) string) func(string) string {
	return func(s string) string {
		if s == "" {
			return ""
		}
		return check(s)
	}
}

// inside: a path that the repository's file names must not lead out of the repository, or a hostile clone could have
// any file of the machine read into an issue.
func inside(example string) func(string) string {
	return func(s string) string {
		p := filepath.FromSlash(s)
		first, _, _ := strings.Cut(path.Clean(filepath.ToSlash(s)), "/")
		if s != "" && (oneLine(s) != "" || !filepath.IsLocal(p) || strings.Contains(s, `\`) || strings.EqualFold(first, ".git")) {
			return "must be a path inside the repository, such as " + example
		}
		return ""
	}
}

// InRepository reports whether a key may name that path: one inside the repository, and not in its git directory.
func InRepository(path string) bool { return path != "" && inside("")(path) == "" }

var ownerNameForm = lazy.Regexp(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}$`)

func ownerName(s string) string {
	if s != "" && (!ownerNameForm().MatchString(s) || strings.HasSuffix(s, "/.") || strings.HasSuffix(s, "/..")) {
		return "must be owner/name"
	}
	return ""
}

var webAddressForm = lazy.Regexp(`^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$`)

func webAddress(s string) string {
	if !webAddressForm().MatchString(s) {
		return "must be an address such as https://github.example.com"
	}
	return ""
}

// label: GitHub allows 50 characters; a comma separates labels in its listings.
func label(s string) string {
	if wrong := oneLine(s); wrong != "" {
		return wrong
	}
	if len([]rune(s)) > 50 || strings.Contains(s, ",") {
		return "must be a label of at most 50 characters without a comma"
	}
	return ""
}

func glob(s string) string {
	if wrong := oneLine(s); wrong != "" {
		return wrong
	}
	if _, err := path.Match(s, ""); err != nil {
		return "must be a name or a glob such as release/*"
	}
	return ""
}

// beginning: a glob of names that says no more than how they begin.
func beginning(s string) string {
	if wrong := oneLine(s); wrong != "" {
		return wrong
	}
	if strings.ContainsAny(strings.TrimRight(s, "*"), `*?[\`) {
		return "must be the beginning of a branch's name, such as hotfix/*"
	}
	return ""
}

var spanForm = lazy.Regexp(`^([0-9]{1,5})[. ]?(h|d|w|(?:hour|day|week|month|year)s?)(?:[. ]ago)?$`)

// spanUnits are told by their first letter.
var spanUnits = map[byte]time.Duration{
	'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour, 'm': 30 * 24 * time.Hour, 'y': 365 * 24 * time.Hour,
}

// ParseSpan reads a length of time as people give it to --since: hours, days or weeks ("36h", "14d", "2w"), or as git
// takes it ("2.weeks", "3 days ago"), a month being 30 days.
func ParseSpan(s string) (time.Duration, error) {
	wrong := errors.New("must be a length of time such as 36h, 14d or 2w")
	m := spanForm().FindStringSubmatch(s)
	if m == nil {
		return 0, wrong
	}
	n, _ := strconv.Atoi(m[1]) // five digits at most
	unit := spanUnits[m[2][0]]
	if n == 0 || time.Duration(n) > math.MaxInt64/unit { // some three centuries
		return 0, wrong
	}
	return time.Duration(n) * unit, nil
}
