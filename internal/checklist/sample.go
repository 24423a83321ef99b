package checklist

import (
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// sampleNow is the day of the samples.
var sampleNow = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// samples are two invented incidents on which a team's template is tried: every fact there, and hardly any.
func samples() []incident.Incident {
	passed := true
	landed := time.Date(2026, 11, 12, 17, 3, 0, 0, time.UTC)
	undone := time.Date(2026, 11, 14, 9, 12, 0, 0, time.UTC)
	return []incident.Incident{
		{
			Key: "r-0123456789ab", Aliases: []string{"r-fedcba987654"}, Kind: incident.Revert,
			Finding: incident.CommitFact{
				SHA: "fedcba9876543210fedcba9876543210fedcba98", Subject: `Revert "Keep sessions in memory"`, LandedAt: undone, Files: 1, Added: 2, Deleted: 9,
				URL: "https://github.com/owner/name/commit/fedcba9876543210fedcba9876543210fedcba98",
			},
			Offending: []incident.CommitFact{{
				SHA: "0123456789abcdef0123456789abcdef01234567", Subject: "Keep sessions in memory", LandedAt: landed, Files: 2, Added: 9, Deleted: 2,
				Confidence: 0.99, Evidence: []incident.Evidence{incident.EvidenceMessage, incident.EvidenceContent},
				Pull: &incident.Pull{Number: 38, URL: "https://github.com/owner/name/pull/38", CreatedAt: landed.Add(-5 * time.Hour), MergedAt: landed, Reviews: 2, ChecksPassed: &passed},
			}},
			LandedAt: landed, UndoneAt: undone, Live: undone.Sub(landed),
			Areas: []string{"session"}, Paths: []string{"session/store.go", "session/store_test.go"}, TestPaths: []string{"session/store_test.go"},
			Releases: []string{"v1.4.0"}, Branches: []incident.BranchState{{Name: "main", HasFix: true}, {Name: "release-1.4"}},
			Earlier: []incident.Earlier{{Key: "r-aaaaaaaaaaaa", Title: "Reverted: Faster sessions", At: landed.AddDate(0, -3, 0), Paths: []string{"session/store.go"}}},
			Because: "Sessions were lost on restart.", Owner: incident.Owner{Name: "@sample-owner", Role: incident.RoleCodeOwner},
			Invited: []string{"@sample-author"}, Affected: []string{"sample-reviewer"}, Tell: []string{"@owner/sessions"},
			Relands: []incident.Reland{{SHA: "1111111111", Subject: "Reapply", At: undone.AddDate(0, 0, 1)}},
			Unknown: []string{"Whether checks passed on the revert."},
		},
		{Key: "h-0123456789ab", Kind: incident.Hotfix, Finding: incident.CommitFact{SHA: "0123456789abcdef0123456789abcdef01234567", Subject: "Mend the login"}},
	}
}
