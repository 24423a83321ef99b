package local

import "strings"

// How git marks where the sides of a conflict begin and end; with merge.conflictStyle=diff3 also what both began from.
const (
	conflictBegin  = "<<<<<<< "
	conflictBase   = "||||||| "
	conflictMiddle = "======="
	conflictEnd    = ">>>>>>> "
)

// marksConflict reports whether a line is one that git put there.
func marksConflict(line string) bool {
	return strings.HasPrefix(line, conflictBegin) || strings.HasPrefix(line, conflictBase) || line == conflictMiddle || strings.HasPrefix(line, conflictEnd)
}

// conflict is the line at which git has left a conflict in what people write, or 0. One in a fence was pasted there.
func (f *file) conflict(lines []span) int {
	begun, fenced := 0, false
	for i, line := range lines {
		if f.status.from <= line.from && line.to <= f.status.to {
			continue
		}
		switch s := line.in(f.text); {
		case begun == 0 && (strings.HasPrefix(s, "```") || strings.HasPrefix(s, "~~~")):
			fenced = !fenced
		case fenced:
		case begun == 0 && strings.HasPrefix(s, conflictBegin):
			begun = i + 1
		case begun > 0 && strings.HasPrefix(s, conflictEnd):
			return begun
		}
	}
	return 0
}
