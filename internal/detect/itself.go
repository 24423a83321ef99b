package detect

import "strings"

// CallsItselfRevert reports whether a commit with this message gives itself out for an undoing, whatever else is known
// of it: its own title begins with a word of undoing, and not of going back to something, or so the branch is called
// that it merged.
func CallsItselfRevert(text string) bool {
	m := read(text, Options{})
	if m.merge && undoingBranch(m.branch) {
		return true
	}
	if !m.title.worded() || !m.title.undone() || m.title.layers[0].vague {
		return false
	}
	after := strings.TrimPrefix(strings.TrimLeft(lower(m.title.layers[0].after), " "), "back ")
	return !strings.HasPrefix(after, "to ")
}

// undoingBranch reports whether a branch is named after what it undoes: "revert-12-dimmer", "ada/rollback_dimmer",
// "ada-revert-dimmer".
func undoingBranch(name string) bool {
	name = "-" + strings.ReplaceAll(dashed(name), "/", "-")
	return strings.Contains(name, "-revert-") || strings.Contains(name, "-rollback-")
}
