package scan

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// TestPartial holds which findings are told to take back a part: reverts that leave some of a change, unless its files
// stand as they did before it.
func TestPartial(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero"), "door.c": text("zero"), "wall.c": text("zero")})
	a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "1", "2", "3", "4", "5")})
	b := r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("zero", "1", "2", "3")})
	r.Commit("lamp: another shade", gittest.Files{"lamp.c": text("zero", "4", "5", "6")})
	c := r.Commit("door: wide", gittest.Files{"door.c": text("zero", "1", "2", "3", "4", "5")})
	d := r.Commit("wall: papered", gittest.Files{"wall.c": text("zero", "1", "2", "3", "4", "5")})
	r.Commit("wall: a nail", gittest.Files{"wall.c": text("zero", "1", "2", "3", "4", "5", "nail")})
	part := r.Commit("Revert the dimmer\n\nThis reverts commit "+a+".", gittest.Files{"hall.c": text("zero", "1", "2")})
	back := r.Commit("Revert the shade\n\nThis reverts commit "+b+".", gittest.Files{"lamp.c": text("zero")})
	nailed := r.Commit("Revert the paper\n\nThis reverts commit "+d+".", gittest.Files{"wall.c": text("zero", "nail")})
	whole := r.Revert(c)
	again := r.Commit("Reapply \"door: wide\"\n\nThis reverts commit "+whole+".", gittest.Files{"door.c": text("zero", "1", "2", "3")})
	got := map[string]bool{}
	for _, f := range scanAll(t, r, verified).Findings {
		got[f.SHA] = f.Partial
	}
	if d := cmp.Diff(map[string]bool{part: true, back: false, nailed: false, whole: false, again: false}, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
