package incident

// Verdict is a decision with its reason.
type Verdict struct {
	Decision Decision
	Reason   Reason
	Detail   string // one plain sentence, with the facts that led to it
}

// Reason is the short word of a verdict's reason, stable for scripts.
type Reason string

// The reasons of verdicts, in the order in which they are looked at: the first that holds decides.
const (
	ReasonOptOut       Reason = "opt-out"
	ReasonReland       Reason = "reland"
	ReasonLoneReland   Reason = "lone-reland"
	ReasonBackport     Reason = "backport"
	ReasonCopy         Reason = "copy"
	ReasonAgain        Reason = "again"
	ReasonNeverLanded  Reason = "never-landed"
	ReasonSamePull     Reason = "same-pull"
	ReasonSlip         Reason = "slip"
	ReasonSeries       Reason = "series"
	ReasonBot          Reason = "bot"
	ReasonVersion      Reason = "version-only"
	ReasonDocs         Reason = "docs-only"
	ReasonTests        Reason = "tests-only"
	ReasonRoutine      Reason = "routine"
	ReasonSilent       Reason = "silent"
	ReasonUnresolved   Reason = "unresolved"
	ReasonUnsure       Reason = "low-confidence"
	ReasonPlanned      Reason = "planned"
	ReasonSameRelease  Reason = "same-release"
	ReasonPrecaution   Reason = "precautionary"
	ReasonDailyCap     Reason = "daily-cap"
	ReasonLandedRevert Reason = "landed-revert"
	ReasonHotfix       Reason = "hotfix"
)

// The reasons of what becomes of a chain whatever its verdict is.
const (
	ReasonAsked  Reason = "asked"  // a person or a label said that it is to be opened
	ReasonKnown  Reason = "known"  // it has its incident
	ReasonOutbox Reason = "outbox" // what could not be sent waits there
)

// Ground says what one reason leads to, and why, in a sentence for people.
type Ground struct {
	Reason   Reason
	Decision Decision // what it leads to where the policy says nothing else
	Sentence string
}

// Grounds is the table of all reasons: what scan prints and reports explain. docs/verdicts.md is made from it.
var Grounds = []Ground{
	{ReasonOptOut, Hold, "Its message carries the trailer \"Ownup: skip\"."},
	{ReasonReland, Fold, "It puts a reverted change back; the story is told where the change was reverted."},
	{ReasonLoneReland, Hold, "It puts a change back, but no revert of it was found."},
	{ReasonBackport, Fold, "It carries a revert or fix to another branch; the story is told where that was made first."},
	{ReasonCopy, Fold, "It is another copy of what is there already: a mirror's, the merge that brought it, or a merge of the same branch into another."},
	{ReasonAgain, Fold, "It undoes a change that this chain undid before, mends once more what it mended, or takes back its repair; the incident of the first time takes it in."},
	{ReasonNeverLanded, Hold, "It is not on the default branch, so nothing that had landed was undone."},
	{ReasonSamePull, Hold, "It arrived together with the change it undoes, or with what puts that back: the one never stood on the default branch without the other."},
	{ReasonSlip, Hold, "Whoever made the change took it back within three minutes, before anything else was made."},
	{ReasonSeries, Fold, "It goes with the revert before it; one incident tells of all that they took back."},
	{ReasonBot, Hold, "A bot made it."},
	{ReasonVersion, Hold, "It does no more than set the version of a release, or take that back."},
	{ReasonDocs, Hold, "Only documentation was touched."},
	{ReasonTests, Hold, "It mends nothing but tests."},
	{ReasonRoutine, Hold, "Here small repairs are called hotfixes as a matter of course: nothing tells that this one was made in haste."},
	{ReasonSilent, Hold, "No message says so; only the content shows that an earlier change was undone. It may have been planned."},
	{ReasonUnresolved, Hold, "Which commit it undoes could not be established."},
	{ReasonUnsure, Hold, "Which commit it undoes is no more than a guess: the content does not bear out what the message says."},
	{ReasonPlanned, Hold, "What it takes back was a stop-gap whose time was over, or is no longer needed: no mistake is told of."},
	{ReasonSameRelease, Hold, "The change and its revert are in the same release: nobody who uses releases ever had it."},
	{ReasonPrecaution, Hold, "The change came back as it was: reverting it was a precaution."},
	{ReasonDailyCap, Hold, "As many incidents as a day allows have been opened; the next sweep takes it up."},
	{ReasonLandedRevert, Open, "A change that had landed was undone."},
	{ReasonHotfix, Open, "Something that had landed had to be repaired in haste."},
}

// Sentence returns the sentence for the reason, and "" for a word that is none.
func (r Reason) Sentence() string {
	for _, g := range Grounds {
		if g.Reason == r {
			return g.Sentence
		}
	}
	return ""
}
