package detect

import "strings"

// The families of projects' own bots and rules.
const (
	// Flutter's bot: "Reverts: owner/name#n", who asked for it, and why.
	Flutter = "flutter"
	// PyTorch's bot: "Reverted <address> on behalf of <address> due to …".
	PyTorch = "pytorch"
	// Twisted's rule: the revision in the subject, "Reopens: #n" at the end.
	Twisted = "twisted"
)

// Tool returns the name of the program that made a commit in somebody's name, by the tag that it sets before the
// subject: Maven's takes the version numbers of a release back that is prepared anew. "" where there is none.
func Tool(subject string) string {
	const maven = "maven-release-plugin"
	if strings.HasPrefix(subject, "["+maven+"] ") {
		return maven
	}
	return ""
}

func flutter(m *message) (hit, bool) {
	if !m.has("initiated by:") || !m.has("\nreason for revert") || !m.title.worded() {
		return hit{}, false
	}
	return hit{strength: Strong}, true
}

func pytorch(m *message) (hit, bool) {
	i := strings.Index(m.lowBody, "\nreverted http")
	if i < 0 || !m.undoes() {
		return hit{}, false
	}
	rest := m.body[i+len("\nreverted "):]
	if !strings.Contains(lower(cut(rest, 400)), " on behalf of ") {
		return hit{}, false
	}
	refs, _, _ := refList(rest[:min(len(rest), 200)], false)
	return hit{strength: Strong, claims: rank(direct, refs)}, true
}

func twisted(m *message) (hit, bool) {
	return hit{strength: Strong}, m.undoes() && len(m.title.layers[0].refs) > 0 && strings.Contains(m.lowBody, "\nreopens: #")
}
