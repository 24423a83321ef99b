package trace

import (
	"context"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// named is a commit that the message of a fix names.
type named struct {
	commit incident.Commit
	link   detect.Link
}

// Names answers which commits of a history carry a name.
type Names interface {
	// Repaired returns the commits that a fix may mean by a claim.
	Repaired(fix string, claim incident.Claim) []string
	// Brought reports whether a commit came with a merge, or is it; false where either is not held.
	Brought(commit, merge string) bool
}

// MaxCarriers bounds how many commits one claim may stand for: a pull request that landed as several commits, a
// differential with its relands, a subject used again and again.
const MaxCarriers = 6

// namer resolves what the message of a fix names.
type namer struct {
	h     History
	names func(context.Context) (Names, error) // nil: only SHAs are resolved
	v     *view
	found []named
}

// named returns what the message of the fix names, surest first, and after that what is said beside it.
func (v *view) named(ctx context.Context, h History, o FixOptions) ([]named, error) {
	n := namer{h: h, names: o.Names, v: v}
	links := detect.Links(v.fix.commit)
	for _, message := range o.Beside {
		links = append(links, detect.Links(incident.Commit{Message: message})...)
	}
	for _, link := range links {
		meant, err := n.meant(ctx, link.Claim)
		if err != nil {
			return nil, err
		}
		if len(meant) == 0 && link.Type == incident.ClaimPull && link.How != detect.InPassing {
			meant = n.madeFor(link.Value)
			link.Claim = incident.Claim{Type: incident.ClaimIssue, Value: "#" + link.Value}
		}
		for _, sha := range meant {
			if err := n.add(ctx, sha, leaveOpen(link, len(meant))); err != nil {
				return nil, err
			}
		}
	}
	return n.found, nil
}

// leaveOpen is a link that leaves open which of several commits it means.
func leaveOpen(link detect.Link, several int) detect.Link {
	if several > 1 {
		link.How = max(link.How, detect.Worded)
	}
	return link
}

// meant returns the commits that a claim means.
func (n *namer) meant(ctx context.Context, claim incident.Claim) ([]string, error) {
	if claim.Type == incident.ClaimSHA || claim.Type == incident.ClaimTag {
		sha, err := n.h.Expand(ctx, claim.Value)
		if incident.Absent(err) || incident.ProblemOf(err) == incident.Usage {
			return nil, nil
		}
		return []string{sha}, err
	}
	if found := n.carriers(claim); len(found) > 0 || n.names == nil {
		return found, nil
	}
	names, err := n.names(ctx)
	if err != nil {
		return nil, err
	}
	return names.Repaired(n.v.fix.commit.SHA, claim), nil
}

// carriers returns what carries a name among the commits that changed the fix's files, newest first. Their messages are
// read already, and what a fix repairs is mostly among them: that spares reading the whole history for its names.
func (n *namer) carriers(name incident.Claim) []string {
	return n.few(func(c incident.Commit) bool { return slices.Contains(detect.Names(c), name) })
}

// madeFor returns the commits that were made for an issue, of those that changed the fix's files: "a regression from
// #12" may mean what closed that. Where an issue is only mentioned, it is mostly what the fix is about.
func (n *namer) madeFor(issue string) []string {
	return n.few(func(c incident.Commit) bool { return slices.Contains(detect.Closed(c), issue) })
}

// few returns the commits met of which something holds; none where they are many, for the name of many is no one's.
func (n *namer) few(holds func(incident.Commit) bool) []string {
	var out []string
	for _, c := range n.v.all {
		if holds(c.commit) {
			out = append(out, c.commit.SHA)
		}
	}
	if len(out) >= MaxCarriers {
		return nil
	}
	return out
}

// add adds a commit that is named. In place of a merge those stand that it brought and that the lines were followed to,
// if there are.
func (n *namer) add(ctx context.Context, sha string, link detect.Link) error {
	fix := n.v.fix.commit
	if sha == fix.SHA || n.has(sha) {
		return nil
	}
	c, err := n.h.Commit(ctx, sha)
	switch {
	case incident.Absent(err):
		return nil
	case err != nil:
		return err
	case c.CommittedAt.After(fix.CommittedAt):
		return nil // nothing repairs what is not there yet
	}
	if link.How == detect.InPassing {
		if stood, err := n.stood(ctx, c); err != nil || !stood {
			return err
		}
	}
	brought, err := n.brought(ctx, c)
	if err != nil {
		return err
	}
	if len(brought) == 0 {
		brought = []incident.Commit{c}
	}
	for _, c := range brought {
		if !n.has(c.SHA) {
			n.found = append(n.found, named{c, leaveOpen(link, len(brought))})
		}
	}
	return nil
}

// What bounds the search for a commit below another.
const (
	mostAsked = 4000           // commits
	clockSkew = 24 * time.Hour // by which a commit may seem older than one that it stands on
)

// distant is a history of which a part is held elsewhere, where every commit costs a request.
type distant interface {
	// Near is Commit for what is held here; NotFound is what isn't.
	Near(ctx context.Context, sha string) (incident.Commit, error)
}

// stood reports whether a commit was there before the fix; true where too many commits lie between to tell, or they are
// held elsewhere. A tool that reviewed a pull request names the request's own head, which is no part of the history
// after a squash.
func (n *namer) stood(ctx context.Context, c incident.Commit) (bool, error) {
	if n.v.introducer(c.SHA) != nil {
		return true, nil // the lines lead to it
	}
	commit := n.h.Commit
	if h, ok := n.h.(distant); ok {
		commit = h.Near
	}
	parent := n.v.fix.parent
	seen := map[string]bool{parent: true}
	for left := []string{parent}; len(left) > 0 && parent != ""; {
		sha := left[len(left)-1]
		if left = left[:len(left)-1]; sha == c.SHA || len(seen) > mostAsked {
			return true, nil
		}
		at, err := commit(ctx, sha)
		switch {
		case incident.Absent(err):
			return true, nil // the clone is cut off there
		case err != nil:
			return false, err
		case at.CommittedAt.Before(c.CommittedAt.Add(-clockSkew)):
			continue
		}
		for _, p := range at.Parents {
			if !seen[p] {
				seen[p] = true
				left = append(left, p)
			}
		}
	}
	return false, nil
}

func (n *namer) has(sha string) bool {
	return slices.ContainsFunc(n.found, func(have named) bool { return have.commit.SHA == sha })
}

// brought returns the commits that a merge brought, of those that the lines were followed to; none for any other
// commit.
func (n *namer) brought(ctx context.Context, c incident.Commit) ([]incident.Commit, error) {
	if len(c.Parents) < 2 || n.names == nil {
		return nil, nil
	}
	names, err := n.names(ctx)
	if err != nil {
		return nil, err
	}
	var out []incident.Commit
	for _, i := range n.v.all {
		if names.Brought(i.commit.SHA, c.SHA) {
			out = append(out, i.commit)
		}
	}
	return out, nil
}

// claimWords tells by what a message names a commit.
func claimWords(c incident.Claim) string {
	switch c.Type {
	case incident.ClaimPull:
		return "pull request " + c.Value
	case incident.ClaimSubject:
		return "“" + c.Value + "”"
	case incident.ClaimSVN:
		return "revision r" + c.Value
	case incident.ClaimChange:
		return "change " + c.Value
	case incident.ClaimDiff:
		return "differential " + c.Value
	case incident.ClaimIssue:
		return "issue " + c.Value
	}
	return c.Value
}
