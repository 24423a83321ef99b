package trace

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/incident"
)

// version is a file as one commit has it.
type version struct {
	commit string
	path   string
	id     string // of the blob
}

// ask is one line whose origin is wanted.
type ask struct {
	line int // from 0
	// tokens are those of the line's words whose origin is wanted too. A word often is older than the line as it
	// stands: it is followed into the lines that the line took the place of.
	tokens []string
	// must says that the line's origin is wanted however old it is. The other lines are followed only little further
	// than those.
	must bool
}

// origin is where a line came from: the commit that wrote it, under the path it had there. It is zero for a line that
// was not followed to its end.
type origin struct {
	commit  string
	path    string
	line    int     // in the version that the commit wrote, from 0
	bringer []share // who brought the asked tokens, each commit with its share of them
}

// share is a part of something that a commit answers for, 0 to 1.
type share struct {
	commit string
	part   float64
}

// visited is a commit on the way back that changed the file, with what it did to it.
type visited struct {
	commit        incident.Commit
	before, after diff.Text
	edits         []diff.Edit
	created       bool // the file was new in it: before and edits are empty
}

// Going back costs time with every commit on the way, whether it changed the file or not. Once the lines that must be
// followed have their origins, the others are followed over as many commits again as those took, and over furtherSteps
// in any case.
const furtherSteps = 300

// blame tells for each asked line of a file which commit wrote it, white space apart. It follows the lines back through
// the commits that changed the file, and the file through renames, and stops when every line has its origin. Where the
// clone ends before that, a line has no origin, and cut says so. The asks must be sorted by line; the origins are
// parallel to them. Each commit on the way that is not a merge is shown to visit, newest first. Lines that need not
// be followed are followed over at most so many commits as the limit says, or as many as those that must be took.
func blame(ctx context.Context, h History, v version, asks []ask, limit int, visit func(visited)) (blamed, error) {
	b := blamer{
		h: h, visit: visit, nodes: map[version]*blameNode{}, limit: limit,
		blamed: blamed{origins: make([]origin, len(asks))}, open: make([][]string, len(asks)), asks: asks,
	}
	lines := make([]wantedLine, len(asks))
	for i, a := range asks {
		lines[i] = wantedLine{line: a.line, ask: i}
		b.open[i] = a.tokens
		if a.must {
			b.musts++
		}
	}
	if err := b.push(ctx, v, diff.Text{}, lines); err != nil {
		return blamed{}, err
	}
	for b.queue.Len() > 0 {
		if err := ctx.Err(); err != nil {
			return blamed{}, err
		}
		n := heap.Pop(&b.queue).(*blameNode)
		delete(b.nodes, n.version)
		if err := b.settle(ctx, n); err != nil {
			return blamed{}, err
		}
	}
	return b.blamed, nil
}

// blamed is where lines came from.
type blamed struct {
	origins []origin
	needed  int   // commits gone over while a line had to be followed
	cut     error // where the clone ended before a line's origin was met
}

type blamer struct {
	blamed
	h     History
	visit func(visited)
	asks  []ask
	open  [][]string // the tokens of each ask whose bringer is not known yet
	nodes map[version]*blameNode
	queue blameQueue

	musts int // asks that must still be followed
	gone  int // commits gone over
	limit int // of commits, when nothing has to be followed
}

// blameNode is a version whose commit changed the file, with the wanted lines that have come down to it.
type blameNode struct {
	version
	change  incident.Commit
	parents []version // those that hold the path, with other content
	first   string    // first parent; "" where the history ends
	text    diff.Text
	lines   []wantedLine
}

// wantedLine says that an asked line stands at a line of a node's version.
type wantedLine struct {
	line int
	ask  int
	// deep says that the line's own origin is known and only its open tokens are followed.
	deep bool
}

func byLine(a, b wantedLine) int { return cmp.Compare(a.line, b.line) }

// push hands lines to the commit that gave v's path its content. A text already split may be handed along.
func (b *blamer) push(ctx context.Context, v version, text diff.Text, lines []wantedLine) error {
	most := math.MaxInt
	if b.musts == 0 {
		most = b.limit - b.gone
		if b.needed > 0 {
			most = 2*b.needed + furtherSteps - b.gone
		}
	}
	n, gone, err := lastChange(ctx, b.h, v, most)
	b.gone += gone
	if b.musts > 0 {
		b.needed = max(b.gone, 1)
	}
	if err != nil || n == nil {
		return err
	}
	if have := b.nodes[n.version]; have != nil {
		have.lines = append(have.lines, lines...)
		slices.SortStableFunc(have.lines, byLine)
		return nil
	}
	n.lines, n.text = lines, text
	b.nodes[n.version] = n
	heap.Push(&b.queue, n)
	return nil
}

// settle passes a node's lines on to the parents that have them, and gives the others their origin.
func (b *blamer) settle(ctx context.Context, n *blameNode) error {
	parents := n.parents
	if len(parents) == 0 && n.first != "" {
		from, err := renamedFrom(ctx, b.h, n.version, n.first)
		if incident.Absent(err) {
			b.cut = err // who wrote these lines can't be told
			for _, w := range n.lines {
				b.followed(w)
			}
			return nil
		}
		if err != nil {
			return err
		}
		if from.id != "" {
			parents = []version{from}
		}
	}
	if n.text.Len() == 0 {
		data, err := b.h.Blob(ctx, n.id)
		if err != nil {
			return err
		}
		n.text = diff.Split(data)
	}
	seen := visited{commit: n.change, after: n.text, created: len(parents) == 0}
	kept := n.lines
	for _, p := range parents {
		data, err := b.h.Blob(ctx, p.id)
		if err != nil {
			return err
		}
		text := diff.Split(data)
		edits := diff.Between(text, n.text, diff.NoSpace)
		var passed []wantedLine
		passed, kept = passOn(kept, edits)
		if len(parents) == 1 {
			seen.before, seen.edits = text, edits
			passed = b.assign(n, kept, seen, passed)
			kept = nil
		}
		if len(passed) > 0 {
			if err := b.push(ctx, p, text, passed); err != nil {
				return err
			}
		}
		if len(kept) == 0 {
			break
		}
	}
	b.assign(n, kept, seen, nil)
	if b.visit != nil && len(n.change.Parents) < 2 {
		b.visit(seen)
	}
	return nil
}

// passOn splits lines into those that the older text has too, with their numbers there, and the others.
func passOn(lines []wantedLine, edits []diff.Edit) (passed, kept []wantedLine) {
	next, shift := 0, 0 // shift: older line number − newer, between edits
	for _, w := range lines {
		for next < len(edits) && edits[next].B1 <= w.line {
			shift = edits[next].A1 - edits[next].B1
			next++
		}
		if next < len(edits) && edits[next].B0 <= w.line {
			kept = append(kept, w)
			continue
		}
		w.line += shift
		passed = append(passed, w)
	}
	return passed, kept
}

// assign makes the node's commit the origin of lines, and of those open tokens that it brought. Where other tokens
// stood in a line before, they are passed on there.
func (b *blamer) assign(n *blameNode, lines []wantedLine, seen visited, passed []wantedLine) []wantedLine {
	followed := false
	for _, w := range lines {
		o := &b.origins[w.ask]
		if !w.deep {
			o.commit, o.path, o.line = n.commit, n.path, w.line
		}
		b.followed(w)
		open := b.open[w.ask]
		if len(open) == 0 {
			continue
		}
		forerunner, kept := followTokens(open, w.line, seen)
		if brought := len(open) - len(kept); brought > 0 {
			o.bringer = append(o.bringer, share{n.commit, float64(brought) / float64(len(b.asks[w.ask].tokens))})
		}
		b.open[w.ask] = kept
		if len(kept) > 0 {
			passed = append(passed, wantedLine{forerunner, w.ask, true})
			followed = true
		}
	}
	if followed {
		slices.SortStableFunc(passed, byLine)
	}
	return passed
}

// followed notes that a line need not be followed any more.
func (b *blamer) followed(w wantedLine) {
	if !w.deep && b.asks[w.ask].must {
		b.musts--
	}
}

// followTokens finds the line that a line took the place of, and those of the tokens that it held already.
func followTokens(open []string, line int, seen visited) (forerunner int, kept []string) {
	const reach = 100 // lines of one edit that are compared
	at := sort.Search(len(seen.edits), func(i int) bool { return seen.edits[i].B1 > line })
	if at == len(seen.edits) || seen.edits[at].Deleted() == 0 {
		return 0, nil
	}
	e := seen.edits[at]
	mine := tokens(seen.after.Line(line))
	best := 0
	for i := e.A0; i < min(e.A1, e.A0+reach); i++ {
		theirs := tokens(seen.before.Line(i))
		common := 0
		for _, t := range mine {
			if slices.Contains(theirs, t) {
				common++
			}
		}
		if common <= best || 2*common < min(len(mine), len(theirs)) {
			continue
		}
		best, forerunner, kept = common, i, nil
		for _, t := range open {
			if slices.Contains(theirs, t) {
				kept = append(kept, t)
			}
		}
	}
	return forerunner, kept
}

// lastChange finds the commit that gave v's path the content that it has in v; nil when it is further than most
// commits.
func lastChange(ctx context.Context, h History, v version, most int) (*blameNode, int, error) {
	if most < 0 {
		return nil, 0, nil
	}
	c, before, gone, err := h.LastChangeWithin(ctx, v.commit, v.path, most)
	if err != nil || c.SHA == "" {
		return nil, gone, err
	}
	n := &blameNode{version: version{c.SHA, v.path, v.id}, change: c}
	for i, id := range before {
		if id != "" {
			n.parents = append(n.parents, version{c.Parents[i], v.path, id})
		}
	}
	if len(before) > 0 {
		n.first = c.Parents[0]
	}
	return n, gone, nil
}

// blameQueue holds nodes, the newest first, so that lines that come down several ways meet before a node is settled.
type blameQueue []*blameNode

func (q blameQueue) Len() int           { return len(q) }
func (q blameQueue) Less(i, j int) bool { return q.when(i).After(q.when(j)) }
func (q blameQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *blameQueue) Push(n any)        { *q = append(*q, n.(*blameNode)) }
func (q *blameQueue) Pop() any {
	old := *q
	n := old[len(old)-1]
	*q = old[:len(old)-1]
	return n
}

func (q blameQueue) when(i int) time.Time { return q[i].change.CommittedAt }
