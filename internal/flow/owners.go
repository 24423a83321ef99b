package flow

import (
	"context"
	"slices"
	"strings"

	"github.com/hmarr/codeowners"

	"github.com/ownup-dev/ownup/internal/incident"
)

// codeownersFiles are the places GitHub looks for the file, in its order: the first one found counts.
// Source: "About code owners" in GitHub's documentation.
var codeownersFiles = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// ownersOf returns the code owners of the paths, by the CODEOWNERS file at the commit, most paths first. Without one
// nobody owns anything.
func ownersOf(ctx context.Context, h History, commit string, paths []string) []string {
	var rules codeowners.Ruleset
	for _, name := range codeownersFiles {
		if text, err := h.File(ctx, commit, name); err == nil {
			rules = ownerRules(string(text))
			break
		}
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

// ownerRules reads a CODEOWNERS file line by line: as on GitHub, one that can't be understood is skipped, and takes
// nothing from the others.
func ownerRules(text string) (rules codeowners.Ruleset) {
	for line := range strings.Lines(text) {
		if rule, err := codeowners.ParseFile(strings.NewReader(line)); err == nil {
			rules = append(rules, rule...)
		}
	}
	return rules
}

// chooseOwner picks the accountable owner by role, as docs/steps.md orders it: the configured one, the code
// owner of most of the touched paths, else whoever reverted. Never the author of the offending change.
func chooseOwner(configured, owners []string, undoer incident.Person) incident.Owner {
	switch {
	case len(configured) > 0:
		return incident.Owner{Name: configured[0], Role: incident.RoleConfigured}
	case len(owners) > 0:
		return incident.Owner{Name: owners[0], Role: incident.RoleCodeOwner}
	case undoer.Name != "":
		return incident.Owner{Name: undoer.Name, Role: incident.RoleReverter}
	}
	return incident.Owner{}
}

// noreply is what GitHub's addresses for people who keep theirs private end in; before it stand a number and the login.
const noreply = "@users.noreply.github.com"

// handles are what a person may be known by: name, address, and the login that an address of GitHub's tells. Many write
// one commit under their name and the next under their login.
func handles(p incident.Person) []string {
	var out []string
	for _, h := range []string{p.Name, p.Email} {
		if h != "" {
			out = append(out, strings.ToLower(h))
		}
	}
	if login, ok := strings.CutSuffix(strings.ToLower(p.Email), noreply); ok {
		out = append(out, login[strings.Index(login, "+")+1:])
	}
	return out
}
