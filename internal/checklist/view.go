package checklist

import (
	"strconv"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/quote"
)

// View is what a template sees of an incident. Every string in it is quoted already, so that no template can let
// foreign text mention, link or close anything; an empty string or list means that the fact is not established.
type View struct {
	Marker     string // the hidden marker; it must stand on a line of its own, best the first
	Key        string
	Hotfix     bool   // a hotfix; otherwise a revert
	Remedy     string // "fix" or "revert"
	Subject    string // of the first offending change, else of the repair
	Others     string // "2 other changes" that were taken back with it; empty where there are none
	Partly     bool   // only a part of it was taken back
	Repository string // "owner/name"

	Owner     string
	OwnerRole string // "configured", "codeowners", "reverter"
	Invited   *List

	Finding                       CommitView
	Offending                     []CommitView
	OffendingLeft                 int // how many more there are
	FindingSubject, ChangeSubject string
	Guess                         string // the subject of what a hotfix may have repaired, where that is a guess; ChangeSubject is empty then
	LandedAt, UndoneAt, Live      string
	Together                      string // the merge that brought both the change and what undid it

	Areas, Paths, Fixes, Unknown        *List
	Releases, Undone, Branches, Missing *List
	MissingTasks                        []TaskView
	Affected, Tell                      *List

	Reason      string // the reason quoted from the message, as a blockquote
	TestsKnown  bool   // whether the change touched tests is established
	TestPaths   *List
	Reviews     []ReviewView
	Earlier     []EarlierView
	EarlierLeft int
	Relands     []RelandView

	ExampleDue  string // a date four weeks on, for the example
	CorrectsRef string // what a Corrects: trailer names
	WatchUntil  string
	WatchOver   bool // it had ended before this was opened
	Commands    bool // the tracker answers slash commands
	Within      bool // the message draft is part of an issue, which has the reason too
	Shortened   bool // some lists were cut to fit

	message *Template
	shrink  []*List
}

// CommitView is a commit as a template shows it.
type CommitView struct {
	Link, Subject string
	Pull          *PullView
	At            string
	Size          string      // files and lines; empty when unknown
	Because       string      // the evidence and the confidence
	Perhaps       bool        // what a hotfix repaired, as a guess
	UndoneBy      *CommitView // the revert of its own that took it back, in a series; nil where Finding did
}

// PullView is a pull request as a template shows it.
type PullView struct {
	Link  string
	Title string // where it says something else than the commit's subject
}

// ReviewView is how a change was reviewed.
type ReviewView struct {
	Link    string
	Remedy  bool // of the repair; otherwise of the change
	Reviews int
	Took    string // from opening to merge
	Checks  string // "passed", "failed", or empty when unknown
}

// EarlierView is an earlier incident on the same paths.
type EarlierView struct {
	Link, At string
	Paths    *List
}

// RelandView is a reapply of the change.
type RelandView struct {
	Link, Subject, At string
	Unchanged         bool // as it was
	Precaution        bool // … and it stayed
}

// TaskView is a task that a template repeats.
type TaskView struct{ ID, Text string }

// style is how foreign text is quoted: for Markdown, or for plain text.
type style struct {
	code    func(string) string
	text    func(string) string
	mention func(string) string
	link    func(text, address string) string
	block   func(s string, lines int) string
}

var (
	inMarkdown = style{quote.Code, func(s string) string { return quote.TextN(s, 300) }, quote.Mention, quote.Link, quote.Block}
	inPlain    = style{
		func(s string) string { return quote.PlainN(s, 120) }, quote.Plain,
		func(s string) string { return quote.Plain(strings.TrimPrefix(s, "@")) },
		func(text, _ string) string { return text }, plainBlock,
	}
)

const (
	maxOffending = 10
	maxEarlier   = 10
	maxDetail    = 6 // sentences of evidence for the first change; two for each of the others
	maxReason    = 30
)

func newView(in incident.Incident, o Options, st style) *View {
	v := &View{
		Marker: Marker(in.Key, in.Aliases), Key: st.code(in.Key), Hotfix: in.Kind == incident.Hotfix, Remedy: "revert",
		Repository: st.code(o.Repository), OwnerRole: quote.Plain(in.Owner.Role),
		LandedAt: day(in.LandedAt), UndoneAt: day(in.TakenBackAt()), Live: incident.Duration(in.Live),
		Finding:  st.commit(in.Finding, 0),
		Partly:   in.Partial,
		Together: st.code(incident.Short(in.Together)),
		Commands: o.Commands, CorrectsRef: in.Key, message: o.Message,
	}
	if v.Hotfix {
		v.Remedy = "fix"
	}
	if in.Owner.Name != "" {
		v.Owner = st.mention(in.Owner.Name)
	}
	v.offending(in, st)
	if p := in.Finding.Pull; p != nil {
		r := st.review(p)
		r.Remedy = true
		v.Reviews = append(v.Reviews, r)
	}
	v.FindingSubject = v.Finding.Subject
	if n := len(in.Offending) - 1; n > 0 && !v.Hotfix {
		v.Others = incident.Count(n, "other change")
	}
	v.Subject = st.subject(story(in.Finding.Subject))
	if v.ChangeSubject != "" && !v.Hotfix {
		v.Subject = v.ChangeSubject
	}

	v.Invited = v.list(in.Invited, st.mention)
	v.Areas = v.list(in.Areas, st.code)
	v.Paths = v.list(in.Paths, st.code)
	if !o.Commands { // a file is read as it stands, with nothing folded away
		v.Paths.cut(inline)
	}
	v.Fixes = v.list(in.Fixes, st.code)
	v.Unknown = v.list(in.Unknown, st.text)
	v.Releases = v.list(in.Releases, st.code)
	v.Undone = v.list(in.Undone, st.code)
	v.branches(in.Branches, st)
	v.Affected = v.list(in.Affected, st.code)
	v.Tell = v.list(in.Tell, st.code)

	v.Reason = st.block(in.Because, maxReason)
	v.TestsKnown = len(in.Offending) > 0 && len(in.Paths) > 0 && !in.Guessed()
	v.TestPaths = v.list(in.TestPaths, st.code)
	v.history(in, st)

	start := in.UndoneAt
	if start.IsZero() {
		start = o.Now
	}
	until := start.AddDate(0, 0, o.watchDays())
	v.WatchUntil, v.WatchOver = day(until), !o.Now.Before(until)
	v.ExampleDue = day(o.Now.AddDate(0, 0, 28))
	return v
}

var storyForm = lazy.Regexp(`(?i)^(?:hot[- ]?fix(?:\([^)]*\))?!?(?:\s*[:/-]\s*|\s+(?:for\s+)?)|revert(?:ed|s)?:?\s+)`)

// story is what a repair's subject is about, without the word that says that it is a repair.
func story(subject string) string {
	subject = quote.Clean(subject, 0)
	about := storyForm().ReplaceAllString(subject, "")
	if inside, ok := strings.CutPrefix(about, `"`); ok && strings.HasSuffix(inside, `"`) {
		about = strings.TrimSuffix(inside, `"`)
	}
	if about == "" {
		return subject
	}
	return about
}

func (v *View) offending(in incident.Incident, st style) {
	for i, c := range in.Offending {
		if i == maxOffending {
			v.OffendingLeft = len(in.Offending) - i
			break
		}
		details := 2
		if i == 0 {
			details = maxDetail
			v.ChangeSubject = st.code(c.Subject)
		}
		view := st.commit(c, details)
		view.Perhaps = v.Hotfix && c.Confidence < incident.Sure
		if c.UndoneBy != nil {
			by := st.commit(*c.UndoneBy, 0)
			view.UndoneBy = &by
		}
		v.Offending = append(v.Offending, view)
		if p := c.Pull; p != nil {
			v.Reviews = append(v.Reviews, st.review(p))
		}
	}
	if in.Guessed() {
		v.Guess, v.ChangeSubject = v.ChangeSubject, ""
	}
}

func (v *View) branches(states []incident.BranchState, st style) {
	var with, missing []string
	for _, b := range states {
		with = append(with, b.Name)
		if !b.HasFix {
			missing = append(missing, b.Name)
			if len(v.MissingTasks) < 20 {
				v.MissingTasks = append(v.MissingTasks, TaskView{ID: encode("branch:" + b.Name[:min(len(b.Name), 100)]), Text: st.code(b.Name)})
			}
		}
	}
	v.Branches = v.list(with, st.code)
	v.Missing = v.list(missing, st.code)
}

func (v *View) history(in incident.Incident, st style) {
	for i, e := range in.Earlier {
		if i == maxEarlier {
			v.EarlierLeft = len(in.Earlier) - i
			break
		}
		title := e.Title
		if title == "" {
			title = e.Key
		}
		paths := newList(e.Paths, st.code)
		paths.cut(3)
		v.Earlier = append(v.Earlier, EarlierView{Link: st.link(st.code(title), e.URL), At: day(e.At), Paths: paths})
	}
	relands := in.Relands
	if len(relands) > maxEarlier {
		relands = relands[len(relands)-maxEarlier:] // the newest say how it stands
	}
	for _, r := range relands {
		v.Relands = append(v.Relands, RelandView{Link: st.code(incident.Short(r.SHA)), Subject: st.subject(r.Subject), At: moment(r.At), Unchanged: r.Unchanged, Precaution: r.Precaution})
	}
}

// list makes a list that may be shortened when the whole grows too long.
func (v *View) list(items []string, quoted func(string) string) *List {
	l := newList(items, quoted)
	if l != nil {
		v.shrink = append(v.shrink, l)
	}
	return l
}

// Draft returns the message draft as a blockquote. In a team's own draft it is ownup's.
func (v *View) Draft() (string, error) {
	within := *v
	within.Within, within.message = true, nil
	draft, err := v.message.draft(&within)
	if err != nil {
		return "", err
	}
	lines := strings.Split(draft, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("> "+line, " ")
	}
	return strings.Join(lines, "\n"), nil
}

func (st style) subject(s string) string {
	if q := st.code(s); q != "" {
		return q
	}
	return "(no subject)"
}

func (st style) commit(c incident.CommitFact, details int) CommitView {
	v := CommitView{Subject: st.subject(c.Subject), At: moment(c.LandedAt), Size: size(c)}
	v.Link = st.link(st.code(incident.Short(c.SHA)), c.URL)
	if c.Pull != nil {
		v.Pull = &PullView{Link: st.pull(c.Pull)}
		if t := quote.Clean(c.Pull.Title, 0); t != "" && !strings.Contains(quote.Clean(c.Subject, 0), t) {
			v.Pull.Title = st.code(t)
		}
	}
	if details > 0 {
		v.Because = st.because(c, details)
	}
	return v
}

func (st style) pull(p *incident.Pull) string { return st.link("#"+strconv.Itoa(p.Number), p.URL) }

func (st style) review(p *incident.Pull) ReviewView {
	r := ReviewView{Link: st.pull(p), Reviews: p.Reviews}
	if !p.CreatedAt.IsZero() && p.MergedAt.After(p.CreatedAt) {
		r.Took = incident.Duration(p.MergedAt.Sub(p.CreatedAt))
	}
	if p.ChecksPassed != nil {
		r.Checks = "failed"
		if *p.ChecksPassed {
			r.Checks = "passed"
		}
	}
	return r
}

// because says what supports the link from the repair to the change, and how sure that makes it.
func (st style) because(c incident.CommitFact, details int) string {
	var parts []string
	for _, d := range c.Detail {
		if len(parts) == details {
			break
		}
		if d = strings.TrimRight(st.text(lowerFirst(toReaders(d))), "."); d != "" {
			parts = append(parts, d)
		}
	}
	if len(parts) == 0 {
		for _, e := range c.Evidence {
			if words := evidenceWords[e]; words != "" {
				parts = append(parts, words)
			}
		}
	}
	if c.Confidence > 0 {
		parts = append(parts, "confidence "+percent(c.Confidence))
	}
	return strings.Join(parts, "; ")
}

// toReaders says a piece of evidence to those who read the commit and its subject right above it.
func toReaders(detail string) string {
	if strings.HasPrefix(detail, "The message names it (sha ") {
		return "The message names it."
	}
	return detail
}

var evidenceWords = map[incident.Evidence]string{
	incident.EvidenceMessage: "the message names it",
	incident.EvidenceContent: "the content is its inverse, in part or whole",
	incident.EvidencePull:    "a pull request names it",
	incident.EvidenceLines:   "it last touched the lines that were repaired",
}
