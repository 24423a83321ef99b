package trace

import (
	"cmp"
	"context"
	"maps"
	"path"
	"slices"

	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/incident"
)

// A fix that only adds repairs what somebody left out, often not in the file where it was left out: a commit brings a
// name, and forgets a place that should use it. So the commits that brought the names are asked about too, in the
// folders of the fix's files; looking in the whole tree found few more (docs/accuracy.md).

// Limits on what is looked through and asked about.
const (
	maxUses        = 100      // names of one file
	shortestName   = 4        // bytes
	maxHolding     = 12       // lines that hold a name; one that more hold says nothing
	maxFilesAside  = 12       // files followed for names
	maxFileAround  = 1 << 20  // bytes
	maxBytesAround = 24 << 20 // of all files looked through
)

// onlyHolds reports whether a line is asked about for nothing but the names that it holds.
func (c clue) onlyHolds() bool {
	others := c.weight
	others[roleHolds] = 0
	return others == [roleCount]float64{}
}

// askAround finds the lines, in the fix's files and in those beside them, that hold a name which the fix's new lines
// use and few lines hold. It adds them to the files' clues, and returns with such lines the files that the fix leaves
// alone.
func askAround(ctx context.Context, h History, parent string, files []*tracedFile) ([]*tracedFile, error) {
	uses, own := map[string]bool{}, map[string]*tracedFile{}
	var folders []string
	for _, t := range files {
		own[t.change.Path] = t
		if len(t.uses) > 0 {
			maps.Copy(uses, t.uses)
			folders = append(folders, folderOf(t.change.Path))
		}
	}
	slices.Sort(folders)
	holding := map[string][]place{}
	read := 0
	for _, folder := range slices.Compact(folders) {
		list, err := h.Folder(ctx, parent, folder)
		if err != nil {
			return nil, err
		}
		for _, file := range list {
			if own[file.Path] == nil && incident.FileKindOf(file.Path) == incident.ProseFile {
				continue
			}
			data, err := h.Blob(ctx, file.ID)
			if incident.Absent(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if len(data) > maxFileAround || read+len(data) > maxBytesAround || diff.Binary(data) {
				continue
			}
			read += len(data)
			lookThrough(file, data, uses, holding)
		}
	}
	return askHolding(holding, own), nil
}

func folderOf(p string) string {
	if d := path.Dir(p); d != "." {
		return d
	}
	return ""
}

// place is a line of a file.
type place struct {
	file incident.File
	line int // from 0
}

// lookThrough notes the lines of a file that hold the wanted names, of each name one more than are asked about at most.
func lookThrough(file incident.File, data []byte, wanted map[string]bool, holding map[string][]place) {
	text := diff.Split(data)
	for i := range text.Len() {
		identifiers(text.Line(i), func(id []byte) {
			if !wanted[string(id)] {
				return
			}
			at := place{file, i}
			if have := holding[string(id)]; len(have) <= maxHolding && (len(have) == 0 || have[len(have)-1] != at) {
				holding[string(id)] = append(have, at)
			}
		})
	}
}

// askHolding makes clues of the lines that hold names: in files of the fix's own, and in further ones, which it
// returns. Each name weighs 1, shared among the lines that hold it.
func askHolding(holding map[string][]place, own map[string]*tracedFile) []*tracedFile {
	clues := map[incident.File]map[int]*clue{}
	weight := map[incident.File]float64{}
	for _, name := range slices.Sorted(maps.Keys(holding)) {
		places := holding[name]
		if len(places) > maxHolding {
			continue
		}
		share := 1 / float64(len(places))
		for _, p := range places {
			lines := clues[p.file]
			if lines == nil {
				lines = map[int]*clue{}
				clues[p.file] = lines
			}
			if lines[p.line] == nil {
				lines[p.line] = &clue{line: p.line}
			}
			lines[p.line].weight[roleHolds] += share
			lines[p.line].names = append(lines[p.line].names, name)
			weight[p.file] += share
		}
	}
	files := slices.SortedFunc(maps.Keys(clues), func(a, b incident.File) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a.Path, b.Path))
	})
	var others []*tracedFile
	for _, file := range files[:min(len(files), maxFilesAside)] {
		t := own[file.Path]
		if t == nil {
			t = &tracedFile{change: incident.Change{Path: file.Path, Old: file.ID}, aside: true, weight: 1}
			others = append(others, t)
		}
		for i := range t.clues {
			if c := clues[file][t.clues[i].line]; c != nil {
				t.clues[i].weight[roleHolds], t.clues[i].names = c.weight[roleHolds], c.names
				delete(clues[file], c.line)
			}
		}
		for _, c := range clues[file] {
			t.clues = append(t.clues, *c)
		}
		slices.SortFunc(t.clues, func(a, b clue) int { return cmp.Compare(a.line, b.line) })
	}
	return others
}

// namesIn calls fn for the identifiers in a line of code that are long enough to say something, those in double quotes
// and in a comment behind the code left out.
func namesIn(line []byte, fn func(name []byte)) {
	identifiers(bareCode(line), func(id []byte) {
		if len(id) >= shortestName {
			fn(id)
		}
	})
}

// bareCode is a line without what stands between double quotes and behind the start of a comment.
func bareCode(line []byte) []byte {
	out := make([]byte, 0, len(line))
	quoted := false
	for i, c := range line {
		switch {
		case c == '"' && (i == 0 || line[i-1] != '\\'):
			quoted = !quoted
		case quoted:
		case c == '/' && i+1 < len(line) && (line[i+1] == '/' || line[i+1] == '*'):
			return out
		default:
			out = append(out, c)
		}
	}
	return out
}
