package scan

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/ownup-dev/ownup/internal/detect"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// stopping is a history whose reader loses patience after some questions.
type stopping struct {
	*git.Repo
	left *atomic.Int64
	stop func()
}

func (s stopping) Changes(ctx context.Context, sha string) ([]incident.Change, error) {
	if s.left.Add(-1) <= 0 {
		s.stop()
	}
	return s.Repo.Changes(ctx, sha)
}

// A scan that is stopped again and again comes to its end, since each goes on where the one before was stopped, and
// finds what one finds that nobody stopped.
func TestScanGoesOn(t *testing.T) {
	r := gittest.New(t)
	for i := range 40 {
		file := fmt.Sprintf("file%d.c", i)
		r.Commit("add "+file, gittest.Files{file: text("one", file)})
		a := r.Commit("change "+file, gittest.Files{file: text("one", "two", file)})
		if i%2 == 0 {
			r.Revert(a)
		} else {
			r.Commit("tidy up "+file, r.Inverse(a))
		}
	}
	takenOutByHand(r, "cache: expose its usage", "Revert `atomic usage`")
	// What is found out by other than the lines: files that stand again as before two commits, a subject quoted beside
	// the SHA, and files that a revert in part shares.
	r.Commit("start", gittest.Files{"hall.c": text("hall"), "parser.c": text("zero")})
	a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "dimmer of brass", "wire"), "parser.c": text("zero", "tabs(1)")})
	r.Commit("hall: dim slower", gittest.Files{"hall.c": text("hall", "dimmer of steel", "wire"), "parser.c": text("zero", "tabs(WIDE)", "end")})
	r.Commit("Revert \"hall: a dimmer\"\n\nThis reverts commit "+a+".", gittest.Files{"hall.c": text("hall")})
	r.Commit("Revert \"hall: a dimmer\"\n\nThis reverts commit "+a+".", gittest.Files{"parser.c": text("zero", "end")})
	b := r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("shade of paper", "wire")})
	r.Commit("Partially revert "+incident.Short(b), gittest.Files{"lamp.c": text("shade of paper", "wire", "foot of brass", "foot of steel")})
	o := Options{Verify: true, Silent: true}
	want := scanAll(t, r, o).Findings
	if len(want) != 44 {
		t.Fatalf("%d findings", len(want))
	}
	h := openRepository(t, r.GitDir)
	for turn := range 20 {
		ctx, cancel := context.WithCancel(context.Background())
		left := new(atomic.Int64)
		left.Store(240) // of some 400; sizes of files are asked for again
		got, err := Scan(ctx, stopping{h, left, cancel}, sourceOf(h, nil), nil, o)
		cancel()
		if err == nil {
			if d := cmp.Diff(want, got.Findings); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
			if turn < 2 {
				t.Error("it was not stopped")
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		o.Unfinished = got.Unfinished
	}
	t.Error("it never comes to its end")
}

// What was left for other commits, for other options or in a damaged file is not taken up.
func TestScanLeavesForeignWork(t *testing.T) {
	r := gittest.New(t)
	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
	r.Revert(a)
	want := linesOf(scanAll(t, r, verified))
	for _, left := range []string{"", "{", `{"Key":"another"}`, `{"Cases":{"` + r.Head() + `":{"Candidates":[{"Commit":0,"Claim":-1}]}}}`} {
		o := verified
		o.Unfinished = []byte(left)
		if d := cmp.Diff(want, linesOf(scanAll(t, r, o))); d != "" {
			t.Errorf("%q: want -, got +:\n%s", left, d)
		}
	}
}

// All of a candidate is kept.
func TestUnfinishedKeepsCandidates(t *testing.T) {
	w := &worded{Finding: detect.Finding{Finding: incident.Finding{SHA: "a"}}, at: 9, examined: true, candidates: []candidate{
		{
			commit: 3, claim: -1, by: incident.ClaimSHA, titled: true, raised: true, beside: true, along: true, checked: true, twice: true, files: true, led: 0.5,
			undo: Overlap{Undone: 0.5}, again: Overlap{Own: 0.5},
		},
	}}
	for i, c := 0, reflect.ValueOf(w.candidates[0]); i < c.NumField(); i++ {
		if c.Field(i).IsZero() {
			t.Errorf("%s has no value here", c.Type().Field(i).Name)
		}
	}
	s := &scan{x: &Index{}, cases: []*worded{w}}
	s.o.Unfinished = s.interrupted()
	s.resume()
	got := &worded{Finding: w.Finding, at: 9}
	if ok := s.resumed(got); !ok || !slices.Equal(got.candidates, w.candidates) {
		t.Errorf("ok %v\nwant %+v\n got %+v", ok, w.candidates, got.candidates)
	}
}

// What does not fit is examined anew, as if nothing had been kept.
func TestResumedRejects(t *testing.T) {
	w := &worded{Finding: detect.Finding{Finding: incident.Finding{SHA: "a"}}, at: 9}
	s := &scan{x: &Index{}}
	s.left.Cases = map[string]unfinishedCase{"a": {Candidates: []unfinishedCandidate{{Commit: 3, Claim: -1}, {Commit: 3, Claim: 0}}}}
	if ok := s.resumed(w); ok || w.examined || len(w.candidates) > 0 {
		t.Errorf("ok %v, examined %v, %d candidates", ok, w.examined, len(w.candidates))
	}
}
