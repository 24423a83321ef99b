package flow

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/scan"
	"github.com/ownup-dev/ownup/internal/trace"
)

// FindOptions say what Find looks for, and from where.
type FindOptions struct {
	Tips           []string // commits; everything behind them is read
	Verify, Silent bool
	Detect         detect.Options
	Policy         scan.Policy
	ReleaseTags    []string // globs of tag names
	Memory         Memory   // nil: nothing is kept between runs
	Progress       func(what string, done, total int)
}

// Commits gives every commit behind the tips, but for those that are known by their SHA and all before them, in any
// order, from as many goroutines as it likes. known is nil where every commit is wanted.
type Commits func(ctx context.Context, known func(sha string) bool, fn func(incident.Commit) error) error

// Found is what a history holds: findings, newest first, and the chains they fold into, each with its verdict. What
// earlier scans found is kept as they wrote it down, and decoded only when somebody asks for it.
type Found struct {
	Lines []Line // one for each finding, newest first
	Stats scan.Stats

	state *scan.State
}

// Line is a finding as `ownup scan --json` prints it.
type Line struct {
	SHA         string
	CommittedAt time.Time
	Text        []byte // ends in a line feed
}

// Kind is that of the finding.
func (l Line) Kind() incident.Kind { return incident.Kind(field(l.Text, `,"kind":"`)) }

// Verdict is what was decided about the finding. It stands near the end of the line, behind all the evidence.
func (l Line) Verdict() incident.Decision {
	const name = `,"verdict":"`
	return incident.Decision(field(l.Text[max(0, bytes.LastIndex(l.Text, []byte(name))):], name))
}

// Findings are the findings that lines tell of, in their order. Reading hundreds of them takes as long as all else of a
// later scan, so it is done on all processors.
func Findings(lines []Line) ([]incident.Finding, error) {
	const run = 64
	findings := make([]incident.Finding, len(lines))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(lines); from += run {
		group.Go(func() error {
			for i := from; i < min(from+run, len(lines)); i++ {
				if err := json.Unmarshal(lines[i].Text, &findings[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return findings, group.Wait()
}

// Find looks through a history for reverts, reapplies and hotfixes and decides about each chain. What it found on the
// default branch is kept, so that the next time only new commits are read.
func Find(ctx context.Context, h History, commits Commits, o FindOptions) (Found, error) {
	to := scan.Options{Verify: o.Verify, Silent: o.Silent, Detect: o.Detect, Policy: o.Policy, ReleaseTags: o.ReleaseTags, Progress: o.Progress}
	main, err := h.Default(ctx)
	if err == nil {
		to.Tip = main.Commit
	}
	to.Releases = func() ([]incident.Ref, error) {
		tags, err := h.TagCommits(ctx)
		return slices.DeleteFunc(tags, func(t incident.Ref) bool { return !Matches(o.ReleaseTags, t.Name) }), err
	}
	st := scan.NewState()
	if o.Memory != nil {
		st = scan.LoadState(o.Memory, to)
		to.Unfinished = scan.RecallUnfinished(o.Memory, to)
	}
	keeps := o.Memory != nil && len(o.Tips) == 1 && o.Tips[0] == to.Tip
	if keeps {
		to.Ahead = o.Memory
	}
	r, err := scan.Scan(ctx, h, commits.since(st), st, to)
	if errors.Is(err, errElsewhere) {
		st = scan.NewState()
		r, err = scan.Scan(ctx, h, commits.since(st), st, to)
	}
	if err != nil && o.Memory != nil && r.Stats.Commits >= LongHistory && len(r.Unfinished) > 0 {
		_ = scan.KeepUnfinished(o.Memory, to, r.Unfinished)
	}
	if err != nil {
		return Found{}, err
	}
	whole := !r.Stats.Unread // what could not be read is looked at again by the next search, which may be of more
	if o.Verify {
		read, err := repairs(ctx, h, r, o.Memory)
		if err != nil {
			return Found{}, err
		}
		whole = whole && read
	}
	if keeps && whole && worthKeeping(r, o) {
		_ = r.State.Save(o.Memory) // losing it costs the next run time, and nothing else
	}
	found := Found{Lines: linesOf(r.State.Lines()), Stats: r.Stats, state: r.State}
	found.Stats.Commits = r.State.Index.Commits()
	return found, nil
}

// Between returns the commits, by SHA, that can be reached from the included ones and not from the excluded; it reports
// false where the search has not met all of them.
func (f Found) Between(include, exclude []string) (map[string]bool, bool) {
	return f.state.Index.Between(include, exclude)
}

// errElsewhere says that the last scan ended at a commit that is not behind the tips: history was rewritten since, or
// this is another branch.
var errElsewhere = errors.New("the last scan was of another history")

// since gives the commits that the last scan has not seen.
func (c Commits) since(st *scan.State) scan.Source {
	if st.Tip == "" {
		return func(ctx context.Context, fn func(incident.Commit) error) error { return c(ctx, nil, fn) }
	}
	return func(ctx context.Context, fn func(incident.Commit) error) error {
		behind := false
		known := func(sha string) bool {
			behind = behind || sha == st.Tip
			return st.Index.Has(sha)
		}
		if err := c(ctx, known, fn); err != nil || behind {
			return err
		}
		return errElsewhere
	}
}

// LongHistory is the length of a history, in commits, from which on anything of it is remembered.
const LongHistory = 2000

// worthKeeping reports whether reading again what a scan has read would take longer than writing it down. Short
// histories are read again in no time, and the less is written into a stranger's clone the better; and in a long one
// some new commits are read in less time than a disk takes for a file, unless there was a wording among them, whose
// content had to be looked at.
func worthKeeping(r scan.Result, o FindOptions) bool {
	const fresh = 256 // commits
	read := r.Stats.Commits
	if o.Silent {
		read *= 8 // their changes are read too
	}
	return r.State.Index.Commits() >= LongHistory && (read >= fresh || o.Verify && r.Stats.Worded > 0)
}

// linesOf cuts the text of findings, oldest first, into lines, newest first by their commits' times.
func linesOf(text []byte) []Line {
	all := make([]Line, 0, bytes.Count(text, []byte("\n")))
	for line := range bytes.Lines(text) {
		all = append(all, Line{SHA: field(line, `{"sha":"`), Text: line})
		all[len(all)-1].CommittedAt, _ = time.Parse(time.RFC3339, field(line, `,"committed_at":"`))
	}
	order := make([]int, len(all)) // sorting these is much faster than sorting the lines
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(all[b].CommittedAt.Compare(all[a].CommittedAt), cmp.Compare(a, b)) })
	out := make([]Line, len(all))
	for i, k := range order {
		out[i] = all[k]
	}
	return out
}

// field reads a plain string of a line behind its name. What stands within strings has its quotes escaped, and so is no
// name.
func field(line []byte, name string) string {
	_, rest, _ := bytes.Cut(line, []byte(name))
	value, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(value)
}

// Chains returns the chains of all findings.
func (f Found) Chains() ([]incident.Chain, error) {
	var lines []Line
	for line := range bytes.Lines(f.state.Lines()) {
		lines = append(lines, Line{Text: line})
	}
	findings, err := Findings(lines)
	if err != nil {
		return nil, err
	}
	return scan.Chains(findings), nil
}

// causesCache keeps what hotfixes were found to repair: a commit's causes never change. They are in the remembered
// findings too: where tracing finds others, this name's number goes up and so does trace's stateVersion.
const causesCache = "hotfix-causes-31"

// repairs finds, for each new hotfix that names nothing, what it repairs. It reports false where that could not be read
// for one of them.
func repairs(ctx context.Context, h History, r scan.Result, m Memory) (whole bool, err error) {
	var hotfixes []incident.Finding
	for _, f := range slices.Concat(r.Revised, r.Findings) {
		if f.Kind == incident.Hotfix && len(f.Offending) == 0 {
			hotfixes = append(hotfixes, f)
		}
	}
	if len(hotfixes) == 0 {
		return true, nil
	}
	known := map[string][]incident.Offending{}
	if m != nil {
		if data, ok := m.Cache(causesCache); ok && json.Unmarshal(data, &known) != nil {
			known = map[string][]incident.Offending{}
		}
	}
	learned := false
	whole = true
	o := trace.FixOptions{Names: func(context.Context) (trace.Names, error) { return r.State.Index, nil }}
	for i := range hotfixes {
		f := &hotfixes[i]
		causes, ok := known[f.SHA]
		if !ok {
			causes, err = Causes(ctx, h, f.SHA, o)
			switch {
			case incident.Absent(err) && ctx.Err() == nil:
				whole = false
			case err != nil:
				return false, err
			default:
				known[f.SHA], learned = causes, true
			}
		}
		f.Offending = slices.Clone(causes)
		landCauses(ctx, h, *f)
	}
	if learned && m != nil && r.State.Index.Commits() >= LongHistory {
		if data, err := json.Marshal(known); err == nil {
			_ = m.PutCache(causesCache, data)
		}
	}
	return whole, r.State.Put(hotfixes)
}

// landCauses says of what a hotfix repairs when it came onto the default branch, where that was before the hotfix did.
func landCauses(ctx context.Context, h History, f incident.Finding) {
	main, err := h.Default(ctx)
	if err != nil || f.LandedAt.IsZero() {
		return
	}
	for i := range f.Offending {
		o := &f.Offending[i]
		c, err := h.Commit(ctx, o.SHA)
		if err != nil {
			continue
		}
		if by, at := landing(ctx, h, c, main); by != "" && !at.After(f.LandedAt) {
			o.LandedAt = at
		}
	}
}
