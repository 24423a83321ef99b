package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// completeRevision offers the shell the branches and tags that an argument may begin with, or the end of a range.
func (a *app) completeRevision(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	from := ""
	if i := strings.LastIndex(begun, ".."); i >= 0 {
		from = begun[:i+len("..")]
	}
	var names []string
	if repo, err := a.repo(); err == nil { // else there is nothing to offer
		branches, _ := repo.Branches(cmd.Context())
		tags, _ := repo.TagCommits(cmd.Context())
		for _, ref := range slices.Concat(branches, tags) {
			if name := from + ref.Name; strings.HasPrefix(name, begun) {
				names = append(names, name)
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeIncident offers the keys of the incidents on this machine, and what completeRevision does.
func (a *app) completeIncident(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	names, directive := a.completeRevision(cmd, args, begun)
	e, cfg, err := a.engine(cmd, true, true)
	if err != nil || cfg.Tracker != "local" { // nobody who types waits for a network
		return names, directive
	}
	pages, _ := e.Tracker.List(cmd.Context())
	for _, p := range pages {
		if strings.HasPrefix(p.Key, begun) {
			names = append(names, p.Key)
		}
	}
	return names, directive
}
