package incident

import "time"

// Page is an incident as its tracker holds it now.
type Page struct {
	Ref        string // "#12" on GitHub, the key on the local tracker
	Number     int    // on GitHub
	URL        string // or the file's path
	Key        string
	Aliases    []string
	Kind       Kind
	Title      string
	Body       string
	State      PageState
	Reopened   bool   // open again after it had been closed: a person wants it to go on
	NotPlanned bool   // closed, and the tracker says: not because it is done
	Lost       bool   // a person took out of its text what ownup knows it by
	Unlabelled bool   // a person took off the label by which the tracker lists it
	Branch     string // on which alone the tracker has it, so that it can't be followed from here; empty where it can
	Left       string // the folder to which its file is to be moved so that it can be followed; empty where it is there
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ClosedAt   time.Time
	Labels     []string
	Assignees  []string
	Status     string     // ownup's own status comment or section, as it stands
	Comments   []Comment  // people's comments, oldest first; empty until the page is read whole
	Links      []FollowUp // follow-ups that the tracker itself knows of: cross-references, closing pulls, sub-issues
	Below      string     // how many of the issues below it are done, "2/3"; empty where the tracker does not say
	Fresh      bool       // it changed so shortly before it was listed that UpdatedAt, in whole seconds, may not tell the next change
}

// Keys are the keys by which a page's chain may go: its own first.
func (p Page) Keys() []string { return append([]string{p.Key}, p.Aliases...) }

// PageState is open or closed.
type PageState string

// The states of a page.
const (
	PageOpen   PageState = "open"
	PageClosed PageState = "closed"
)

// Comment is one comment on a page.
type Comment struct {
	ID        int64
	Author    string
	Body      string
	CreatedAt time.Time
	MayWrite  bool   // the author is a person with write access to the repository
	Ours      bool   // written by ownup
	Mark      string // the id under which ownup has written it; there is one comment of each
	Ends      bool   // the word with which ownup has closed the incident
	Answered  bool   // ownup has reacted to it already
}

// Draft is a page about to be opened.
type Draft struct {
	Key       string
	Aliases   []string
	Kind      Kind
	Title     string
	Body      string
	Labels    []string
	Assignees []string
	CreatedAt time.Time
	// Since is the earliest moment at which an incident of this chain can have been opened; zero where that is not
	// known. A key is made of a commit, so it is no older than the commit is.
	Since time.Time
}

// Keys are the keys by which a draft's chain may go: its own first.
func (d Draft) Keys() []string { return append([]string{d.Key}, d.Aliases...) }
