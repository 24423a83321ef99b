package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestEvidence holds what people are told of a candidate: by what it is known, and how far content bears that out.
func TestEvidence(t *testing.T) {
	b := NewBuilder(nil)
	b.Add(incident.Commit{SHA: strings.Repeat("a", 40), CommittedAt: day}, nil)
	b.Add(incident.Commit{SHA: strings.Repeat("b", 40), CommittedAt: day.AddDate(0, 0, 1)}, nil)
	s := &scan{x: b.Index(), known: map[uint32]decided{1: {kind: incident.Revert, strength: detect.Strong, links: []uint32{0}}}}
	claims := []incident.Claim{{Type: incident.ClaimPull, Value: "7"}, {Type: incident.ClaimSubject, Value: "hall: a dimmer"}}
	half, trifle, more := Overlap{Undone: 0.55, Own: 0.5}, Overlap{Undone: 0.05, Own: 0.05}, Overlap{Undone: 0.4, Own: 0.9}
	for _, tt := range []struct {
		kind incident.Kind
		c    candidate
		want string // the evidence, and the sentences
	}{
		{incident.Revert, candidate{by: incident.ClaimPull}, "[pull] The message names it (pull 7)."},
		{incident.Revert, candidate{claim: 1, by: incident.ClaimSubject}, "[message] The message quotes its subject."},
		{incident.Revert, candidate{claim: 1, by: incident.ClaimTitle}, "[message] The message quotes the title of its pull request."},
		{incident.Revert, candidate{claim: -1, titled: true, checked: true, undo: Overlap{Back: true}}, "[message content] The message quotes the title of its pull request. " + standsAgain},
		{incident.Reapply, candidate{claim: 1, by: incident.ClaimSubject}, "[message] It has the same subject."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: Overlap{Back: true}}, "[content] Every file it changed stands again as it did before."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: Overlap{Back: true}, along: true}, "[content] " + wentAlong},
		{incident.Revert, candidate{claim: -1, checked: true, undo: half}, "[content] 55 % of its change is taken back."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: Overlap{Undone: 0.999, Own: 0.5}}, "[content] 99 % of its change is taken back."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: Overlap{Undone: 1, Own: 0.5}}, "[content] 100 % of its change is taken back."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: more}, "[content] 40 % of its change is taken back, and hardly anything else is done."},
		{incident.Reapply, candidate{claim: -1, checked: true, again: half}, "[content] 55 % of its change is put in again."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: half, led: 0.8}, "[lines content] The lines that are changed back lead to it. 55 % of its change is taken back."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: trifle, led: 0.8}, "[lines] The lines that are changed back lead to it."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: trifle, files: true}, "[] Hardly any of its lines is taken back as it was, but it touched the same files."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: trifle, twice: true}, "[] Hardly any of its lines is taken back as it was, but its subject is quoted, and it touched the same files."},
		{incident.Revert, candidate{claim: -1, checked: true, undo: trifle}, "[] Only 5 % of its change is taken back" + orAnother},
		{incident.Revert, candidate{claim: -1, checked: true}, "[] None of its change is taken back" + orAnother},
		{incident.Reapply, candidate{claim: -1, checked: true}, "[] None of its change is put in again" + orAnother},
		{incident.Reapply, candidate{commit: 1, claim: -1, checked: true}, "[] None of its change is taken back" + orAnother}, // a revert
	} {
		w := &worded{Finding: detect.Finding{Strength: detect.Strong, Finding: incident.Finding{Kind: tt.kind, Claims: claims, Subject: "Revert the dimmer"}}}
		if tt.kind == incident.Reapply {
			w.Subject = "hall: a dimmer"
		}
		o := s.offending(w, tt.c)
		if d := cmp.Diff(tt.want, fmt.Sprint(o.Evidence, " ", strings.Join(o.Detail, " "))); d != "" {
			t.Errorf("%+v: want -, got +:\n%s", tt.c, d)
		}
	}
}

// TestToldOnce holds that a merge is left out beside the only commit that it brought, unless more than content speaks
// for it.
func TestToldOnce(t *testing.T) {
	sha := func(letter string) string { return strings.Repeat(letter, 40) }
	b := NewBuilder(nil)
	for i, c := range []incident.Commit{{SHA: sha("a")}, {SHA: sha("b"), Parents: []string{sha("a")}}, {SHA: sha("c"), Parents: []string{sha("a"), sha("b")}}} {
		c.CommittedAt = day.AddDate(0, 0, i)
		b.Add(c, nil)
	}
	s := &scan{x: b.Index()}
	content, message := incident.Offending{SHA: sha("c"), Evidence: []incident.Evidence{incident.EvidenceContent}}, incident.Offending{SHA: sha("c"), Evidence: []incident.Evidence{incident.EvidenceMessage, incident.EvidenceContent}}
	brought := incident.Offending{SHA: sha("b"), Evidence: content.Evidence}
	for _, tt := range []struct{ all, want []incident.Offending }{
		{[]incident.Offending{brought, content}, []incident.Offending{brought}},
		{[]incident.Offending{brought, message}, []incident.Offending{brought, message}},
		{[]incident.Offending{content}, []incident.Offending{content}},
	} {
		if d := cmp.Diff(tt.want, s.toldOnce(tt.all)); d != "" {
			t.Errorf("want -, got +:\n%s", d)
		}
	}
}

// TestSameSubjectTells holds what is told of a reapply that only its subject tells: by what it is known, and that its
// content was compared.
func TestSameSubjectTells(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"main.c": text("start")})
	parser := gittest.Files{"parser.c": text("one", "two", "three")}
	a := r.Commit("parser: accept tabs", parser)
	r.Revert(a)
	y := r.Commit("parser: accept tabs", parser)
	found := scanAll(t, r, verified, "main").Findings
	f := found[len(found)-1]
	claims := []incident.Claim{{Type: incident.ClaimSubject, Value: "parser: accept tabs"}}
	if d := cmp.Diff(claims, f.Claims); d != "" || f.SHA != y || f.Dialect != anewDialect || len(f.Offending) != 1 {
		t.Fatalf("%+v: %s", f, d)
	}
	want := "[message content] It has the same subject. 100 % of its change is put in again."
	if o := f.Offending[0]; o.SHA != a || fmt.Sprint(o.Evidence, " ", strings.Join(o.Detail, " ")) != want {
		t.Errorf("%+v, want %s", o, want)
	}
}
