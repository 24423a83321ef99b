package scan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Policy is what a team decides otherwise about reasons. Opt-out and the reasons that fold stay as they are.
type Policy map[incident.Reason]incident.Decision

// guess is the confidence below which a link is no more than a guess.
const guess = 0.5

// Facts are what a verdict rests on, beside the finding itself.
type Facts struct {
	OptOut    bool   // the message carries "Ownup: skip"
	Author    string // name
	Bot       bool
	Version   bool   // it, or what was undone, did no more than set the version of a release
	Planned   bool   // what was undone was a stop-gap whose time was over, or is no longer needed
	Docs      bool   // nothing but documentation was touched
	Tests     bool   // nothing but tests was touched
	Routine   int    // of a hotfix: how many of the last routineSpan changes before it are called hotfixes too, where they are many
	OffMain   bool   // known not to be on the default branch
	Together  bool   // it came onto the default branch with what it undoes, by Merge or by a push
	Merge     string // empty for a push
	Release   string // the release that was the first to hold both what was undone and the undoing; empty where there is none
	Copy      string // the finding of which this is a copy, or which this merge brought
	Backport  string // the finding from which this was picked
	Slip      bool   // who made what was undone undid it at once
	Series    string // the revert right before it, with which this one undoes a series
	Mended    string // of a hotfix: the one right before it, which it does once more
	Unchanged bool   // of a reapply: puts back exactly what was taken away
}

// Judge decides about a chain: each finding gets its verdict, and the chain that of the finding which opens its
// incident, or would. facts answers for a finding by its SHA; a finding without facts is judged by what it says itself.
func Judge(c incident.Chain, facts map[string]Facts, p Policy) incident.Chain {
	t := newTrial(c, facts, p)
	for i := range c.Findings {
		f := &c.Findings[i]
		var reason incident.Reason
		f.Verdict, reason, f.Detail = t.judge(i)
		f.Reason = string(reason)
		f.Unchanged = facts[f.SHA].Unchanged
		f.Stays = f.SHA == t.cameBack
		if f.Verdict == incident.Open { // what comes behind it is of its series
			t.opener = i
		}
	}
	c.Conclude()
	return c
}

// trial is a chain being judged.
type trial struct {
	findings []incident.Finding
	facts    map[string]Facts
	policy   Policy
	opener   int      // the finding that opens the incident; -1 as long as there is none
	again    []bool   // an earlier finding is about what this one is about
	back     []string // by finding: the reapply that brought back, as it was, what it took away; "" where its story does not end with one
	series   bool
	cameBack string // see allBack
}

func newTrial(c incident.Chain, facts map[string]Facts, p Policy) *trial {
	t := &trial{findings: c.Findings, facts: facts, policy: p, opener: -1}
	t.series = slices.ContainsFunc(c.Findings, func(f incident.Finding) bool { return facts[f.SHA].Series != "" })
	about := map[string]bool{}
	for _, f := range c.Findings {
		t.again = append(t.again, slices.ContainsFunc(f.Offending, func(o incident.Offending) bool { return about[o.SHA] }))
		about[f.SHA] = true
		for _, o := range f.Offending {
			about[o.SHA] = true
		}
	}
	t.followBack()
	t.cameBack = t.allBack()
	return t
}

// allBack returns the last reapply by which all that was undone came back as it was; empty where something did not.
func (t *trial) allBack() string {
	with := map[string]bool{}
	for i, f := range t.findings {
		if f.Kind != incident.Revert || t.copied(f) || t.again[i] {
			continue
		}
		if t.back[i] == "" {
			return ""
		}
		with[t.back[i]] = true
	}
	for _, f := range slices.Backward(t.findings) {
		if with[f.SHA] {
			return f.SHA
		}
	}
	return ""
}

// followBack fills in back, from the last finding to the first. In a series what becomes of the others is another
// story.
func (t *trial) followBack() {
	stories := storiesIn(t.findings)
	const undone = "undone, or put back otherwise"
	after := map[int]string{} // story → how it ends, after the finding that is looked at
	t.back = make([]string, len(t.findings))
	for i, f := range slices.Backward(t.findings) {
		story := 0
		if t.series {
			story = stories[i]
		}
		if after[story] != undone {
			t.back[i] = after[story]
		}
		switch {
		case t.facts[f.SHA].Unchanged && t.facts[f.SHA].OffMain: // it didn't come back here
		case t.facts[f.SHA].Unchanged:
			after[story] = cmp.Or(after[story], f.SHA)
		case f.Kind == incident.Reapply || !t.copied(f):
			after[story] = undone
		}
	}
}

// storiesIn numbers the findings by what they are about: one that undoes or puts back another, or what that does, is of
// its story.
func storiesIn(findings []incident.Finding) []int {
	u := union[string]{}
	for _, f := range findings {
		for _, o := range f.Offending {
			u.join(f.SHA, o.SHA)
		}
	}
	numbers := map[string]int{}
	out := make([]int, len(findings))
	for i, f := range findings {
		root := u.find(f.SHA)
		if _, ok := numbers[root]; !ok {
			numbers[root] = len(numbers)
		}
		out[i] = numbers[root]
	}
	return out
}

func (t *trial) copied(f incident.Finding) bool {
	know := t.facts[f.SHA]
	return t.stands(know.Copy) || t.stands(know.Backport)
}

// stands reports whether what a finding was picked from, or is a copy of, tells of the default branch: what is on
// another one alone opens nothing there.
func (t *trial) stands(original string) bool {
	return original != "" && !t.facts[original].OffMain
}

// judge decides about finding i by the first of incident.Grounds that holds and that the policy doesn't let pass.
func (t *trial) judge(i int) (d incident.Decision, reason incident.Reason, detail string) {
	for _, g := range incident.Grounds {
		if detail, ok := t.holds(g.Reason, i); ok && !t.policy.lets(g) {
			return g.Decision, g.Reason, detail
		}
	}
	return incident.Hold, "", ""
}

// lets reports whether a ground that would hold a finding is let pass. What puts a change back opens nothing, whatever
// the policy.
func (p Policy) lets(g incident.Ground) bool {
	return g.Decision == incident.Hold && p[g.Reason] == incident.Open && g.Reason != incident.ReasonOptOut && g.Reason != incident.ReasonLoneReland
}

// holds reports whether a reason holds for finding i, with what there is to say beside its sentence.
func (t *trial) holds(r incident.Reason, i int) (detail string, ok bool) {
	f := t.findings[i]
	know, short := t.facts[f.SHA], incident.Short
	reverted := f.Kind == incident.Revert
	switch r {
	case incident.ReasonOptOut:
		return "", know.OptOut
	case incident.ReasonReland:
		return "", f.Kind == incident.Reapply && slices.ContainsFunc(t.findings, func(f incident.Finding) bool { return f.Kind != incident.Reapply })
	case incident.ReasonLoneReland:
		return "", f.Kind == incident.Reapply
	case incident.ReasonBackport:
		return fmt.Sprintf("It was picked from %s.", short(know.Backport)), t.stands(know.Backport)
	case incident.ReasonCopy:
		return fmt.Sprintf("It is the same as %s.", short(know.Copy)), t.stands(know.Copy)
	case incident.ReasonAgain:
		sentence := "The first time was %s."
		if t.opener >= 0 && slices.ContainsFunc(f.Offending, func(o incident.Offending) bool { return o.SHA == t.findings[t.opener].SHA }) {
			sentence = "It takes %s back." // a hotfix, mostly
		}
		return t.told(sentence), t.opener >= 0 && (t.again[i] || know.Mended != "")
	case incident.ReasonNeverLanded:
		return "", know.OffMain
	case incident.ReasonSamePull:
		if know.Merge == "" {
			return "Both were committed in the same second.", know.Together
		}
		return fmt.Sprintf("Both came by %s.", short(know.Merge)), know.Together
	case incident.ReasonSlip:
		return "", reverted && know.Slip && !t.series
	case incident.ReasonSeries:
		return t.told("The first was %s."), t.opener >= 0
	case incident.ReasonBot:
		return fmt.Sprintf("Its author is %s.", know.Author), know.Bot
	case incident.ReasonVersion:
		return "", know.Version
	case incident.ReasonDocs:
		return "", know.Docs
	case incident.ReasonTests:
		return "", f.Kind == incident.Hotfix && know.Tests
	case incident.ReasonRoutine:
		return fmt.Sprintf("So are %d of the %d changes before it.", know.Routine, routineSpan), f.Kind == incident.Hotfix && know.Routine > 0
	case incident.ReasonSilent:
		return "", f.Dialect == silentDialect
	case incident.ReasonUnresolved:
		return unresolvedDetail(f), reverted && len(f.Offending) == 0
	case incident.ReasonUnsure:
		if !reverted || len(f.Offending) == 0 {
			return "", false
		}
		o := f.Offending[0]
		return fmt.Sprintf("The best guess is %s, with a confidence of %.2f.", short(o.SHA), o.Confidence), o.Confidence < guess
	case incident.ReasonPlanned:
		return "", t.planned(know)
	case incident.ReasonSameRelease:
		return fmt.Sprintf("It is %s.", know.Release), reverted && know.Release != ""
	case incident.ReasonPrecaution:
		back := t.back[i]
		return fmt.Sprintf("It came back with %s.", short(back)), reverted && back != "" && (!t.series || t.cameBack != "")
	case incident.ReasonLandedRevert:
		if !reverted || len(f.Offending) == 0 {
			return "", reverted
		}
		o := f.Offending[0]
		if live := incident.Duration(f.Live(o)); live != "" {
			return fmt.Sprintf("%s undid %s after %s.", short(f.SHA), short(o.SHA), live), true
		}
		return fmt.Sprintf("%s undid %s.", short(f.SHA), short(o.SHA)), true
	case incident.ReasonHotfix:
		return "", f.Kind == incident.Hotfix
	}
	return "", false
}

// planned reports whether a finding, or a revert before it with which it goes, took back what was no longer needed.
func (t *trial) planned(know Facts) bool {
	for range t.findings {
		if know.Planned || know.Series == "" {
			break
		}
		know = t.facts[know.Series]
	}
	return know.Planned
}

// told names the finding that opens the incident in a sentence.
func (t *trial) told(sentence string) string {
	if t.opener < 0 {
		return ""
	}
	return fmt.Sprintf(sentence, incident.Short(t.findings[t.opener].SHA))
}

// unresolvedDetail says what the message did name.
func unresolvedDetail(f incident.Finding) string {
	if len(f.Claims) == 0 {
		return "The message names none, and no change before it fits."
	}
	return fmt.Sprintf("The message names %s %q, which this history does not hold.", f.Claims[0].Type, f.Claims[0].Value)
}
