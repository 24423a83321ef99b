package event

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Plan is what ownup does about an event: its steps in order, and why. A plan without steps has its reason
// too, so that no run ends without an outcome.
type Plan struct {
	Steps   []Step
	Reason  string // one plain sentence
	Warning string // one plain sentence about what will keep the plan from working; usually empty
}

// Step is one thing to do; the fields below Do hold what it is done to.
type Step struct {
	Do Deed

	Kind   incident.Kind // Open: what the pull request was recognised as
	Commit string        // Open: the commit by which it landed

	From string // Sweep: commits reachable from To and not from From; empty: since the last sweep
	To   string // Sweep: a commit; empty: the default branch
}

// Deed names a use case.
type Deed string

// The deeds.
const (
	Open   Deed = "open"   // open an incident for one merged pull request
	Sweep  Deed = "sweep"  // look through commits that landed, open or fold
	Sync   Deed = "sync"   // bring incidents up to date, obey commands, empty the outbox
	Report Deed = "report" // write the weekly review into the job summary
)

// Settings is what the configuration says about events.
type Settings struct {
	Label   string   // the label of ownup's own issues, "ownup"
	Hotfix  []string // labels that make a merged pull request a hotfix
	Revert  []string // labels that make it a revert
	Follows func(branch string) bool
	// Recognise says what a pull request is by its title, body and branch; nil recognises nothing.
	Recognise func(Pull) (incident.Kind, bool)
}

// Decide says what to do about an event. Branches other than the default one count only where
// Settings.Follows says so: what is undone before it reached one of them never landed.
func Decide(e Event, s Settings) Plan {
	switch e.Kind {
	case PullRequest, PullRequestTarget:
		return decidePull(e, s)
	case Push:
		return decidePush(e, s)
	case Schedule, Dispatch:
		return Plan{
			Steps:  []Step{{Do: Sweep}, {Do: Sync}, {Do: Report}},
			Reason: "A scheduled or requested run sweeps what landed, brings incidents up to date and writes the review.",
		}
	case IssueComment:
		return decideComment(e, s)
	case Issues:
		return decideIssue(e, s)
	default:
		return nothing("ownup has nothing to do for the event %q.", e.Name)
	}
}

func decidePull(e Event, s Settings) Plan {
	p := e.Pull
	switch {
	case !p.Merged && e.Action == "closed":
		return nothing("Pull request #%d was closed without being merged.", p.Number)
	case !p.Merged:
		return nothing("Pull request #%d is not merged; ownup looks at it when it is.", p.Number)
	case e.Action != "closed" && e.Action != "labeled":
		return nothing("Nothing about merged pull request #%d changes by %q.", p.Number, e.Action)
	case e.Action == "labeled" && s.Labelled([]string{e.Label}) == "":
		return nothing("The label %q says nothing to ownup.", e.Label)
	}
	plan := Plan{Steps: []Step{{Do: Sync}}}
	if p.Fork && e.Kind == PullRequest {
		plan.Warning = fmt.Sprintf("Pull request #%d comes from a fork, so the token of this run may only read; "+
			"let the workflow run on pull_request_target instead.", p.Number)
	}
	kind, why := s.kind(*p)
	switch {
	case !s.follows(e, p.BaseRef):
		plan.Reason = fmt.Sprintf("Pull request #%d was merged into %q, which ownup does not follow; follow-ups may have moved.", p.Number, p.BaseRef)
	case kind == "":
		plan.Reason = fmt.Sprintf("Pull request #%d was merged; follow-ups may have moved.", p.Number)
	case p.MergeSHA == "":
		plan.Reason = fmt.Sprintf("Pull request #%d is a %s by its %s, but the event names no commit by which it landed.", p.Number, kind, why)
		plan.Steps = []Step{{Do: Sweep}, {Do: Sync}}
	default:
		plan.Reason = fmt.Sprintf("Pull request #%d is a %s by its %s.", p.Number, kind, why)
		plan.Steps = []Step{{Do: Open, Kind: kind, Commit: p.MergeSHA}, {Do: Sync}}
	}
	return plan
}

func decidePush(e Event, s Settings) Plan {
	if tag, ok := strings.CutPrefix(e.Ref, "refs/tags/"); ok {
		if e.After == "" {
			return nothing("The tag %q was deleted.", tag)
		}
		return Plan{Steps: []Step{{Do: Sync}}, Reason: fmt.Sprintf("The tag %q may release follow-ups.", tag)}
	}
	branch := e.Branch()
	switch {
	case e.After == "":
		return nothing("The branch %q was deleted.", branch)
	case !s.follows(e, branch):
		return nothing("ownup does not follow the branch %q.", branch)
	}
	sweep := Step{Do: Sweep, From: e.Before, To: e.After}
	reason := fmt.Sprintf("Commits landed on %q.", branch)
	if e.Forced {
		// What the branch pointed to before may be gone, even from the server.
		sweep.From = ""
		reason = fmt.Sprintf("The branch %q was rewritten.", branch)
	}
	return Plan{Steps: []Step{sweep, {Do: Sync}}, Reason: reason}
}

func decideComment(e Event, s Settings) Plan {
	switch {
	case e.Issue.IsPull:
		return nothing("Commands are read on incidents, and #%d is a pull request.", e.Issue.Number)
	case e.Action != "created" && e.Action != "edited":
		return nothing("A comment on #%d was %s; commands are read when it is written.", e.Issue.Number, e.Action)
	case e.Comment.Bot:
		return nothing("The comment on #%d was written by a bot, and bots give no commands.", e.Issue.Number)
	case !commands(e.Comment.Body):
		return nothing("The comment on #%d holds no /ownup command.", e.Issue.Number)
	case !has(e.Issue.Labels, s.Label): // anybody can comment on any issue, and a sync reads every incident
		return nothing("Commands are read on incidents, and #%d does not carry ownup's label.", e.Issue.Number)
	}
	return Plan{
		Steps:  []Step{{Do: Sync}},
		Reason: fmt.Sprintf("The comment on #%d holds an /ownup command.", e.Issue.Number),
	}
}

func decideIssue(e Event, s Settings) Plan {
	switch {
	case !has(e.Issue.Labels, s.Label):
		return nothing("Issue #%d does not carry ownup's label.", e.Issue.Number)
	case e.ByBot:
		return nothing("Issue #%d was changed by a bot; ownup answers people.", e.Issue.Number)
	}
	switch e.Action {
	case "edited", "closed", "reopened", "assigned", "unassigned", "labeled", "unlabeled":
		return Plan{
			Steps:  []Step{{Do: Sync}},
			Reason: fmt.Sprintf("Incident #%d was %s.", e.Issue.Number, e.Action),
		}
	}
	return nothing("Nothing about incident #%d changes by %q.", e.Issue.Number, e.Action)
}

// kind says what the pull request is, and by what: a label that people set goes before wording.
func (s Settings) kind(p Pull) (kind incident.Kind, why string) {
	if k := s.Labelled(p.Labels); k != "" {
		return k, "label"
	}
	if s.Recognise != nil {
		if k, ok := s.Recognise(p); ok {
			return k, "wording"
		}
	}
	return "", ""
}

// Labelled says what a pull request with these labels is; empty: they say nothing.
func (s Settings) Labelled(labels []string) incident.Kind {
	among := func(ours []string) bool {
		return slices.ContainsFunc(labels, func(l string) bool { return has(ours, l) })
	}
	switch {
	case among(s.Revert):
		return incident.Revert
	case among(s.Hotfix):
		return incident.Hotfix
	}
	return ""
}

func (s Settings) follows(e Event, branch string) bool {
	if branch == "" {
		return false
	}
	return branch == e.DefaultBranch || s.Follows != nil && s.Follows(branch)
}

// commands reports whether a line of the comment begins with a command. Which of them stand in code or quotes is for
// the sync to see.
func commands(body string) bool {
	for line := range strings.Lines(body) {
		if _, ok := incident.CutCommand(line); ok {
			return true
		}
	}
	return false
}

func has(labels []string, name string) bool {
	return slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(l, name) })
}

func nothing(format string, args ...any) Plan { return Plan{Reason: fmt.Sprintf(format, args...)} }
