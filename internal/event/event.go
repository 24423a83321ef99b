// Package event reads what GitHub says has happened and decides what ownup does about it.
//
// It is pure: bytes and values in, values out. Everything in a payload was written by someone else: titles,
// bodies, branch names and messages are data, never instructions, and a field that a pull request's author
// can choose decides nothing about where configuration is read from.
package event

import "strings"

// Kind is the sort of event, by the name GitHub gives it in GITHUB_EVENT_NAME.
type Kind string

// The kinds that ownup acts on; any other event is Other.
const (
	PullRequest       Kind = "pull_request"
	PullRequestTarget Kind = "pull_request_target"
	Push              Kind = "push"
	Schedule          Kind = "schedule"
	Dispatch          Kind = "workflow_dispatch"
	IssueComment      Kind = "issue_comment"
	Issues            Kind = "issues"
	Other             Kind = "other"
)

// Event is one webhook event, reduced to what ownup needs of it.
type Event struct {
	Kind   Kind
	Name   string // as GITHUB_EVENT_NAME gave it
	Action string // "closed", "labeled", "created"; empty for events that have none
	// DefaultBranch is that of the repository; the payload of a scheduled run may leave it empty.
	DefaultBranch string
	ByBot         bool // a program caused the event

	Pull    *Pull    // pull_request, pull_request_target
	Issue   *Issue   // issues, issue_comment
	Comment *Comment // issue_comment
	Label   string   // the label that was added or removed

	Ref    string // push, workflow_dispatch: the full ref, "refs/heads/main"
	Before string // push: the ref's commit until now; empty for a new ref
	After  string // push: its commit now; empty for a deleted one
	Forced bool   // push: Before may be no ancestor of After
}

// Pull is the pull request of the event. Title, Body and HeadRef are its author's words.
type Pull struct {
	Number   int
	Title    string
	Body     string
	Labels   []string
	Merged   bool
	MergeSHA string // the commit by which it landed; empty when not merged
	BaseRef  string // branch name
	HeadRef  string // branch name
	HeadRepo string // "owner/name"; empty when the head repository is gone
	Fork     bool   // the head is not in this repository, or its repository is gone
}

// Issue is the issue of the event; GitHub sends a pull request's comments as comments on an issue.
type Issue struct {
	Number int
	Labels []string
	IsPull bool
}

// Comment is the comment of the event.
type Comment struct {
	Bot  bool // a program wrote it
	Body string
}

// Branch returns the branch the event is about: the pushed one, the base of the pull request, else the
// default branch.
func (e Event) Branch() string {
	if e.Pull != nil {
		return e.Pull.BaseRef
	}
	if branch, ok := strings.CutPrefix(e.Ref, "refs/heads/"); ok {
		return branch
	}
	return e.DefaultBranch
}

// ConfigRef returns the branch whose committed configuration may be obeyed: the default branch, whatever the event is
// about. There is one tracker, and what a branch was cut with, or what somebody pushed to one that nobody guards, is
// not to say how it is kept. Where the payload does not name it, that is the base of a pull request, never its head;
// empty when the payload says nothing.
func (e Event) ConfigRef() string {
	if e.DefaultBranch == "" && e.Pull != nil {
		return e.Pull.BaseRef
	}
	return e.DefaultBranch
}
