package trace

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

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
