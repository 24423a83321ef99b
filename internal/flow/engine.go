package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Engine runs the use cases over one repository and one tracker. Its fields are set once, by cmd.
type Engine struct {
	History History
	Tracker Tracker
	Forge   Forge // nil where no forge is known: facts of pull requests are then left out
	Outbox  Outbox
	Memory  Memory
	Options Options
	Now     time.Time
	// Progress is called now and then during long work with how much is done, and at its end with nothing; nil for
	// silence.
	Progress func(what string, done, total int)

	tagCache []incident.Ref
	pages    map[string]incident.Page // by key and alias; see remember
	shown    bool                     // in a dry run: what waits in the outbox
}

// Options are the parts of the configuration that the use cases obey.
type Options struct {
	Repository   string // "owner/name", or the folder's name
	WebURL       string // "https://github.com/owner/name"; empty where unknown
	Owners       []string
	Stakeholders []string
	AssignAuthor bool
	Maintained   []string // globs of branch names
	ReleaseTags  []string // globs of tag names
	Labels       Labels
	DailyCap     int             // incidents opened in 24 hours; 0 for no cap
	Fresh        map[string]bool // what a sweep is to look at whatever its dates, by SHA: a fast-forward lands what was committed long before
	WatchDays    int
	Template     *checklist.Template // of the issue text; nil for ownup's own
	Message      *checklist.Template // of the message draft; nil for ownup's own
	Courtesy     bool                // comment once on the offending pull request
	SubIssues    bool                // make each measure an issue of its own
	Host         string              // of the forge ("github.com"), so that its addresses in text are read as references
	Commands     bool                // the tracker's comments may hold slash commands
}

// Labels are the names of ownup's labels.
type Labels struct {
	Ownup, Revert, Hotfix, Overdue string
	Progress                       string // beginning of the label that shows progress: "progress: " gives "progress: 3/8"
}

func (e *Engine) tags(ctx context.Context) ([]incident.Ref, error) {
	if e.tagCache == nil {
		tags, err := e.History.Tags(ctx)
		if err != nil {
			return nil, err
		}
		e.tagCache = append([]incident.Ref{}, tags...) // not nil where there are none
	}
	return e.tagCache, nil
}

// remember keeps the tracker's pages under every key they answer to. Where two pages claim one key, the
// open one counts, then the older; one that has lost its marker comes last.
func (e *Engine) remember(pages []incident.Page) {
	e.pages = map[string]incident.Page{}
	for _, p := range slices.SortedStableFunc(slices.Values(pages), func(a, b incident.Page) int { return a.CreatedAt.Compare(b.CreatedAt) }) {
		e.learn(p)
	}
}

func (e *Engine) learn(p incident.Page) {
	for _, key := range p.Keys() {
		have, taken := e.pages[key]
		if taken && have.Lost == p.Lost && (have.State == incident.PageOpen || p.State != incident.PageOpen) {
			continue
		}
		if taken && p.Lost && !have.Lost {
			continue
		}
		e.pages[key] = p
	}
}

// known returns the page that answers to one of the keys.
func (e *Engine) known(keys ...string) (incident.Page, bool) {
	for _, key := range keys {
		if p, ok := e.pages[key]; ok {
			return p, true
		}
	}
	return incident.Page{}, false
}

func (e *Engine) progress(what string, done, total int) {
	if e.Progress != nil {
		e.Progress(what, done, total)
	}
}

// ours takes the repository's own name off a reference: "owner/name#12" here is "#12". Names that differ in case are
// the same to GitHub.
func (e *Engine) ours(ref string) string {
	if repository, number, ok := strings.Cut(ref, "#"); ok && strings.EqualFold(repository, e.Options.Repository) {
		return "#" + number
	}
	return ref
}

// web is the address of a page of the repository: of a "commit", a "pull" or one of its "issues"; empty where the
// repository has none.
func (e *Engine) web(kind, name string) string {
	if e.Options.WebURL == "" {
		return ""
	}
	return e.Options.WebURL + "/" + kind + "/" + name
}

// hosts are those whose addresses are references.
func (e *Engine) hosts() []string {
	if e.Options.Host == "" {
		return nil
	}
	return []string{e.Options.Host}
}
