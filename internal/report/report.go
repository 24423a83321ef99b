// Package report makes the weekly review of incidents and their history, and renders it for a terminal, a job summary,
// a page and programs.
//
// Wins come first, then what is new, overdue, unowned and undecided, what was held and why, what repeats, and figures
// with their denominators against the weeks before. It counts changes, paths and days, never people: there is no figure
// per person anywhere in it. The package is pure.
package report

import (
	"math"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Report is the weekly review. Its JSON form is stable: fields are added, never renamed.
type Report struct {
	Version    int         `json:"version"` // of this form: 1
	Repository string      `json:"repository,omitempty"`
	From       time.Time   `json:"from"`
	To         time.Time   `json:"to"`
	Headline   string      `json:"headline"` // the week in a sentence or two
	Open       int         `json:"open"`     // incidents that are open at its end
	Wins       []Win       `json:"wins"`
	New        []Entry     `json:"new"`
	Queued     []Entry     `json:"queued,omitempty"` // incidents that could not be sent to the tracker yet, each with its reason
	Overdue    []Late      `json:"overdue"`
	Unowned    []Entry     `json:"unowned"`
	Undecided  []Entry     `json:"undecided"` // of those that are not new, or were undone again
	Held       []HeldGroup `json:"held"`
	Repeats    []Repeat    `json:"repeats"`
	Figures    []Figure    `json:"figures"`
	Trend      []Week      `json:"trend"` // oldest first; the last is the week of the report
	Footnotes  []string    `json:"footnotes"`
	Shallow    bool        `json:"shallow,omitempty"` // the history ended early: counts are lower bounds

	again int // incidents of which the change was undone again
}

// Win is something that went well within the week.
type Win struct {
	Kind   WinKind   `json:"kind"`
	Ref    string    `json:"ref"` // of the incident
	URL    string    `json:"url,omitempty"`
	Title  string    `json:"title"`            // of the incident
	Detail string    `json:"detail,omitempty"` // the measure that was merged, how much stayed quiet
	Change string    `json:"change,omitempty"` // the follow-up's reference
	At     time.Time `json:"at"`
}

// WinKind says what went well.
type WinKind string

// The kinds of wins.
const (
	Closed        WinKind = "closed"         // an incident was closed
	MeasureMerged WinKind = "measure_merged" // a corrective change was merged and still stands
	QuietWatch    WinKind = "quiet_watch"    // a watch ended with nothing to mend
)

// Entry is an incident in a list.
type Entry struct {
	Ref    string        `json:"ref"`
	URL    string        `json:"url,omitempty"`
	Kind   incident.Kind `json:"kind"`
	Title  string        `json:"title"`
	Steps  int           `json:"steps"` // done, of eight
	At     time.Time     `json:"at"`    // when it was opened
	Detail string        `json:"detail,omitempty"`

	UndoneAt time.Time `json:"undone_at,omitzero"` // when the change was taken back, or repaired; zero where that is not known
}

// Late is a measure that is past its day.
type Late struct {
	Ref     string `json:"ref"` // of its incident
	URL     string `json:"url,omitempty"`
	Title   string `json:"title"`
	Measure string `json:"measure"`
	Owner   string `json:"owner,omitempty"` // whom to ask; never counted
	Due     string `json:"due"`             // 2026-12-01
	Days    int    `json:"days"`            // since then
}

// HeldGroup is what was not made an incident for one reason.
type HeldGroup struct {
	Reason incident.Reason `json:"reason"`
	Why    string          `json:"why"` // the reason in words
	Count  int             `json:"count"`
	Items  []HeldItem      `json:"items"` // the newest first, at most ten
}

// HeldItem is one chain that was held.
type HeldItem struct {
	SHA     string        `json:"sha"`
	Kind    incident.Kind `json:"kind"`
	Subject string        `json:"subject"`
	Detail  string        `json:"detail,omitempty"`
	At      time.Time     `json:"at"`
}

// Repeat is a path that had to be mended more than once within the weeks shown.
type Repeat struct {
	Path  string   `json:"path"`  // a file, or the directory that several files of the same incidents share
	Files int      `json:"files"` // how many
	Count int      `json:"count"` // incidents
	Refs  []string `json:"refs"`
}

// Figure is one number with what it is a part of, and how it was before.
type Figure struct {
	Name   string   `json:"name"` // stable, for programs
	Label  string   `json:"label"`
	Unit   Unit     `json:"unit"`
	Value  *float64 `json:"value"`            // null when there was nothing to measure
	Part   *int     `json:"part,omitempty"`   // numerator
	Of     *int     `json:"of,omitempty"`     // denominator
	Before *float64 `json:"before,omitempty"` // over the weeks before: the share of all together, else the median week
	Weeks  int      `json:"weeks,omitempty"`  // how many of the weeks before that is of; those before the history began are none
}

// Unit says what a figure counts.
type Unit string

// The units of figures.
const (
	Count Unit = "count"
	Share Unit = "share" // 0 to 1
	Hours Unit = "hours"
)

// Week is one point of the trend.
type Week struct {
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Landed     int       `json:"landed"` // changes on the main line
	Reverts    int       `json:"reverts"`
	Hotfixes   int       `json:"hotfixes"`
	Held       int       `json:"held"`
	Share      *float64  `json:"share"`             // reverts and hotfixes of landed changes, 0 to 1; null when nothing landed
	MedianLive *float64  `json:"median_live_hours"` // from landing to repair; null when not known of any
}

// Input is what a Report is made of.
type Input struct {
	From, To   time.Time // the week; From is included, To is not
	Now        time.Time // by which measures are late and things wait; zero: To
	Weeks      int       // of the trend before this one; 0 means 8, and a time longer than a week has as many as fit
	Repository string
	Followed   []incident.Following // every incident, open and closed
	Queued     []Entry              // incidents that wait in the outbox: Ref is the key, At since when, Detail why
	Chains     []incident.Chain     // with their verdicts; those from before the trend are left aside
	Landed     []time.Time          // when each change landed on the main line, within the trend, in any order
	Shallow    bool                 // the history ended early
}

// Start is when the trend begins.
func (in Input) Start() time.Time {
	span := in.To.Sub(in.From)
	return in.From.Add(-span * time.Duration(in.weeks(span)))
}

// weeks is how many weeks of that length come before. A Duration holds 292 years, and "since 1970" eight times over is
// more.
func (in Input) weeks(length time.Duration) int {
	weeks := in.Weeks
	if weeks <= 0 {
		weeks = defaultWeeks
	}
	return max(1, min(weeks, int(math.MaxInt64/max(length, 1))-1))
}
