package flow

import (
	"bytes"
	"context"
	"slices"

	"github.com/hmarr/codeowners"

	"github.com/ownup-dev/ownup/internal/incident"
)

// codeownersFiles are the places GitHub looks for the file, in its order: the first one found counts.
// Source: "About code owners" in GitHub's documentation.
var codeownersFiles = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// ownersOf returns the code owners of the paths, by the CODEOWNERS file at the commit, most paths first. A
// missing or broken file owns nothing.
func ownersOf(ctx context.Context, h History, commit string, paths []string) []string {
	var rules codeowners.Ruleset
	for _, name := range codeownersFiles {
		text, err := h.File(ctx, commit, name)
		if err != nil {
			continue
		}
		if rules, err = codeowners.ParseFile(bytes.NewReader(text)); err != nil {
			return nil
		}
		break
	}
	if rules == nil {
		return nil
	}
	count := map[string]int{}
	var order []string
	for _, path := range paths {
		rule, err := rules.Match(path)
		if err != nil || rule == nil {
			continue
		}
		for _, owner := range rule.Owners {
			name := owner.String()
			if count[name]++; count[name] == 1 {
				order = append(order, name)
			}
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return count[b] - count[a] })
	return order
}

// chooseOwner picks the accountable owner by role, as steps.md orders it: the configured one, the code
// owner of most of the touched paths, else whoever reverted. Never the author of the offending change.
func chooseOwner(configured, owners []string, undoer incident.Person) incident.Owner {
	switch {
	case len(configured) > 0:
		return incident.Owner{Name: configured[0], Role: "configured"}
	case len(owners) > 0:
		return incident.Owner{Name: owners[0], Role: "codeowners"}
	case undoer.Name != "":
		return incident.Owner{Name: undoer.Name, Role: "reverter"}
	}
	return incident.Owner{}
}
