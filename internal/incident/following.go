package incident

import "time"

// Following is what is known of an incident's aftermath at one moment: what its status comment, the status
// table and the review are made of.
type Following struct {
	Page     Page
	Incident Incident // the facts, as they are now
	Progress Progress
	Others   []FollowUp // follow-ups that name the incident and no single measure
	Again    []Finding  // reverts and hotfixes on the same paths since, and those by which its own change was undone again
	Further  []Finding  // what its chain has undone besides since its text was written
	Over     bool       // it is closed, and there is something further since: what was concluded may hold no longer
	Told     bool       `json:"-"` // this run has told so there
	WatchEnd time.Time  // end of the watch over the same paths
	Outcome  Outcome    // what ends the incident, when something does
}

// Outcome says why an incident ends.
type Outcome string

// The outcomes.
const (
	Ongoing       Outcome = ""
	Improved      Outcome = "improved"      // the watch ended quietly and the measures are done
	Precautionary Outcome = "precautionary" // the change was put back as it was
	ByPerson      Outcome = "by-person"     // a person closed it; that is respected
	Dismissed     Outcome = "dismissed"     // a person said that it is none
)

// Quiet reports whether the watch is over and nothing happened again on the same paths.
func (f Following) Quiet(now time.Time) bool {
	return !f.WatchEnd.IsZero() && !now.Before(f.WatchEnd) && len(f.Again) == 0
}

// Overdue returns the measures whose due day has passed.
func (f Following) Overdue(now time.Time) []Measure {
	var late []Measure
	for _, m := range f.Progress.Measures {
		if m.Overdue(now) {
			late = append(late, m)
		}
	}
	return late
}
