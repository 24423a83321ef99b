package incident

import (
	"slices"
	"time"
)

// Incident is a chain for which the eight steps are asked, with every fact a machine could find. What was
// not established is listed in Unknown, never guessed.
type Incident struct {
	Key     string   // the chain's key
	Aliases []string // further keys under which the same chain may be known (each finding's and each offending commit's)
	Kind    Kind
	Chain   Chain

	Finding   CommitFact   // the revert or hotfix that opened the incident
	Offending []CommitFact // best first; Evidence and Confidence set

	Partial  bool          // only a part of what is offending was taken back
	LandedAt time.Time     // of the first offending commit; zero when not established, and where it never stood on the default branch alone
	UndoneAt time.Time     // when the revert or hotfix came onto the default branch
	Live     time.Duration // TakenBackAt − LandedAt
	Together string        // SHA of the merge that brought both to the default branch; empty where they came one after the other

	Areas    []string      // top-level areas touched, most touched first
	Paths    []string      // paths touched by the offending changes (by the finding where none is known)
	Releases []string      // release tags that contain an offending change and not what undid it, oldest first
	Undone   []string      // release tags that contain all that undid them, oldest first
	Branches []BranchState // maintained branches that contain an offending change

	TestPaths []string
	Earlier   []Earlier // earlier incidents on the same paths, newest first
	Because   string    // the reason quoted from the message; untrusted
	Fixes     []string  // issue references the messages carry ("#123"); untrusted

	Owner    Owner
	Invited  []string // logins or names of the offending change's authors: invited, not assigned
	Affected []string // owners of the touched paths, reviewers, people who took part
	Tell     []string // stakeholders to tell: CODEOWNERS teams and the configured list

	Relands []Reland // what was put back since
	Unknown []string // one plain sentence each: what was not established, and why
}

// TakenBackAt is when the change was taken back where it stood: on the default branch or, where one merge carried both
// there, on the branch before.
func (in Incident) TakenBackAt() time.Time {
	if in.Live > 0 {
		return in.LandedAt.Add(in.Live)
	}
	return in.UndoneAt
}

// Watched counts the paths that are watched for whether they have to be mended again: those that not every change
// touches.
func (in Incident) Watched() int {
	n := 0
	for _, p := range in.Paths {
		if !Shared(p) {
			n++
		}
	}
	return n
}

// Sure is the confidence from which on a commit is told as the cause of a hotfix; below it is a guess.
const Sure = 0.7

// Guessed reports whether what a hotfix repairs is no more than a guess. What a revert takes back is not: its message
// says it.
func (in Incident) Guessed() bool {
	return in.Kind == Hotfix && len(in.Offending) > 0 && in.Offending[0].Confidence < Sure
}

// CommitFact is a commit as an issue shows it.
type CommitFact struct {
	SHA        string
	Subject    string
	Author     Person
	LandedAt   time.Time // when it came onto the default branch; when it was committed, where that is not known
	LandedBy   string    // SHA of the merge by which it came there, or its own; empty where that is not known
	URL        string    // empty where no forge is known
	Files      int
	Added      int // lines
	Deleted    int // lines
	Pull       *Pull
	Confidence float64
	Evidence   []Evidence
	Detail     []string
	UndoneBy   *CommitFact // the revert of a series that took this back; nil where Incident.Finding did
}

// Pull is a pull request as the forge knows it.
type Pull struct {
	Number       int
	Title        string
	URL          string
	Author       string // login
	CreatedAt    time.Time
	UpdatedAt    time.Time
	MergedAt     time.Time // zero when not merged
	Reviews      int       // approving and commenting reviews by others
	Reviewers    []string  // logins
	ChecksPassed *bool     // nil when not known
	Participants []string  // logins
	MergeSHA     string    // the commit by which it landed; empty when not merged
	HeadSHA      string    // the last commit of the branch it came from
	Base         string    // the branch that it is to land on
	Labels       []string  // their names
	Body         string    // its description; untrusted
}

// BranchState is a maintained branch that has the offending change, and whether it has its revert or fix too.
type BranchState struct {
	Name   string
	HasFix bool
}

// Earlier is an incident that came before on the same paths.
type Earlier struct {
	Key   string
	Title string
	URL   string
	At    time.Time
	Paths []string // those shared
}

// Owner is the accountable owner of the review, chosen by role.
type Owner struct {
	Name string // "@login", "@org/team", or a name from the history; empty when nobody could be chosen
	Role string // one of those below
}

// The roles by which somebody is an owner.
const (
	RoleConfigured = "configured" // the configuration or a person named them
	RoleCodeOwner  = "codeowners"
	RoleReverter   = "reverter"
)

// Reland is a reapply of the reverted change.
type Reland struct {
	SHA        string
	Subject    string
	At         time.Time
	Unchanged  bool // it put back, as it was, what had been taken away
	Precaution bool // … and all of it stayed: the revert was a precaution
}

// RepairUndone reports whether a finding takes back the hotfix that the incident is about.
func (in Incident) RepairUndone(f Finding) bool {
	return in.Kind == Hotfix && f.Kind == Revert && slices.ContainsFunc(f.Offending, func(o Offending) bool {
		return slices.ContainsFunc(in.Chain.Findings, func(g Finding) bool { return g.Kind == Hotfix && g.SHA == o.SHA })
	})
}

// HowAgain says in a few words what one of the chain's Again did: "taken back again".
func (in Incident) HowAgain(f Finding) string {
	switch {
	case in.Kind != Hotfix:
		return "taken back again"
	case in.RepairUndone(f):
		return "repair taken back"
	}
	return "mended again"
}
