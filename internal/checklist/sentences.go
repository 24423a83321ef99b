package checklist

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
)

// Reminder returns the weekly reminder; the empty string when nothing is overdue. Owners of overdue measures are
// mentioned: that is what it is for.
func Reminder(f incident.Following, o Options) string {
	var lines []string
	for _, m := range f.Progress.Measures {
		if !m.Overdue(o.Now) {
			continue
		}
		who := "nobody named yet"
		if m.Owner != "" {
			who = quote.Mention(m.Owner)
		}
		lines = append(lines, fmt.Sprintf("* %s (measure %d): %s, due %s", measureText(m, 300), m.N, who, day(m.Due)))
		if len(lines) == 20 {
			break
		}
	}
	if len(lines) == 0 {
		return ""
	}
	intro := "A measure agreed on here is past its day:"
	if len(lines) > 1 {
		intro = "Some measures agreed on here are past their day:"
	}
	advice := "If it is in the works, link the pull request. If the day was too early, pick a new one. If it is no longer worth it, `not doing: because …` behind the line closes it for good; that is a result as well."
	if o.Commands {
		advice += " A comment does it too: `/ownup done …`, `/ownup due …` or `/ownup not-doing …`, each with the measure's number."
	}
	return intro + "\n\n" + strings.Join(lines, "\n") + "\n\n" + advice + "\n"
}

// Closing returns the comment with which ownup closes an incident: what happened, what was done, and thanks.
func Closing(f incident.Following, o Options) string {
	in, p := f.Incident, f.Progress
	var b strings.Builder
	back := slices.IndexFunc(in.Relands, func(r incident.Reland) bool { return r.Precaution })
	if f.Outcome == incident.Precautionary && back >= 0 {
		b.WriteString(relandSentence(in.Relands[back]) + " Nothing is left to correct, so this closes. Whoever still sees something worth learning is welcome to open it again.\n")
	} else {
		b.WriteString("**This one is through.** " + whatHappened(in) + quietSince(f, o) + "\n")
	}
	var done, dropped, open []string
	for _, m := range p.Measures {
		switch text := ended(m, o); {
		case m.NotDoing:
			dropped = append(dropped, text)
		case m.Done():
			done = append(done, text)
		default:
			open = append(open, text)
		}
	}
	b.WriteString(bullets("What is different now", done))
	b.WriteString(bullets("What was weighed and left", dropped))
	if len(open) > 0 {
		b.WriteString(bullets("What was noted and is not done", open) + "\nNothing here will remind of it any more; whoever would like it followed is welcome to open this again.\n")
	}
	if f.Outcome != incident.Precautionary && len(in.Relands) > 0 {
		b.WriteString("\n" + relandSentence(in.Relands[len(in.Relands)-1]) + "\n")
	}
	b.WriteString("\nThank you to everyone who took part.\n")
	return b.String()
}

// ended is a measure with what has come of it by the end.
func ended(m incident.Measure, o Options) string {
	text := measureText(m, 200)
	switch {
	case m.NotDoing && m.Because != "":
		return text + ", because " + quote.TextN(m.Because, 200)
	case m.NotDoing:
		return text
	case m.Done():
		var refs []string
		for _, f := range m.FollowUps {
			if f.State == incident.Merged && len(refs) < 5 {
				refs = append(refs, refText(f.Ref, f.URL, o))
			}
		}
		if len(refs) > 0 {
			text += " (" + strings.Join(refs, ", ") + ")"
		}
		return text
	}
	if m.Owner != "" {
		text += " – " + quote.Text(strings.TrimPrefix(m.Owner, "@"))
	}
	switch {
	case m.Overdue(o.Now):
		text += ", was due " + day(m.Due)
	case !m.Due.IsZero():
		text += ", due " + day(m.Due)
	}
	return text
}

// quietSince says for how many days of its watch nothing in the incident's files had to be mended again; nothing where
// nobody was watching, and before there are days to speak of.
func quietSince(f incident.Following, o Options) string {
	days := int(o.Now.Sub(f.Incident.UndoneAt) / (24 * time.Hour))
	switch {
	case len(f.Again) > 0 || f.Incident.UndoneAt.IsZero() || f.Incident.Watched() == 0 || days < 2:
		return ""
	case days > o.watchDays():
		return fmt.Sprintf(" Nothing in its files had to be mended again in the %s that followed.", incident.Count(o.watchDays(), "day"))
	}
	return fmt.Sprintf(" Nothing in its files had to be mended again in the %s since.", incident.Count(days, "day"))
}

func bullets(heading string, items []string) string {
	if len(items) == 0 {
		return ""
	}
	more := ""
	if len(items) > 30 {
		more = fmt.Sprintf("* … and %d more\n", len(items)-30)
		items = items[:30]
	}
	return "\n" + heading + ":\n\n* " + strings.Join(items, "\n* ") + "\n" + more
}

// whatHappened is the story in one sentence.
func whatHappened(in incident.Incident) string {
	v := newView(in, Options{}, inMarkdown)
	s := v.Subject
	if v.Others != "" {
		s += ", with " + v.Others + ","
	}
	s += " was taken back"
	if v.Partly {
		s += " in part"
	}
	if v.Hotfix {
		s = v.Subject + " mended a problem"
		if v.ChangeSubject != "" {
			s = v.ChangeSubject + " was mended by " + v.FindingSubject
		}
	}
	if v.UndoneAt != "" {
		s += " on " + v.UndoneAt
	}
	if v.Live != "" {
		s += ", " + v.Live + " after it landed"
	}
	return s + "."
}

// DismissNote is said when somebody dismisses an incident.
func DismissNote(by, because string) string {
	s := "Set aside"
	if by != "" {
		s += " by " + quote.Text(strings.TrimPrefix(by, "@"))
	}
	if because != "" {
		s += ", because " + strings.TrimRight(quote.Text(because), ".")
	}
	return s + ". Nothing more will be asked about it; reopen it to take it up again.\n"
}

// ClosedEarlyNote is said once when a person closes an incident before its steps are done. It respects that.
func ClosedEarlyNote(p incident.Progress) string {
	open := 0
	for _, m := range p.Measures {
		if !m.Done() {
			open++
		}
	}
	s := "Closed with " + ProgressText(p) + " done; that is noted and fine."
	if open > 0 {
		s += " " + incident.Count(open, "measure") + " " + verb(open, "is", "are") + " still open; nothing here will remind of " + verb(open, "it", "them") + " any more."
	}
	return s + " Reopen it to take it up again.\n"
}

// Courtesy is the comment on the offending change's own pull request: what happened, where it is followed ("#12" or an
// address), and an invitation.
func Courtesy(in incident.Incident, page string) string {
	v := newView(in, Options{}, inMarkdown)
	s := "This change was taken back"
	if v.Hotfix {
		s = "This change needed a repair"
	} else if v.Partly {
		s += " in part"
	}
	s += " with " + v.Finding.Link
	if v.UndoneAt != "" {
		s += " on " + v.UndoneAt
	}
	ref := pageRef(incident.Page{Ref: page})
	if quote.URL(page) != "" {
		ref = "[The incident](" + quote.URL(page) + ")"
	}
	return s + ". " + ref + " gathers what happened and what will make the next time easier.\n\n" +
		"It is not about who. You know this change from the inside, so your view would help, if you like to share it: what made it look right at the time, and what would have shown the problem sooner?\n"
}

// ReopenedNote says that a measure is open again because its follow-up was itself reverted.
func ReopenedNote(m incident.Measure, f incident.FollowUp, o Options) string {
	return "The measure “" + measureText(m, 300) + "” is open again: " + refText(f.Ref, f.URL, o) + " had carried it out, and was itself taken back" + onDay(f.At) + ".\n"
}

// AgainNote says that the same paths had to be mended again within the watch.
func AgainNote(again incident.Finding) string {
	return "The same files had to be mended again: " + quote.Code(incident.Short(again.SHA)) + " " + quote.Code(again.Subject) + onDay(again.CommittedAt) +
		". Perhaps there is a further contributing factor to find; the measures in step 5 are a good place to look first.\n"
}

// FurtherNote is said once when more was undone since: the same again, or another change of the same story. Where ownup
// itself had closed the incident, that is taken back.
func FurtherNote(in incident.Incident, all []incident.Finding, was incident.PageState, reopened bool) string {
	s := "Another change was taken back with this one:"
	switch {
	case !slices.ContainsFunc(all, func(f incident.Finding) bool { return f.Reason == string(incident.ReasonAgain) }):
	case slices.ContainsFunc(all, in.RepairUndone):
		s = "The repair was taken back:"
	case in.Kind == incident.Hotfix:
		s = "This had to be mended again:"
	default:
		s = "This change had to be taken back again:"
	}
	var b strings.Builder
	if len(all) == 1 {
		b.WriteString(s + " " + findingText(all[0]) + ".\n\n")
	} else {
		b.WriteString(s + "\n\n")
		writeLines(&b, len(all), func(i int) string { return "* " + findingText(all[i]) })
	}
	switch {
	case reopened:
		b.WriteString("What was concluded here no longer holds, so this is open again. Perhaps there is a further contributing factor to find; step 4 is a good place to look first.\n")
	case was == incident.PageOpen:
		b.WriteString("Perhaps there is a further contributing factor to find; the measures in step 5 are a good place to look first.\n")
	default:
		b.WriteString("What was concluded here may no longer hold. It stays closed, as it was decided; reopen it to take it up again.\n")
	}
	return b.String()
}

// LostNote says of an incident whose text no longer carries its marker what to do about that.
func LostNote(p incident.Page) string {
	return p.Ref + " has lost the hidden line by which it is known: bring its text back from its edit history, or put this at its beginning: " + Marker(p.Key, nil)
}

// StepsNote says of an incident's text that it has lost the markers of some steps; empty where it has not. Where none
// is left somebody has decided to do without them.
func StepsNote(missing []incident.StepID) string {
	if len(missing) == 0 || len(missing) == len(incident.Steps) {
		return ""
	}
	var markers []string
	for _, id := range missing {
		markers = append(markers, stepMarker(id))
	}
	return "What is ticked below a heading that has lost its hidden mark is not counted; put it back where that step is still there: " + strings.Join(markers, " ")
}

// CommandsNote says of a slash command in an incident's own text what does the same there.
func CommandsNote(inComments bool) string {
	if inComments {
		return "A line that begins with /ownup is obeyed in a comment, and not in the text of the incident."
	}
	return "A line that begins with /ownup is obeyed in comments on GitHub only. In this file tick a box, write a measure as a task line in step 5, or set state: closed at the top."
}

// UnlabelledNote says of an incident whose label was taken off what becomes of it.
func UnlabelledNote(p incident.Page, label string) string {
	return "The label " + label + " is not on " + p.Ref + " any more, so it is left alone, and no second one is opened: put the label back to have it followed."
}

// BranchNote says of an incident that another branch holds where it is.
func BranchNote(p incident.Page) string {
	return "Its file is on " + p.Branch + ", and not in this work tree: run ownup on that branch, or bring the file back from it, to have it followed."
}

// LeftNote says of an incident that its file is where incidents were before another folder was chosen.
func LeftNote(p incident.Page) string {
	return "Its file is " + p.URL + ", from before the incidents had their folder: move it to " + p.Left + " to have it followed."
}

// CommandReply is the one short reply to slash commands that could not be carried out. The errors are those of
// ParseCommands, one or more.
func CommandReply(errs []error) string {
	if len(errs) == 1 {
		return errs[0].Error() + "\n"
	}
	var b strings.Builder
	for _, err := range errs {
		b.WriteString("* " + err.Error() + "\n")
	}
	return b.String()
}

// NoSuchMeasure is the error of a command that names a measure which is not there.
func NoSuchMeasure(n int, p incident.Progress) error {
	switch {
	case len(p.Measures) == 0:
		return usage(nil, "There are no measures yet; `/ownup measure …` adds the first.")
	case n >= 1 && n <= p.Numbered:
		return usage(nil, "Measure %d is no longer listed; the status comment shows the numbers that are.", n)
	}
	return usage(nil, "There is no measure %d; the status comment shows their numbers.", n)
}

// NotAssigned is the error of a command that names an owner whom the tracker doesn't let be one.
func NotAssigned(owner string) error {
	return usage(nil, "%s%s: GitHub knows nobody of that name who may be. People who may write here can be, and those who took part.", notAssigned, quote.Code(owner))
}

const notAssigned = "This can't be assigned to "

// Declined reports whether a reply of ours says that this owner can't be one.
func Declined(reply, owner string) bool {
	return strings.Contains(reply, notAssigned+quote.Code(owner))
}

// ClosedReply answers commands on an incident that is closed.
func ClosedReply() error {
	return usage(nil, "This one is closed, so nothing changes here for now. Once somebody reopens it, what you wrote counts.")
}

// Refused reports whether a reply of ours says that there was no measure n when it was asked for: one that has come by
// that number since was not meant.
func Refused(reply string, n int) bool {
	return strings.Contains(reply, fmt.Sprintf("There is no measure %d;", n)) || strings.Contains(reply, "There are no measures yet")
}

// MeasureIssue returns the text of the issue that a promoted measure becomes.
func MeasureIssue(in incident.Incident, page incident.Page, m incident.Measure) string {
	var b strings.Builder
	b.WriteString(quote.Text(m.Text) + "\n\n")
	if m.Type != "" {
		b.WriteString("* **For** " + quote.Text(m.Type) + "\n")
	}
	if m.Owner != "" {
		b.WriteString("* **Looked after by** " + quote.Mention(m.Owner) + "\n")
	}
	if !m.Due.IsZero() {
		b.WriteString("* **Due** " + day(m.Due) + "\n")
	}
	b.WriteString("* **Comes from** " + quote.Link(pageRef(page), page.URL) + "\n\n")
	b.WriteString("It counts as done when a pull request that closes this issue is merged and still standing. " + whatHappened(in) + "\n")
	return b.String()
}

// HookLine is the one line that the post-commit hook prints, as plain text. It names the commit, since HEAD is
// another once somebody goes on committing. Where the hook has swept too, what became of it stands below.
func HookLine(f incident.Finding, swept bool) string {
	line := "ownup: noted a " + string(f.Kind) + "."
	if !swept {
		line += " `ownup open " + incident.Short(f.SHA) + "` starts its review now; otherwise the next sweep looks at it."
	}
	return line
}

func pageRef(p incident.Page) string {
	if incident.IsRef(p.Ref) {
		return p.Ref
	}
	return quote.Code(p.Ref)
}
