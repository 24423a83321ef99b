package githubtest

import "time"

// Repo is a repository. Its exported fields may be set before requests are made; afterwards use the methods.
type Repo struct {
	s *Server

	ID            int64
	Owner, Name   string
	Private       bool
	Archived      bool
	NoIssues      bool
	Unlisted      bool              // who has access is told one by one only, as to people from outside the organization
	Unfiltered    bool              // who has access is listed whatever right is asked for, as older servers do
	Roles         map[string]string // lower-case login → a role of the organization's own, of which permissions do not tell
	DefaultBranch string
	Network       []*Repo // forks, and what it was forked from: they share its commits

	rights   map[string]string // lower-case login → admin, write, triage, read
	labels   map[string]*label // by lower-case name
	issues   []*Issue          // number − 1
	commits  map[string]*Commit
	branches map[string]string
	tags     []Tag
	files    map[string]string // path → content, at every ref
	folders  []string
	checks   map[string][]Check
	statuses map[string][]Status
}

type label struct {
	id          int64
	name        string
	color       string
	description string
}

// Issue is an issue, or a pull request where Pull is set.
type Issue struct {
	ID          int64
	Number      int
	Title, Body string
	Author      string
	State       string // open or closed
	Reason      string // completed, not_planned, reopened, or empty
	ClosedBy    string
	Labels      []string
	Assignees   []string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	ClosedAt    time.Time
	Comments    []*Comment
	Pull        *Pull

	events   []event
	deleted  bool
	moved    string // its address since it was transferred to another repository
	parent   *Issue
	children []*Issue
}

// Comment is a comment on an issue or pull request.
type Comment struct {
	ID        int64
	Author    string
	Body      string
	CreatedAt time.Time
	UpdatedAt time.Time
	Reactions []Reaction
}

// Reaction is an emoji that answers a comment.
type Reaction struct {
	ID      int64
	Author  string
	Content string
	At      time.Time
}

// Pull is what a pull request has besides an issue.
type Pull struct {
	Base, Head string // branches
	HeadSHA    string
	MergeSHA   string
	MergedAt   time.Time
	MergedBy   string
	Commits    []string // SHAs it contains, besides MergeSHA
	Reviews    []Review
	Requested  []string // reviewers asked
}

// Review is a review of a pull request.
type Review struct {
	Author string
	State  string // APPROVED, COMMENTED, CHANGES_REQUESTED, DISMISSED, PENDING
	At     time.Time
}

// Commit is a commit.
type Commit struct {
	SHA     string
	Parents []string
	Author  string // "Name <email>"
	At      time.Time
	Message string
	Files   []File
}

// File is what a commit did to a path.
type File struct {
	Path, Status   string
	From           string // the path before, of one that was renamed
	Added, Deleted int
	Patch          string
}

// Tag names a commit.
type Tag struct{ Name, SHA string }

// Check is a check run.
type Check struct{ Name, Status, Conclusion string }

// Status is a commit status.
type Status struct{ Context, State string }

// event is an entry of a timeline.
type event struct {
	id     int64
	kind   string
	actor  string
	at     time.Time
	commit string
	label  string
	from   *Issue // cross-referenced: the issue or pull request that mentions this one
	repo   *Repo  // … and its repository
}
