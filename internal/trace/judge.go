package trace

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Policy is what a team decides otherwise about reasons. Opt-out and the reasons that fold stay as they are.
type Policy map[incident.Reason]incident.Decision

// sure is the confidence below which a link is no more than a guess.
const sure = 0.5

// Facts are what a verdict rests on, beside the finding itself.
type Facts struct {
	OptOut    bool   // the message carries "Ownup: skip"
	Author    string // name
	Bot       bool
	Version   bool   // what was undone did no more than set the version of a release
	Docs      bool   // nothing but documentation was touched
	Tests     bool   // nothing but tests was touched
	OffMain   bool   // known not to be on the default branch
	Together  bool   // it came onto the default branch with what it undoes, by Merge or by a push
	Merge     string // empty for a push
	Release   string // the first release that holds what was undone holds the undoing too
	Copy      string // the finding of which this is a copy, or which this merge brought
	Backport  string // the finding from which this was picked
	Series    string // the revert right before it, with which this one undoes a series
	Unchanged bool   // of a reapply: puts back exactly what was taken away
}

// Judge decides about a chain: each finding gets its verdict, and the chain that of the finding which opens its incident, or
// would. facts answers for a finding by its SHA; a finding without facts is judged by what it says itself.
func Judge(c incident.Chain, facts map[string]Facts, p Policy) incident.Chain {
	opener, first := -1, -1
	var verdicts []incident.Verdict
	for i := range c.Findings {
		f := &c.Findings[i]
		v := p.judge(c, i, opener, facts)
		if v.Decision == incident.Open && opener < 0 {
			opener = i
		}
		if v.Decision != incident.Fold && first < 0 {
			first = i
		}
		f.Verdict, f.Reason = v.Decision, string(v.Reason)
		f.Unchanged = f.Kind == incident.Reapply && facts[f.SHA].Unchanged
		verdicts = append(verdicts, v)
	}
	c.CameBack = cameBack(c, facts)
	switch {
	case opener >= 0:
		c.Verdict = verdicts[opener]
	case first >= 0:
		c.Verdict = verdicts[first]
	case len(verdicts) > 0:
		c.Verdict = verdicts[0]
	}
	return c
}

// judge decides about finding i, the finding opener having opened the incident already when it isn't negative.
func (p Policy) judge(c incident.Chain, i, opener int, facts map[string]Facts) incident.Verdict {
	f := c.Findings[i]
	know := facts[f.SHA]
	because := func(r incident.Reason, format string, a ...any) incident.Verdict {
		v := incident.Verdict{Decision: r.Decision(), Reason: r, Detail: r.Sentence()}
		if d, ok := p[r]; ok && v.Decision != incident.Fold && r != incident.ReasonOptOut {
			v.Decision = d
		}
		if format != "" {
			v.Detail += " " + fmt.Sprintf(format, a...)
		}
		return v
	}
	// holds reports whether the reason holds the finding back, or whether the policy lets it pass.
	holds := func(r incident.Reason) bool {
		d, ok := p[r]
		return !ok || d != incident.Open
	}
	short := incident.Short
	switch {
	case know.OptOut:
		return because(incident.ReasonOptOut, "")
	case f.Kind == incident.Reapply && slices.ContainsFunc(c.Findings, func(f incident.Finding) bool { return f.Kind != incident.Reapply }):
		return because(incident.ReasonReland, "")
	case f.Kind == incident.Reapply:
		return because(incident.ReasonLoneReland, "")
	case know.Backport != "":
		return because(incident.ReasonBackport, "It was picked from %s.", short(know.Backport))
	case know.Copy != "":
		return because(incident.ReasonCopy, "It is the same as %s.", short(know.Copy))
	case opener >= 0 && undidBefore(c, i):
		return because(incident.ReasonAgain, "The first time was %s.", short(c.Findings[opener].SHA))
	case know.OffMain && holds(incident.ReasonNeverLanded):
		return because(incident.ReasonNeverLanded, "")
	case know.Together && holds(incident.ReasonSamePull):
		if know.Merge == "" {
			return because(incident.ReasonSamePull, "Both were committed in the same second.")
		}
		return because(incident.ReasonSamePull, "Both came by %s.", short(know.Merge))
	case opener >= 0:
		return because(incident.ReasonSeries, "The first was %s.", short(c.Findings[opener].SHA))
	case know.Bot && holds(incident.ReasonBot):
		return because(incident.ReasonBot, "Its author is %s.", know.Author)
	case know.Version && holds(incident.ReasonVersion):
		return because(incident.ReasonVersion, "")
	case know.Docs && holds(incident.ReasonDocs):
		return because(incident.ReasonDocs, "")
	}
	if f.Kind == incident.Hotfix {
		if know.Tests && holds(incident.ReasonTests) {
			return because(incident.ReasonTests, "")
		}
		return because(incident.ReasonHotfix, "")
	}
	switch {
	case f.Dialect == SilentDialect && holds(incident.ReasonSilent):
		return because(incident.ReasonSilent, "")
	case len(f.Offending) == 0 && holds(incident.ReasonUnresolved):
		return because(incident.ReasonUnresolved, "%s", unresolvedDetail(f))
	case len(f.Offending) > 0 && f.Offending[0].Confidence < sure && holds(incident.ReasonUnsure):
		return because(incident.ReasonUnsure, "The best guess is %s, with a confidence of %.2f.", short(f.Offending[0].SHA), f.Offending[0].Confidence)
	case know.Release != "" && holds(incident.ReasonSameRelease):
		return because(incident.ReasonSameRelease, "It is %s.", know.Release)
	}
	if back, ok := putBack(c, i, facts); ok && (!hasSeries(c, facts) || cameBack(c, facts) != "") && holds(incident.ReasonPrecaution) {
		return because(incident.ReasonPrecaution, "It came back with %s.", short(back))
	}
	if len(f.Offending) == 0 {
		return because(incident.ReasonLandedRevert, "")
	}
	o := f.Offending[0]
	return because(incident.ReasonLandedRevert, "%s undid %s after %s.", short(f.SHA), short(o.SHA), lived(f.CommittedAt.Sub(o.LandedAt)))
}

// unresolvedDetail says what the message did name.
func unresolvedDetail(f incident.Finding) string {
	if len(f.Claims) == 0 {
		return "The message names none, and no change before it fits."
	}
	return fmt.Sprintf("The message names %s %q, which this history does not hold.", f.Claims[0].Type, f.Claims[0].Value)
}

// cameBack returns the last reapply by which all that the chain undid came back as it was, of a series each; "" where something did not.
func cameBack(c incident.Chain, facts map[string]Facts) string {
	with := map[string]bool{}
	for i, f := range c.Findings {
		if f.Kind != incident.Revert || facts[f.SHA].Copy != "" || facts[f.SHA].Backport != "" || undidBefore(c, i) {
			continue
		}
		back, ok := putBack(c, i, facts)
		if !ok {
			return ""
		}
		with[back] = true
	}
	for _, f := range slices.Backward(c.Findings) {
		if with[f.SHA] {
			return f.SHA
		}
	}
	return ""
}

// putBack returns the reapply that brought back, as it was, what finding i took away, if the story ends so.
func putBack(c incident.Chain, i int, facts map[string]Facts) (sha string, ok bool) {
	story, series := c.Findings[i:i+1:i+1], hasSeries(c, facts)
	for _, f := range c.Findings[i+1:] {
		if series && !slices.ContainsFunc(story, func(before incident.Finding) bool { return shareUndone(f, before) }) {
			continue // one of the others of the series, and what became of that
		}
		story = append(story, f)
		switch {
		case f.Kind == incident.Reapply && facts[f.SHA].Unchanged:
			sha, ok = f.SHA, true
		case f.Kind == incident.Reapply:
			return "", false
		case facts[f.SHA].Copy == "" && facts[f.SHA].Backport == "":
			return "", false // undone again
		}
	}
	return sha, ok
}

// undidBefore reports whether an earlier finding of the chain is about what finding i is about.
func undidBefore(c incident.Chain, i int) bool {
	return slices.ContainsFunc(c.Findings[:i], func(before incident.Finding) bool { return shareUndone(c.Findings[i], before) })
}

// shareUndone reports whether a finding undoes or puts back an earlier one, or what that does.
func shareUndone(f, before incident.Finding) bool {
	return slices.ContainsFunc(f.Offending, func(o incident.Offending) bool {
		return o.SHA == before.SHA || slices.ContainsFunc(before.Offending, func(m incident.Offending) bool { return m.SHA == o.SHA })
	})
}

func hasSeries(c incident.Chain, facts map[string]Facts) bool {
	return slices.ContainsFunc(c.Findings, func(f incident.Finding) bool { return facts[f.SHA].Series != "" })
}

// lived words a duration for people.
func lived(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// IsBot reports whether a name or address says that it is a program's: "x[bot]", "x-bot".
func IsBot(p incident.Person) bool {
	name, email := strings.ToLower(p.Name), strings.ToLower(p.Email)
	local, _, _ := strings.Cut(email, "@")
	for _, s := range [...]string{name, local} {
		if strings.HasSuffix(s, "[bot]") || strings.HasSuffix(s, "-bot") || strings.HasSuffix(s, "_bot") || strings.HasSuffix(s, " bot") ||
			strings.HasSuffix(s, "-robot") || s == "bot" || s == "bors" || strings.HasSuffix(s, "autoroller") {
			return true
		}
	}
	return false
}

// onlyDocs reports whether all of the paths are documentation.
func onlyDocs(changes []incident.Change) bool {
	for _, c := range changes {
		switch strings.ToLower(path.Ext(c.Path)) {
		case ".html", ".svg", ".txt", ".po":
			if top, _, _ := strings.Cut(c.Path, "/"); top != "doc" && top != "docs" && top != "Documentation" {
				return false
			}
		default:
			if kindOf(c.Path) != kindProse && !isManual(c.Path) {
				return false
			}
		}
	}
	return len(changes) > 0
}

// isManual reports whether a file is documentation by its place or its ending alone: a manual page such as "date.1", a description of an
// interface, notes on a release, a form for those who report an issue.
func isManual(p string) bool {
	if stem, section, ok := strings.Cut(path.Base(p), "."); ok && stem != "" && len(section) == 1 && section[0] >= '1' && section[0] <= '8' {
		return true
	}
	return slices.ContainsFunc(strings.Split(path.Dir(p), "/"), func(dir string) bool {
		return slices.Contains([]string{"man", "api-ref", "releasenotes", "ISSUE_TEMPLATE"}, dir)
	})
}

// onlyTests reports whether all of the paths are tests.
func onlyTests(changes []incident.Change) bool {
	for _, c := range changes {
		if kindOf(c.Path) != kindTest {
			return false
		}
	}
	return len(changes) > 0
}
