package incident

import (
	"strings"
	"time"
)

// Kind says what a finding is about.
type Kind string

// The kinds of findings. A reapply puts a reverted change back.
const (
	Revert  Kind = "revert"
	Reapply Kind = "reapply"
	Hotfix  Kind = "hotfix"
)

// Claim is a reference in a message that has not been checked yet.
type Claim struct {
	Type  ClaimType `json:"type"`
	Value string    `json:"value"`
}

// ClaimType says by what a claim names a change.
type ClaimType string

// The claim types. Values are normalised so that a claim and the name a commit carries compare equal.
const (
	ClaimSHA     ClaimType = "sha"     // 7 to 40 hex digits, lower case
	ClaimTag     ClaimType = "tag"     // a tag and the steps from it, as `git describe --contains` says it: "v3.11.0-rc1~274^2"
	ClaimPull    ClaimType = "pull"    // "123", or "owner/name#123" where the text names a repository
	ClaimSVN     ClaimType = "svn"     // revision number without the r
	ClaimChange  ClaimType = "change"  // Gerrit Change-Id, review URL, "CL 123", changelist number
	ClaimDiff    ClaimType = "diff"    // Phabricator differential, "D123"
	ClaimSubject ClaimType = "subject" // the quoted subject of the commit that is meant
	ClaimTitle   ClaimType = "title"   // the title of the pull request that a merge brought; a commit's name alone, since messages quote it as a subject
	ClaimIssue   ClaimType = "issue"   // "KAFKA-123" or "bug 123", under which commits land; for tracing and searching, never in a finding
)

// Finding is what a rule says of one commit. It is also, field for field, one line of `ownup scan --json`.
type Finding struct {
	SHA         string      `json:"sha"`
	Kind        Kind        `json:"kind"`
	Dialect     string      `json:"dialect"` // the wording's family, as docs/dialects.md lists them
	Subject     string      `json:"subject"`
	CommittedAt time.Time   `json:"committed_at"`
	LandedAt    time.Time   `json:"landed_at,omitzero"` // when it came onto the default branch; zero where it did not
	UndoneAt    time.Time   `json:"undone_at,omitzero"` // when it came to where what it undoes stood, if one merge brought both onto the default branch
	Claims      []Claim     `json:"claims"`
	Offending   []Offending `json:"offending"`
	Partial     bool        `json:"partial"`             // undoes, or says it undoes, only a part
	Unchanged   bool        `json:"unchanged,omitempty"` // of a reapply: puts back, as it was, what had been taken away
	Stays       bool        `json:"stays,omitempty"`     // of one reapply of a chain: with it all that was undone had come back as it was, and stayed
	Verdict     Decision    `json:"verdict"`
	Reason      string      `json:"reason"`            // why this verdict; a word of the table in verdict.go
	Detail      string      `json:"detail,omitempty"`  // what there is to say of that beside the reason's sentence: "Both came by 0123abc."
	Chain       string      `json:"chain"`             // key of the chain it belongs to
	Because     string      `json:"because,omitempty"` // the reason the message itself gives, verbatim and untrusted
}

// Judged returns the finding's verdict in words.
func (f Finding) Judged() Verdict {
	r := Reason(f.Reason)
	return Verdict{Decision: f.Verdict, Reason: r, Detail: strings.TrimSpace(r.Sentence() + " " + f.Detail)}
}

// Since is the moment from which on the finding took effect: when it landed, else when it was committed.
func (f Finding) Since() time.Time {
	if f.LandedAt.IsZero() {
		return f.CommittedAt
	}
	return f.LandedAt
}

// Live is how long what the finding undoes or repairs had been on the default branch by then, or on the branch that
// brought both there; 0 where that is not known.
func (f Finding) Live(o Offending) time.Duration {
	until := f.UndoneAt
	switch {
	case o.LandedAt.IsZero():
		return 0
	case until.IsZero():
		until = f.Since()
	}
	return max(0, until.Sub(o.LandedAt))
}

// Offending is a commit that a finding undoes or repairs, with the evidence for the link.
type Offending struct {
	SHA        string     `json:"sha"`
	Confidence float64    `json:"confidence"` // calibrated probability, 0 to 1
	Evidence   []Evidence `json:"evidence"`
	LandedAt   time.Time  `json:"landed_at"`
	Subject    string     `json:"subject,omitempty"`
	Detail     []string   `json:"detail,omitempty"` // one plain sentence for each piece of evidence
}

// Evidence says what supports a link from a finding to an offending commit.
type Evidence string

// The kinds of evidence.
const (
	EvidenceMessage Evidence = "message" // the message names it
	EvidenceContent Evidence = "content" // the change is, in part or whole, the inverse
	EvidencePull    Evidence = "pull"    // a pull request names it, or it landed by the named pull request
	EvidenceLines   Evidence = "lines"   // it last touched the lines that were repaired
)

// Decision is what ownup decides for a chain.
type Decision string

// The decisions.
const (
	Open Decision = "open" // open an incident
	Fold Decision = "fold" // belongs to an incident that another finding opens
	Hold Decision = "hold" // report only
)
