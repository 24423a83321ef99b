package github

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// maxText is the longest issue or comment body GitHub takes, in characters.
const maxText = 65536

// Markers read and write the hidden lines by which ownup finds its own again. Package checklist has them; they come in
// as values since this room knows no other.
type Markers struct {
	Page         func(body string) (key string, aliases []string, ok bool)
	Status       func(key string) string
	ParseStatus  func(body string) (key string, ok bool)
	Comment      func(id string) string
	ParseComment func(body string) (id string, ok bool)
}

// LabelStyle is how a label looks when ownup has to create it.
type LabelStyle struct {
	Name        string
	Color       string // six hex digits, without #
	Description string // at most 100 characters
}

// TrackerOptions are what a team can choose of the tracker.
type TrackerOptions struct {
	Label   string       // carried by every incident; it is found again by it; empty: "ownup"
	Hotfix  string       // the label that says an incident is a hotfix's; empty: "hotfix"
	Labels  []LabelStyle // of labels that are created when missing
	Markers Markers
}

// Tracker keeps incidents as issues of a repository.
type Tracker struct {
	c *Client
	o TrackerOptions

	mu     sync.Mutex
	known  map[int]incident.Page // incidents by number, as last listed
	fresh  map[int]bool          // those of them that this process has seen itself
	asOf   time.Time             // server time until which known is complete; zero: never listed
	from   time.Time             // known is complete for incidents opened at or after it; zero: for all
	listed time.Time             // local time of the last listing
	stored time.Time             // asOf of the index that is kept
	opened int                   // requests sent when the last incident had been opened
	notes  map[int]*notes        // ownup's own comments, by issue, as last read
	issues map[int]seenIssue     // as last listed or read
	looks  map[int]looks         // of issues, as last seen or made; see Settled

	strayed   bool      // incidents without the label were looked for …
	strayFrom time.Time // … among those opened at or after this; zero: all

	labels map[string]bool // labels that are known to exist, in lower case
}

// notes are ownup's own comments on one issue.
type notes struct {
	status []note           // oldest first; more than one after a race
	ids    map[string]int64 // the oldest comment of each id …
	extra  []int64          // … and those that a race has added
}

type note struct {
	id   int64
	text string
}

// Tracker returns the tracker of the client's repository.
func (c *Client) Tracker(o TrackerOptions) *Tracker {
	o.Label, o.Hotfix = cmp.Or(o.Label, "ownup"), cmp.Or(o.Hotfix, "hotfix")
	t := &Tracker{
		c: c, o: o, known: map[int]incident.Page{}, fresh: map[int]bool{}, notes: map[int]*notes{},
		issues: map[int]seenIssue{}, looks: map[int]looks{}, labels: map[string]bool{},
	}
	t.loadIndex()
	return t
}

// Name says where incidents are kept.
func (t *Tracker) Name() string { return "GitHub issues of " + t.c.Repo() }

func (t *Tracker) page(issue *wholeIssue, key string, aliases []string) incident.Page {
	p := incident.Page{
		Ref:       "#" + strconv.Itoa(issue.GetNumber()),
		Number:    issue.GetNumber(),
		URL:       issue.GetHTMLURL(),
		Key:       key,
		Aliases:   aliases,
		Kind:      incident.Revert,
		Title:     issue.GetTitle(),
		Body:      issue.GetBody(),
		State:     incident.PageOpen,
		CreatedAt: issue.GetCreatedAt().Time,
		UpdatedAt: issue.GetUpdatedAt().Time,
		ClosedAt:  issue.GetClosedAt().Time,
	}
	if issue.GetState() == "closed" {
		p.State = incident.PageClosed
	}
	p.NotPlanned = p.State == incident.PageClosed && notPlanned(issue.GetStateReason())
	p.Reopened = p.State == incident.PageOpen && issue.GetStateReason() == "reopened"
	if s := issue.SubIssues; s != nil {
		p.Below = fmt.Sprintf("%d/%d", s.Completed, s.Total)
	}
	for _, l := range issue.Labels {
		p.Labels = append(p.Labels, t.spelled(l.GetName()))
	}
	p.Unlabelled = !t.labelled(&issue.Issue)
	for _, a := range issue.Assignees {
		p.Assignees = append(p.Assignees, a.GetLogin())
	}
	if strings.HasPrefix(key, "h-") || slices.Contains(p.Labels, t.o.Hotfix) {
		p.Kind = incident.Hotfix
	}
	return p
}

// spelled is a label as it was chosen, however the repository spells it: names that differ in case are the same to
// GitHub.
func (t *Tracker) spelled(label string) string {
	chosen := []string{t.o.Label, t.o.Hotfix, measureLabel}
	for _, s := range t.o.Labels {
		chosen = append(chosen, s.Name)
	}
	if i := slices.IndexFunc(chosen, func(c string) bool { return strings.EqualFold(c, label) }); i >= 0 {
		return chosen[i]
	}
	return label
}

// maxRequests is what opening an incident may cost, all in all.
const maxRequests = 12

// Spare is how many requests can be spent on facts before an incident with these labels is opened, within what that may
// cost.
func (t *Tracker) Spare(labels []string) int {
	ahead := 3 // the issue, the look whether another was opened at the same moment, the comment on the pull request
	unknown := 0
	for _, label := range labels {
		if !t.labelKnown(label) {
			unknown++
		}
	}
	if unknown == 0 && t.mayLack() {
		ahead++ // the repository is asked about that
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return maxRequests - (t.c.Requests() - t.opened) - ahead - unknown
}

// number reads "#12".
func number(ref string) (int, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(ref, "#"))
	if err != nil || n <= 0 {
		return 0, &incident.Problem{Kind: incident.Usage, Sentence: fmt.Sprintf("%q is not the number of an issue: write #12.", ref), Err: err}
	}
	return n, nil
}

// bounded refuses a text that GitHub would not take.
func bounded(what, text string) error {
	if n := len([]rune(text)); n > maxText {
		return &incident.Problem{Kind: incident.TooLarge, Sentence: fmt.Sprintf("The %s has %d characters; GitHub takes %d.", what, n, maxText)}
	}
	return nil
}
