package checklist

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
)

// ProgressText says how far an incident is: "3 of 8 steps".
func ProgressText(p incident.Progress) string {
	return fmt.Sprintf("%d of %d steps", p.Done(), len(incident.Steps))
}

// Status returns the text of the one status comment. It holds absolute dates only and depends on facts alone: as long
// as none of them changes, neither does it.
func Status(f incident.Following, o Options) string {
	in, p := f.Incident, f.Progress
	var b strings.Builder
	b.WriteString(statusMarker(f.Page.Key, numbersField(p.Measures, p.Numbered)) + "\n\n")
	fmt.Fprintf(&b, "**%s done** – %s\n\n", ProgressText(p), stepLine(p))

	if len(p.Measures) == 0 {
		b.WriteString("**Measures** – none yet. Each is a task line in step 5")
		if o.Commands {
			b.WriteString(", or `/ownup measure …` in a comment")
		}
		b.WriteString(".\n\n")
	} else {
		b.WriteString("**Measures**\n\n")
		writeLines(&b, len(p.Measures), func(i int) string { return fmt.Sprintf("* `%d` %s", p.Measures[i].N, measureStatus(p.Measures[i], o)) })
	}
	if len(f.Others) > 0 {
		b.WriteString("**Also done about this**\n\n")
		writeLines(&b, len(f.Others), func(i int) string {
			line := "* " + followUpStatus(f.Others[i], o)
			if f.Others[i].Title != "" {
				line += " – " + quote.Code(f.Others[i].Title)
			}
			return line
		})
	}
	with := slices.DeleteFunc(slices.Clone(f.Further), func(g incident.Finding) bool { return g.Reason != string(incident.ReasonSeries) })
	if len(with) > 0 {
		b.WriteString("**Taken back with it**, after this was opened\n\n")
		writeLines(&b, len(with), func(i int) string {
			var gone []string
			for _, c := range in.Offending {
				if c.UndoneBy != nil && c.UndoneBy.SHA == with[i].SHA && c.Subject != "" {
					gone = append(gone, c.Subject)
				}
			}
			if len(gone) == 0 {
				return "* " + findingText(with[i])
			}
			return "* " + strings.Join(codes(gone, 10), ", ") + ", by " + findingText(with[i])
		})
	}
	for _, line := range aftermath(f, o) {
		b.WriteString(line + "\n\n")
	}
	if len(p.Notes) > 0 {
		b.WriteString("**Only suggestions, on the text above**\n\n")
		writeLines(&b, min(len(p.Notes), 10), func(i int) string { return "* " + quote.Text(p.Notes[i]) })
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// writeLines writes n lines and a blank one, as long as there is room in the comment.
func writeLines(b *strings.Builder, n int, line func(int) string) {
	for i := range n {
		s := line(i) + "\n"
		if b.Len()+len(s) > maxBody*3/4 { // bytes are at least as many as characters
			fmt.Fprintf(b, "\n… and %d more.\n", n-i)
			break
		}
		b.WriteString(s)
	}
	b.WriteByte('\n')
}

func stepLine(p incident.Progress) string {
	parts := make([]string, 0, len(p.Steps))
	for _, s := range p.Steps {
		switch {
		case s.Complete():
			parts = append(parts, "✅ "+string(s.ID))
		case s.Tasks > 1 && s.Done > 0:
			parts = append(parts, fmt.Sprintf("⬜ %s (%d of %d)", s.ID, s.Done, s.Tasks))
		default:
			parts = append(parts, "⬜ "+string(s.ID))
		}
	}
	return strings.Join(parts, " · ")
}

// measureText is what a measure is about, in at most n letters; where there are no words, what it refers to.
func measureText(m incident.Measure, n int) string {
	m.Text = quote.TextN(m.Text, n)
	if m.Text == "" && len(m.Refs) > 0 { // as code, so that no forge links back from what they name
		m.Refs = codes(m.Refs, 3)
	}
	return m.What()
}

// measureStatus is one line: what, who, until when, and how far it is.
func measureStatus(m incident.Measure, o Options) string {
	text := measureText(m, 300)
	if m.NotDoing {
		line := "~~" + text + "~~ – not doing"
		if m.Because != "" {
			line += ", because " + quote.TextN(m.Because, 300)
		}
		return line
	}
	line := "**" + text + "**"
	var who []string
	if m.Owner != "" {
		who = append(who, quote.Text(strings.TrimPrefix(m.Owner, "@")))
	} else if !m.Done() {
		who = append(who, "nobody named yet")
	}
	switch {
	case m.Overdue(o.Now):
		who = append(who, "⏰ overdue since "+day(m.Due.AddDate(0, 0, 1)))
	case !m.Due.IsZero():
		who = append(who, "due "+day(m.Due))
	case !m.Done():
		who = append(who, "no date yet")
	}
	if len(who) > 0 {
		line += " – " + strings.Join(who, ", ")
	}
	for i, f := range m.FollowUps {
		if i == 10 {
			line += fmt.Sprintf("; … and %d more", len(m.FollowUps)-i)
			break
		}
		line += "; " + followUpStatus(f, o)
		if f.State == incident.Undone && !m.Done() {
			line += ": open again"
		}
	}
	if m.Ticked && m.Done() && (len(m.FollowUps) == 0 || slices.ContainsFunc(m.FollowUps, incident.FollowUp.Untold)) {
		line += "; ticked off"
	}
	return line
}

func followUpStatus(f incident.FollowUp, o Options) string {
	ref := refText(f.Ref, f.URL, o)
	on := onDay(f.At)
	switch f.State {
	case incident.Merged:
		s := "✅ " + ref + " merged" + on
		if len(f.Releases) > 0 {
			s += ", released with " + quote.Code(f.Releases[0])
		}
		if len(f.Missing) > 0 {
			s += ", still missing on " + strings.Join(codes(f.Missing, 5), ", ")
		}
		return s
	case incident.Dropped:
		return ref + " closed without being merged" + on
	case incident.Undone:
		return "↩️ " + ref + " was merged, and reverted" + on
	case incident.Settled:
		return ref + " is an issue that was closed" + on
	case incident.Missing:
		return "there is no " + ref
	case incident.Named, incident.Unasked:
		return ref + " is not known to have landed"
	}
	return ref + " is open"
}

// refText shows a reference as a link, short where it lies in the same repository.
func refText(ref, url string, o Options) string {
	if own, ok := strings.CutPrefix(ref, o.Repository+"#"); ok && o.Repository != "" {
		ref = "#" + own
	}
	if incident.IsRef(ref) {
		return quote.Link(ref, url)
	}
	return quote.Link(quote.Code(ref), url)
}

// aftermath says how the harm stands: branches, re-lands, the watch, the end.
func aftermath(f incident.Following, o Options) []string {
	in := f.Incident
	remedy := "revert"
	if in.Kind == incident.Hotfix {
		remedy = "fix"
	}
	var lines, missing []string
	for _, b := range in.Branches {
		if !b.HasFix {
			missing = append(missing, b.Name)
		}
	}
	if len(missing) > 0 {
		lines = append(lines, "**Branches** – the "+remedy+" is still missing on "+strings.Join(codes(missing, 20), ", ")+".")
	} else if len(in.Branches) > 1 {
		lines = append(lines, "**Branches** – the "+remedy+" has reached every branch that had the change.")
	}
	if len(in.Releases) > 0 {
		if len(in.Undone) > 0 {
			lines = append(lines, "**Releases** – "+quote.Code(in.Undone[0])+" carries the "+remedy+".")
		} else {
			lines = append(lines, "**Releases** – none carries the "+remedy+" yet; "+strings.Join(codes(lastOf(in.Releases, 3), 3), ", ")+" still "+verb(min(len(in.Releases), 3), "has", "have")+" the problem.")
		}
	}
	lines = append(lines, sinceThen(in)...)
	lines = append(lines, watchLine(f, o))
	if f.Outcome == incident.Improved {
		lines = append(lines, "**Done** – the measures are in place and the watch stayed quiet.")
	}
	return lines
}

// sinceThen tells what became of the change after it was undone, in the order of time: it came back, was taken back
// again, came back.
func sinceThen(in incident.Incident) []string {
	type event struct {
		at   time.Time
		text string
	}
	var all []event
	for _, r := range in.Relands {
		all = append(all, event{r.At, "**It came back** – " + relandSentence(r)})
	}
	for _, again := range in.Chain.Again() {
		what := in.HowAgain(again)
		all = append(all, event{again.CommittedAt, "**" + strings.ToUpper(what[:1]) + what[1:] + "** – by " + findingText(again) + "."})
	}
	slices.SortStableFunc(all, func(a, b event) int { return a.at.Compare(b.at) })
	var lines []string
	for _, e := range lastOf(all, 5) {
		lines = append(lines, e.text)
	}
	return lines
}

// findingText names a revert or hotfix, with its day.
func findingText(f incident.Finding) string {
	s := quote.Code(incident.Short(f.SHA))
	if f.Subject != "" {
		s += " " + quote.Code(f.Subject)
	}
	return s + onDay(f.Since())
}

func watchLine(f incident.Following, o Options) string {
	where := watched(f)
	from := f.Incident.UndoneAt
	if from.IsZero() {
		from = f.Page.CreatedAt
	}
	until := f.WatchEnd
	if until.IsZero() {
		until = from.AddDate(0, 0, o.watchDays())
	}
	switch {
	case len(f.Again) > 0:
		last := f.Again[len(f.Again)-1]
		return fmt.Sprintf("**Watch** – something in %s had to be mended again %s since %s, last by %s.", where, times(len(f.Again)), day(from), findingText(last))
	case len(f.Incident.Paths) == 0:
		return "**Watch** – whether it had to be mended again is not known: the history that was read here doesn't tell its files."
	case f.Incident.Watched() == 0:
		return "**Watch** – none: every change touches its files."
	case !o.Now.Before(until):
		return fmt.Sprintf("**Watch** – ended on %s: nothing in %s had to be mended again.", day(until), where)
	}
	return fmt.Sprintf("**Watch** – nothing in %s had to be mended again since %s; watched until %s.", where, day(from), day(until))
}

// watched says which files the watch is over.
func watched(f incident.Following) string {
	in, n := f.Incident, f.Incident.Watched()
	if n > 1 && len(f.Further) > 0 { // more than the text above lists
		return "the " + strconv.Itoa(n) + " files of these changes"
	}
	switch {
	case n == 0:
		return "the same files"
	case n < len(in.Paths):
		return strconv.Itoa(n) + " of the files above"
	case n == 1:
		return "the file above"
	}
	return "the " + strconv.Itoa(n) + " files above"
}

// relandSentence says what a re-land tells about the revert.
func relandSentence(r incident.Reland) string {
	s := quote.Code(incident.Short(r.SHA)) + " "
	if r.Subject != "" {
		s += quote.Code(r.Subject) + " "
	}
	if r.Unchanged {
		s += "put the change back as it was"
	} else {
		s += "put the change back in another form"
	}
	s += onDay(r.At)
	if r.Precaution {
		return s + ". Taking it back was a precaution, and a sound one: it cost little and bought time to look."
	}
	return s + "."
}

func codes(items []string, limit int) []string {
	out := make([]string, 0, min(len(items), limit+1))
	for i, s := range items {
		if i == limit {
			return append(out, fmt.Sprintf("… (+%d)", len(items)-i))
		}
		out = append(out, quote.Code(s))
	}
	return out
}

func lastOf[T any](items []T, n int) []T { return items[max(0, len(items)-n):] }

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return strconv.Itoa(n) + " times"
}
