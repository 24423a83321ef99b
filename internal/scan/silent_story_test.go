package scan

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// Stories of what was undone without a word.
var silentStories = []story{
	{"undone without a word, and put back so", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero"), "lexer.c": text("slow")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Commit("parser: a note", gittest.Files{"parser.c": text("note", "zero", "one", "two")})
		x := r.Commit("parser: simplify", gittest.Files{"parser.c": text("note", "zero")})
		y := r.Commit("parser: tabs once more", gittest.Files{"parser.c": text("note", "zero", "one", "two")})
		return []string{
			line(x, incident.Revert, incident.ReasonSilent, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"undone without a word under the subject of what it undoes, and put back under it too", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs between words", gittest.Files{"parser.c": text("zero", "one", "two")})
		x := r.Commit("parser: accept tabs between words", r.Inverse(a))
		y := r.Commit("parser: accept tabs between words", r.Inverse(x))
		b := r.Commit("another try", gittest.Files{"parser.c": text("zero", "one", "two", "three")})
		r.Commit("another try", r.Inverse(b))
		return []string{
			line(x, incident.Revert, incident.ReasonSilent, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"undone without a word after the window", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Commit("parser: simplify", r.Inverse(a), gittest.At(r.Now().Add(silentWindow+48*time.Hour)))
		return nil
	}},
	{"undone without a word on two branches, once", Options{Verify: true, Silent: true, Tip: "main"}, []string{"main", "stable"}, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Branch("stable", a)
		x := r.Commit("parser: simplify", r.Inverse(a))
		y := r.Commit("parser: simplify\n\n(cherry picked from commit "+x+")", r.Inverse(a), gittest.On("stable"))
		return []string{
			line(x, incident.Revert, incident.ReasonSilent, a, a),
			line(y, incident.Revert, incident.ReasonBackport, a, a),
		}
	}},
	{"undone without a word under a subject of many", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		const subject = "nightly import of what the parser accepts"
		for i := range trace.MaxCarriers {
			r.Commit(subject, gittest.Files{fmt.Sprint("import", i): text(fmt.Sprint("import", i))})
		}
		a := r.Commit(subject, gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Commit(subject, r.Inverse(a))
		return nil
	}},
	{"undone without a word, in more files than are looked at", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		files := gittest.Files{}
		for i := range silentPaths + 1 {
			files[fmt.Sprint("lamp", i)] = text("one", "two")
		}
		a := r.Commit("all lamps", files)
		r.Commit("parser: simplify", r.Inverse(a))
		return nil
	}},
	{"a bot that flips to and fro", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hashes": text("zero")})
		a := r.Commit("hashes: new", gittest.Files{"hashes": text("one")})
		r.Commit("hashes: newer", r.Inverse(a), gittest.Author("roll-bot", "roll@example.org"))
		return nil
	}},
}

// TestSilentDetail: what content alone tells is surer where the files stand again as they did than where lines do.
func TestSilentDetail(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"hall.c": text("hall"), "door.c": text("door")})
	a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer")})
	r.Commit("hall: plain", r.Inverse(a))
	b := r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell", "wire")})
	r.Commit("door: a mat", gittest.Files{"door.c": text("mat", "door", "bell", "wire")})
	r.Commit("door: plain", gittest.Files{"door.c": text("mat", "door")})
	got := map[string]string{}
	for _, f := range scanAll(t, r, Options{Verify: true, Silent: true}).Findings {
		o := f.Offending[0]
		got[o.SHA] = fmt.Sprint(o.Confidence, o.Detail)
	}
	want := map[string]string{
		a: "0.95 [" + standsAgain + "]",
		b: "0.9 [Every line it added is gone again, and every line it took out is back.]",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
