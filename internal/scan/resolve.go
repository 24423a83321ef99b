package scan

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// resolve returns the commits before the finding's own that its claims may mean, those of the best claims first and
// of one claim the latest first; of several with one subject those first on which the finding's commit builds.
func (x *Index) resolve(at uint32, claims []incident.Claim) []candidate {
	var out []candidate
	for i, claim := range claims {
		found := x.meant(at, claim)
		if claim.Type == incident.ClaimSubject && len(found) > 1 {
			found = x.behindFirst(found, at)
		}
		for _, c := range found {
			if !slices.ContainsFunc(out, func(have candidate) bool { return have.commit == c }) {
				out = append(out, candidate{commit: c, claim: i, by: claim.Type})
			}
		}
	}
	return out
}

// behindFirst puts the commits in the history of the commit at before the others.
func (x *Index) behindFirst(commits []uint32, at uint32) []uint32 {
	var behind, beside []uint32
	for _, c := range commits {
		if x.isAncestor(c, at) {
			behind = append(behind, c)
		} else {
			beside = append(beside, c)
		}
	}
	return append(behind, beside...)
}

// withoutTags replaces each claim by tag with the commit to which the tag and the steps from it lead; one that leads
// nowhere here stays.
func (s *scan) withoutTags(claims []incident.Claim) []incident.Claim {
	out := slices.Clone(claims)
	for i, c := range out {
		if c.Type != incident.ClaimTag {
			continue
		}
		if sha, err := s.h.Expand(s.ctx, c.Value); err == nil {
			out[i] = incident.Claim{Type: incident.ClaimSHA, Value: sha}
		}
	}
	return out
}

// sameSubject takes for what a reapply names, where it names nothing that is here, the commits in its history with the
// very subject that it has. A subject that many have says nothing, and one on another branch is where the commit was
// picked from, or to.
func (s *scan) sameSubject(w *worded) {
	claim := incident.Claim{Type: incident.ClaimSubject, Value: detect.SubjectKey(w.Subject)}
	for _, c := range s.x.few(w.at, claim) {
		if s.x.isAncestor(c, w.at) && !s.x.broughtBy(c, w.at) {
			w.candidates = append(w.candidates, candidate{commit: c, claim: len(w.Claims), by: claim.Type})
		}
	}
	if len(w.candidates) > 0 {
		w.Claims = append(w.Claims, claim)
	}
}

// Repaired returns the commits that a fix may mean by a claim.
func (x *Index) Repaired(fix string, claim incident.Claim) []string {
	if !x.Has(fix) {
		return nil
	}
	at := x.number(fix)
	found := x.few(at, claim)
	if claim.Type == incident.ClaimIssue {
		found = x.landedUnder(at, claim)
	}
	var out []string
	for _, c := range found {
		out = append(out, x.sha(c))
	}
	return out
}

// landedUnder returns the commits that landed under an issue, of those on which the commit builds, latest first: none
// where there are many, for then the issue says little.
func (x *Index) landedUnder(at uint32, issue incident.Claim) []uint32 {
	return slices.DeleteFunc(x.few(at, issue), func(c uint32) bool { return !x.isAncestor(c, at) })
}

// few returns what a claim means where that says something: the name of many is no one's.
func (x *Index) few(at uint32, claim incident.Claim) []uint32 {
	if found := x.meant(at, claim); len(found) < trace.MaxCarriers {
		return found
	}
	return nil
}

// meant returns the commits that one claim, made in commit number at, may mean.
func (x *Index) meant(at uint32, claim incident.Claim) []uint32 {
	var out []uint32
	add := func(c uint32) bool {
		if c < at && !slices.Contains(out, c) {
			out = append(out, c)
		}
		return len(out) < trace.MaxCarriers
	}
	if claim.Type == incident.ClaimSHA {
		for _, c := range x.abbreviated(claim.Value) {
			add(c)
		}
		if len(out) > 0 {
			return out
		}
	}
	if claim.Type == incident.ClaimSubject && strings.HasSuffix(claim.Value, "…") {
		return out // cut off: only content can find it
	}
	for c := range x.carriers(claim, at) {
		if !add(c) {
			break
		}
	}
	if next := otherReading(claim); len(out) == 0 && next.Type != "" {
		return x.meant(at, next)
	}
	return out
}

// otherReading returns what else a claim may mean that names nothing here, or none.
func otherReading(claim incident.Claim) (next incident.Claim) {
	number := strings.Trim(claim.Value, "0123456789") == ""
	switch _, pull, qualified := strings.Cut(claim.Value, "#"); {
	case claim.Type == incident.ClaimPull && qualified: // "owner/name#12" of this very repository, or of the one that it mirrors
		return incident.Claim{Type: incident.ClaimPull, Value: pull}
	case claim.Type == incident.ClaimPull, claim.Type == incident.ClaimSVN: // people wrote "#12" of Perforce's changelists too
		return incident.Claim{Type: incident.ClaimChange, Value: claim.Value}
	case detect.ShortChangeID(claim) != "" && len(claim.Value) < len("I")+40:
		return incident.Claim{Type: incident.ClaimChange, Value: detect.ShortChangeID(claim)}
	case claim.Type == incident.ClaimSHA && number: // "commit 1524161" is a revision where there are that many
		return incident.Claim{Type: incident.ClaimSVN, Value: claim.Value}
	}
	return incident.Claim{}
}
