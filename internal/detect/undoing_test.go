package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestUndoing holds what a message is taken to say that its commit undoes, and what it tells of something else.
func TestUndoing(t *testing.T) {
	for body, want := range map[string]string{
		"This reverts commit 0a1b2c3d.":                                                         "sha 0a1b2c3d",
		"The hall was dim.\nThis basically reverts 0a1b2c3d":                                    "sha 0a1b2c3d",
		"The hall was dim. This commit lights it by reverting 0a1b2c3.":                         "sha 0a1b2c3",
		"The hall was dim. By reverting 0a1b2c3 it is light again.":                             "sha 0a1b2c3",
		"The hall of the stairs was lit by reverting 0a1b2c3.":                                  "",
		"Reverts #12 and #13":                                                                   "pull 12, pull 13",
		"This PR reverts the names of lamps that came with #12.":                                "pull 12",
		"This PR reverts the names of lamps. They came with #12.":                               "",
		"The current change undoes some of the changes from 0a1b2c3d.":                          "sha 0a1b2c3d",
		"Undo the oil of the doors from r4711 while the hall is dark.":                          "svn 4711",
		"This reverts lamps that slipped into D4711.":                                           "diff D4711",
		"This undoes the lamps of Change-Id I0123456789abcdef0123456789abcdef01234567.":         "",
		"* Revert \"oil the doors of the hall\"\n\nThis reverts commit 0a1b2c3d.\n\n* Light it": "sha 0a1b2c3d",
		"* Light it\n\n* revert #12\n\n* Oil the door":                                          "pull 12",
		"* Revert lamps of the hall from #12\n\n* Oil the door":                                 "pull 12",
		"* Revert lamps of the hall\n* Oil the door of #12":                                     "",
		"The lamps went dim with 0a1b2c3d. This change reverts that, and oils the door.":        "sha 0a1b2c3d",
		"The lamps went dim with 0a1b2c3d. This change reverts that.":                           "sha 0a1b2c3d",
		"This PR reverts #12 and checks the lamp.":                                              "pull 12",
		"The lamps went dim with 0a1b2c3d and #12. This change reverts that.":                   "",
		"The lamps went dim with 0a1b2c3d.\n\nThis change reverts that.":                        "",

		"This was by mistake\n\n0a1b2c3d \"hall: dim lamps\"\n\nThis fix reverts that part of it.":  "sha 0a1b2c3d",
		"By mistake it was\n\n0a1b2c3d hall: dim lamps\n\nAnd so.\n\nThis fix reverts that change.": "",
		"This was by mistake\n\nof 0a1b2c3d hall: dim lamps\n\nThis fix reverts that part of it.":   "",
		"This reverts part of\n\n0a1b2c3d hall: dim lamps\n\nIt was dim since 0b1b2c3d.":            "sha 0a1b2c3d",
		"This patch reverts this\ncommit\n\n0a1b2c3d hall: dim lamps":                               "sha 0a1b2c3d",
		"This patch reverts this commit\n\nsince 0a1b2c3d dims the lamps":                           "",
		"This patch reverts lamps of\n\n0a1b2c3d hall: dim lamps":                                   "",

		"Since 0a1b2c3d halls were dim. This patch reverts to the lamps before #12.": "",
		"This goes back, more or less reverting to what was before #12.":             "",
		"We had to revert that in #12, as the hall was dim.":                         "",
		"The lamp was reverted from #12 by accident.":                                "",
		"Steps:\n\nRevert #12 and confirm that the lamp goes out.":                   "",
		"* Revert lamps of the hall (ada/lamps#12)\n* Oil the door":                  "",
		"Lamps:\n\n    It lights the hall by reverting #12.":                         "",
		"Reverted #12 in the end.":                                                   "",
		"This reapplies commit 0a1b2c3d.":                                            "",
	} {
		f, _ := Commit(incident.Commit{Message: "Light the hall\n\n" + body + "\n"}, Options{})
		var got []string
		for _, c := range f.Undoing {
			got = append(got, string(c.Type)+" "+c.Value)
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%s\n%q, want %q", body, got, want)
		}
	}
	if f, _ := Commit(incident.Commit{Message: "Revert to 0a1b2c3d\n\nThis reverts to 0a1b2c3d.\n"}, Options{}); len(f.Undoing) > 0 {
		t.Errorf("what is there again: %v", f.Undoing)
	}
	if f, _ := Commit(incident.Commit{Message: "Light the hall by reverting #12\n"}, Options{}); len(f.Undoing) > 0 {
		t.Errorf("within a subject: %v", f.Undoing)
	}
	f, _ := Commit(incident.Commit{Message: "Revert part of #12 and light the hall\n"}, Options{})
	if len(f.Undoing) != 1 || f.Undoing[0].Value != "12" {
		t.Errorf("of the subject: %v", f.Undoing)
	}
}
