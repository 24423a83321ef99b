package scan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// unfinished is what a scan that was stopped had found out by content. It holds for the very same commits and options:
// then the next scan goes on from there.
type unfinished struct {
	Key    string
	Cases  map[string]unfinishedCase // by the finding's SHA
	Trails []byte                    // as in the state, of those commits alone that were looked at
}

type unfinishedCase struct {
	Candidates  []unfinishedCandidate
	Docs, Tests bool
}

// unfinishedCandidate is a candidate by the number of its commit; claim -1 is one found by content.
type unfinishedCandidate struct {
	Commit, Claim int
	By            incident.ClaimType
	Checked       bool
	Twice, Files  bool
	Beside, Along bool
	Titled        bool
	Raised        bool
	Led           float64
	Undo, Again   Overlap
}

const partUnfinished = "unfinished"

// RecallUnfinished returns what a scan with these options had found out when it was stopped.
func RecallUnfinished(store Store, o Options) []byte {
	data, _ := store.Cache(partsOf(o.stateKey()) + partUnfinished)
	return data
}

// KeepUnfinished stores what a scan had found out when it was stopped. The state of the scan that ends takes its place.
func KeepUnfinished(store Store, o Options, data []byte) error {
	return store.PutCache(partsOf(o.stateKey())+partUnfinished, data)
}

// historyKey names the options and the commits for which an unfinished scan holds.
func (s *scan) historyKey() string {
	h := sha256.New()
	h.Write([]byte(s.o.stateKey()))
	for _, segment := range s.x.segments {
		h.Write(segment.shas)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// resume takes up what an earlier scan of the same commits left.
func (s *scan) resume() {
	if len(s.o.Unfinished) > 0 && (json.Unmarshal(s.o.Unfinished, &s.left) != nil || s.left.Key != s.historyKey()) {
		s.left = unfinished{}
	}
}

// resumed gives a case what was found out about it; it reports whether there was anything.
func (s *scan) resumed(w *worded) bool {
	c, ok := s.left.Cases[w.SHA]
	if !ok {
		return false
	}
	var candidates []candidate
	for _, k := range c.Candidates {
		if k.Commit < 0 || k.Commit >= int(w.at) || k.Claim >= len(w.Claims) {
			return false
		}
		candidates = append(candidates, candidate{
			commit: uint32(k.Commit), claim: max(k.Claim, -1), by: k.By,
			checked: k.Checked, undo: k.Undo, again: k.Again, twice: k.Twice, files: k.Files, led: k.Led, beside: k.Beside, along: k.Along, titled: k.Titled,
			raised: k.Raised,
		})
	}
	w.candidates, w.docs, w.tests, w.examined = candidates, c.Docs, c.Tests, true
	w.said = s.said(w)
	return true
}

// interrupted writes down what a scan that was stopped has found out; nil when that is nothing.
func (s *scan) interrupted() []byte {
	u := unfinished{Key: s.historyKey(), Cases: map[string]unfinishedCase{}}
	for _, w := range s.cases {
		if !w.examined || w.missing {
			continue
		}
		c := unfinishedCase{Docs: w.docs, Tests: w.tests}
		for _, k := range w.candidates {
			c.Candidates = append(c.Candidates, unfinishedCandidate{
				Commit: int(k.commit), Claim: k.claim, By: k.by, Checked: k.checked, Twice: k.twice, Files: k.files, Beside: k.beside, Along: k.along,
				Titled: k.titled, Raised: k.raised, Led: k.led, Undo: k.undo, Again: k.again,
			})
		}
		u.Cases[w.SHA] = c
	}
	seen := slices.DeleteFunc(s.looked, func(t trail) bool { return t.paths == 0 })
	for _, segment := range addTrails(nil, seen) {
		u.Trails = append(u.Trails, segment.data...)
	}
	if len(u.Cases) == 0 && len(u.Trails) == 0 {
		return nil
	}
	data, err := json.Marshal(u)
	if err != nil {
		return nil
	}
	return data
}

// resumedTrails puts what an earlier scan looked at among the trails of the commits from low on.
func (s *scan) resumedTrails(low uint32, out []trail) {
	for b := s.left.Trails; len(b) >= trailSize; b = b[trailSize:] {
		if t := decodeTrail(b); t.commit >= low && int(t.commit-low) < len(out) {
			out[t.commit-low] = t
		}
	}
}
