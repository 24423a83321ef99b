package incident

import (
	"slices"
	"strings"
	"time"
)

// StepID is the stable id of one of the eight steps, used in JSON, in markers and in configuration.
type StepID string

// The eight steps, in order.
const (
	Acknowledge StepID = "acknowledge"
	Act         StepID = "act"
	Communicate StepID = "communicate"
	Learn       StepID = "learn"
	Correct     StepID = "correct"
	Solve       StepID = "solve"
	Attitude    StepID = "attitude"
	Improve     StepID = "improve"
)

// Steps lists the eight steps in their order.
var Steps = [...]StepID{Acknowledge, Act, Communicate, Learn, Correct, Solve, Attitude, Improve}

// Measure is one line of step 5: a corrective measure, as people wrote it.
type Measure struct {
	N         int       // the number by which it is shown and referred to, from 1; it stays when other measures come and go
	ID        string    // names it among its incident's measures, whatever becomes of its words
	Text      string    // without owner, date and references
	Owner     string    // "@login"; empty when nobody is named
	Due       time.Time // UTC midnight that starts the day; zero when none is given
	Type      string    // "prevention", "detection", "mitigation", or empty
	Ticked    bool
	NotDoing  bool     // closed without being carried out …
	Because   string   // … for this reason
	Refs      []string // "#12", "owner/name#12", or a commit SHA that the line links
	FollowUps []FollowUp
}

// What is what the measure is about: its words or, where it has none, what it refers to.
func (m Measure) What() string {
	switch {
	case m.Text != "":
		return m.Text
	case len(m.Refs) > 0:
		refs := m.Refs
		if len(refs) > 3 {
			refs = append(slices.Clone(refs[:3]), "…")
		}
		return "(see " + strings.Join(refs, ", ") + ")"
	}
	return "(in no words yet)"
}

// Done reports whether the measure has ended: every follow-up that was found is merged and still stands, or another
// took its place, or it is consciously not being done. Where there is none, or it can't be told from here what was
// merged for it, whoever ticks it off knows.
func (m Measure) Done() bool {
	if m.NotDoing {
		return true
	}
	if len(m.FollowUps) == 0 {
		return m.Ticked
	}
	for _, f := range m.FollowUps {
		if f.State != Merged && !(m.Ticked && f.Untold()) && !m.replaced(f) {
			return false
		}
	}
	return true
}

// replaced reports whether a follow-up that was closed without being merged, or was reverted, had another take its
// place: merged, whenever that was, or since it was reverted.
func (m Measure) replaced(f FollowUp) bool {
	return slices.ContainsFunc(m.FollowUps, func(other FollowUp) bool {
		return other.State == Merged && (f.State == Dropped || f.State == Undone && other.At.After(f.At))
	})
}

// Overdue reports whether the measure's due day has passed at now while it was not done.
func (m Measure) Overdue(now time.Time) bool {
	return !m.Due.IsZero() && !m.Done() && !now.Before(m.Due.AddDate(0, 0, 1))
}

// FollowUp is a pull request, or on the local tracker a commit, that carries out a measure.
type FollowUp struct {
	Ref      string // "#12", "owner/name#12" or a short SHA
	Title    string
	URL      string
	State    FollowUpState
	At       time.Time // of the state
	SHA      string    // the commit that landed, when merged
	Releases []string  // release tags that contain it
	Missing  []string  // maintained branches that have the mistake and not this change
	For      string    // the id of the measure that it was made for, where it says so
	Via      string    // how it was found: one of those below
}

// Untold reports whether it can't be told from here whether anything was merged: it lies in another repository, or is
// an issue that was closed.
func (f FollowUp) Untold() bool { return f.State == Named || f.State == Settled }

// The ways in which a follow-up was found.
const (
	ViaTrailer        = "trailer"         // it says that it corrects the incident
	ViaKeyword        = "keyword"         // … or that it closes it, by a word of the forge's
	ViaLink           = "link"            // a person wrote its number into the incident
	ViaCrossReference = "cross-reference" // it mentions the incident
	ViaSubIssue       = "sub-issue"       // the tracker has it as an issue below the incident
)

// FollowUpState is how far a follow-up has come.
type FollowUpState string

// The states of a follow-up.
const (
	Proposed FollowUpState = "open"
	Merged   FollowUpState = "merged"
	Dropped  FollowUpState = "closed"   // closed without being merged
	Undone   FollowUpState = "reverted" // merged, and reverted since: no longer standing
	Settled  FollowUpState = "settled"  // an issue that was closed: what was merged for it is not known
	Missing  FollowUpState = "missing"  // there is nothing of that name
	Named    FollowUpState = "named"    // a person wrote it down, and no more is known
	Unasked  FollowUpState = "unasked"  // likewise, as it could not be asked just now
)

// StepState is the progress of one step.
type StepState struct {
	ID    StepID `json:"id"`
	Tasks int    `json:"tasks"`
	Done  int    `json:"done"`
	Fact  bool   `json:"fact,omitempty"` // the tool itself sees that the step is done
}

// Complete reports whether the step is done: all of its tasks are ticked, or the fact holds.
func (s StepState) Complete() bool { return s.Fact || s.Tasks > 0 && s.Done == s.Tasks }

// Progress is what people have done of an incident so far, as read back from its text and the history.
type Progress struct {
	Steps    []StepState
	Measures []Measure
	Numbered int      // the highest number that a measure has had
	Notes    []string // gentle wording notes, one sentence each
}

// Done counts the steps that are complete, of eight.
func (p Progress) Done() int {
	n := 0
	for _, s := range p.Steps {
		if s.Complete() {
			n++
		}
	}
	return n
}
