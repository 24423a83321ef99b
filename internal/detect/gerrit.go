package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The families of Gerrit and of its forerunner.
const (
	// Gerrit is its revert button: git's form, a reason, and the original's description quoted.
	Gerrit = "gerrit"
	// Submission is Gerrit's revert of several changes that were submitted together; it names no commit.
	Submission = "gerrit-submission"
	// RevertN counts the layers: Revert^2 is a reapply.
	RevertN = "revert-n"
	// Rietveld is the revert button of the review tool before Gerrit.
	Rietveld = "rietveld"
)

func gerrit(m *message) (hit, bool) {
	if !m.undoes() {
		return hit{}, false
	}
	mark := m.has("\nreason for revert:") || m.original != "" && m.has("\nthis reverts commit ")
	return hit{strength: m.strength}, mark && (m.has("\nchange-id:") || m.original != "")
}

func submission(m *message) (hit, bool) {
	h := hit{strength: Strong}
	low := lower(m.subject)
	if i := strings.Index(low, "revert submission "); i >= 0 {
		rest := low[i+len("revert submission "):]
		if n := digitRun(rest); n >= 3 {
			h.claims = append(h.claims, ranked{incident.Claim{Type: incident.ClaimChange, Value: "submission:" + rest[:n]}, titled})
		}
	}
	if list, ok := m.after("reverted changes:", 4000); ok {
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			if id, ok := strings.CutPrefix(line, "/q/submissionid:"); ok {
				id, _, _ = strings.Cut(id, " ")
				h.claims = append(h.claims, ranked{incident.Claim{Type: incident.ClaimChange, Value: "submission:" + cut(id, 60)}, titled})
				continue
			}
			id, title, _ := strings.Cut(line, ":")
			if len(id) > 8 && id[0] == 'I' && hexRun(id[1:]) == len(id)-1 {
				h.claims = append(h.claims, ranked{incident.Claim{Type: incident.ClaimChange, Value: "I" + lower(id[1:])}, direct})
				if key := SubjectKey(title); len(key) >= minSubject {
					h.claims = append(h.claims, ranked{subjectClaim(key), titled})
				}
			}
		}
	} else if len(h.claims) == 0 {
		return hit{}, false
	}
	return h, m.undoes()
}

func revertN(m *message) (hit, bool) {
	return hit{strength: Strong}, m.title.worded() && m.title.layers[0].power > 1
}

// rietveld reads "Revert of <title> (patchset #2 id:20001 of <address> )".
func rietveld(m *message) (hit, bool) {
	if !m.undoes() {
		return hit{}, false
	}
	inner, ok := m.title.layers[0].inner, m.title.layers[0].of
	low := lower(inner)
	i := strings.Index(low, "(patchset #")
	if !ok || i < 0 {
		return hit{}, false
	}
	h := hit{strength: Strong, claims: rank(direct, references(inner[i:], 200))}
	if key := SubjectKey(inner[:i]); len(key) >= minSubject {
		h.claims = append(h.claims, ranked{subjectClaim(key), titled})
	}
	return h, true
}
