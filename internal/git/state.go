package git

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// InSequence tells which operation of several commits is under way in this work tree: "rebase", "cherry-pick",
// "revert", "merge" or "bisect"; empty when there is none. Commits made meanwhile may be replayed ones.
func (r *Repo) InSequence() string {
	for _, s := range []struct{ file, name string }{
		{"rebase-merge", "rebase"},
		{"rebase-apply", "rebase"},
		{"CHERRY_PICK_HEAD", "cherry-pick"},
		{"REVERT_HEAD", "revert"},
		{"sequencer", r.sequencer()},
		{"MERGE_HEAD", "merge"},
		{"BISECT_LOG", "bisect"},
	} {
		_, err := os.Lstat(filepath.Join(r.place.gitDir, s.file))
		if stacks, ok := r.storage.refs.(*refStacks); ok && err != nil && strings.HasSuffix(s.file, "_HEAD") {
			_, err = stacks.reference(plumbing.ReferenceName(s.file)) // there is no file
		}
		if err == nil {
			return s.name
		}
	}
	return ""
}

// sequencer tells what git's sequencer is at between two of its commits, from the first word of its list.
func (r *Repo) sequencer() string {
	b, err := readSmall(filepath.Join(r.place.gitDir, "sequencer", "todo"))
	if err == nil && len(b) >= 6 && string(b[:6]) == "revert" {
		return "revert"
	}
	return "cherry-pick"
}
