package scan

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// assistants are names of programs that write code at somebody's side, lower case.
var assistants = [...]string{"claude", "codex", "copilot", "cursor", "gemini"}

// asksForNothing reports whether who is named as a co-author is no person who asked for the commit: a bot, or an
// assistant by the address of its maker.
func asksForNothing(p incident.Person) bool {
	first, _, _ := strings.Cut(strings.ToLower(p.Name), " ")
	local, _, _ := strings.Cut(strings.ToLower(p.Email), "@")
	return IsBot(p) || slices.Contains(assistants[:], first) && (local == "noreply" || local == first || strings.HasSuffix(local, "agent"))
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
