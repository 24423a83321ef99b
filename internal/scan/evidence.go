package scan

import (
	"fmt"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// offending tells of one picked candidate, with the evidence.
func (s *scan) offending(w *worded, c candidate) incident.Offending {
	o := incident.Offending{SHA: s.x.sha(c.commit), LandedAt: s.x.time(c.commit), Confidence: confidence(w, c)}
	say := func(sentence string, by ...incident.Evidence) {
		o.Evidence, o.Detail = append(o.Evidence, by...), append(o.Detail, sentence)
	}
	switch {
	case c.titled || c.by == incident.ClaimTitle:
		say("The message quotes the title of its pull request.", incident.EvidenceMessage)
	case c.claim >= 0:
		e := incident.EvidenceMessage
		if c.by == incident.ClaimPull {
			e = incident.EvidencePull
		}
		switch value := w.Claims[c.claim].Value; {
		case c.by != incident.ClaimSubject:
			say(fmt.Sprintf("The message names it (%s %s).", c.by, value), e)
		case value == detect.SubjectKey(w.Subject):
			say("It has the same subject.", e)
		default: // which stands beside this, as it was written
			say("The message quotes its subject.", e)
		}
	}
	if c.led > 0 {
		say("The lines that are changed back lead to it.", incident.EvidenceLines)
	}
	if c.raised {
		say("It raised the version that is taken back.", incident.EvidenceContent)
	}
	switch {
	case !c.checked:
	case c.along:
		say(wentAlong, incident.EvidenceContent)
	case c.undo.Back:
		say(standsAgain, incident.EvidenceContent)
	case c.undo.Undone < mostly && c.undo.Own >= nearlyOwn:
		say(percent(c.undo.Undone)+" of its change is taken back, and hardly anything else is done.", incident.EvidenceContent)
	case c.undo.Undone >= barely:
		say(percent(c.undo.Undone)+" of its change is taken back.", incident.EvidenceContent)
	case c.again.Undone >= barely:
		say(percent(c.again.Undone)+" of its change is put in again.", incident.EvidenceContent)
	case c.led > 0, c.raised: // little is left of its lines as they were, and that is no doubt any more
	case c.twice:
		say("Hardly any of its lines is taken back as it was, but its subject is quoted, and it touched the same files.")
	case c.told():
		say("Hardly any of its lines is taken back as it was, but it touched the same files.")
	case c.undo.Undone > 0:
		say("Only " + percent(c.undo.Undone) + " of its change is taken back" + orAnother)
	case w.Kind == incident.Reapply && !s.known[c.commit].undoes():
		say("None of its change is put in again" + orAnother)
	default:
		say("None of its change is taken back" + orAnother)
	}
	return o
}

const (
	standsAgain = "Every file it changed stands again as it did before."
	wentAlong   = "Every file it changed stands again as it did before an older change, and what this one did to it went along."
	orAnother   = ", so the message may mean another commit, or a part that has changed since."
)

// percent words a share that is not zero. What is not all is not told as all.
func percent(share float64) string {
	most := 99.0
	if share >= 1 {
		most = 100
	}
	return fmt.Sprintf("%.0f %%", min(max(1, 100*share), most))
}

// toldOnce leaves out the merges that content alone found beside the only commit that they brought. Chains and verdicts
// go by both: other findings may name the merge.
func (s *scan) toldOnce(offending []incident.Offending) []incident.Offending {
	return slices.DeleteFunc(slices.Clone(offending), func(merge incident.Offending) bool {
		one := s.x.onlyOne(s.x.number(merge.SHA))
		return one != none && slices.Equal(merge.Evidence, []incident.Evidence{incident.EvidenceContent}) &&
			slices.ContainsFunc(offending, func(o incident.Offending) bool { return o.SHA == s.x.sha(one) })
	})
}
