package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shownTitle writes a title down: its layers, each with what it names and how, " | " and what they are about.
func shownTitle(t title) string {
	var b strings.Builder
	names := [...]string{revert: "revert", rollback: "rollback", backout: "backout", undo: "undo", redo: "redo"}
	for _, l := range t.layers {
		b.WriteString(names[l.verb])
		for _, mark := range []struct {
			is   bool
			text string
		}{{l.power != 1, fmt.Sprintf("^%d", l.power)}, {l.tagged, "]"}, {l.scoped, ")"}, {l.colon, ":"}, {l.of, " of"}, {l.quoted, `"`}} {
			if mark.is {
				b.WriteString(mark.text)
			}
		}
		for _, r := range l.refs {
			b.WriteString(" " + r.Value)
		}
		b.WriteString(" ")
	}
	b.WriteString("| " + t.rest)
	if t.partial {
		b.WriteString(" | partial")
	}
	if t.own != "" {
		b.WriteString(" | own " + t.own)
	}
	return b.String()
}

// TestTitle holds how subjects are taken apart. The marks of a layer: ^ its power, ] in brackets, ) with a scope, :
// with a colon, of, " quoted.
func TestTitle(t *testing.T) {
	for subject, want := range map[string]string{
		"Revert the lamp (#12)":             "revert | the lamp | own 12",
		"x12)":                              "| x12)",
		"Revert (#12)":                      "revert | (#12)", // no subject is left without it
		"Revert the lamp (#12) (#15)":       "revert | the lamp (#12) | own 15",
		`Revert "Revert "Dim the lamp""`:    `revert" revert" | Dim the lamp`,
		"Revert revert the lamp":            "revert revert | the lamp",
		"Revert reverts the lamp":           "revert | reverts the lamp",
		"Revert reverted lamps":             "revert | reverted lamps",
		"Revert the lamp that was reverted": "revert | the lamp that was reverted",
		"Revert r4711 revert the lamp":      "revert 4711 | revert the lamp",
		"Revert r4711: Reland the lamp":     "revert: 4711 redo | the lamp",
		"Revert: [hall] Reland the lamp":    "revert: | [hall] Reland the lamp",
		"Rollback: reverts the lamp":        "rollback: revert | the lamp",
		"Rollback: reverted lamps":          "rollback: | reverted lamps",
		"rollback: revert the lamp":         "rollback: revert | the lamp",
		"revert: revert the lamp":           "revert | the lamp", // which says it twice
		"revert: revert: the lamp":          "revert: revert: | the lamp",
		"revert: reland the lamp":           "revert: redo | the lamp",
		"revert: reland: revert the lamp":   "revert: redo: revert | the lamp",
		`revert: "Revert the lamp"`:         `revert:" revert | the lamp`,
		"revert: r4711: revert the lamp":    "revert: 4711 revert | the lamp",

		"[hall] Revert the lamp":                         "revert | the lamp",
		"(hall) Revert the lamp":                         "revert | the lamp",
		"(hall): Revert the lamp":                        "revert | the lamp",
		"[a][b][c][d][e] [f] [g]: Revert the lamp":       "revert | the lamp",
		"[" + strings.Repeat("hall ", 20) + "] Revert x": "revert | x",
		"[hall: Revert the lamp":                         "| [hall: Revert the lamp",
		"hall: Revert the lamp":                          "revert | the lamp",
		"hall(lamp): stairs: Revert it":                  "revert | it",
		"the hall lamp: Revert it":                       "revert | it",
		"the hall lamp above: Revert it":                 "| the hall lamp above: Revert it",
		`say "hall: revert the lamp"`:                    `| say "hall: revert the lamp"`,
		": Revert the lamp":                              "revert | the lamp",
		"HOUSE-12, - Revert the lamp":                    "revert | the lamp",
		"HOUSE-12":                                       "| HOUSE-12",
		"Reverted in r4711: dim the lamp":                "| Reverted in r4711: dim the lamp", // as Subversion's logs are edited
		"Dim the lamp":                                   "| Dim the lamp",
		"[rollback] Dim the lamp":                        "rollback] | Dim the lamp",
		"[roll forward 2] Dim the lamp":                  "redo] | Dim the lamp",
		"[take 2] Dim the lamp":                          "redo] | Dim the lamp",
		"[reverted lamps] Dim the hall":                  "| [reverted lamps] Dim the hall",
		"[hotfix] Dim the lamp":                          "| [hotfix] Dim the lamp",
		"[ui] Dim the lamp":                              "| [ui] Dim the lamp",
		"Hotfix: revert the lamp":                        "revert | the lamp",
		"Partially revert the lamp":                      "revert | the lamp | partial",
		"largely revert the lamp":                        "revert | the lamp | partial",
		"mostly revert the lamp":                         "revert | the lamp | partial",
		"please revert the lamp":                         "revert | the lamp",
		"I'm reverting the lamp":                         "revert | the lamp",
		"I have reverted the lamp":                       "revert | the lamp",
		"We had to revert the lamp":                      "revert | the lamp",
		"I don't revert the lamp":                        "| I don't revert the lamp",
		"party: revert the lamp":                         "revert | the lamp",
		"Revert part of r4711":                           "revert 4711 |  | partial",
		"Revert^2":                                       "revert^2 | ",
		`Revert^2 "the lamp"`:                            `revert^2" | the lamp`,
		"Revert^2: the lamp":                             "revert^2: | the lamp",
		"Revert^" + strings.Repeat("2", 40) + " lamps":   "revert^2222 | " + strings.Repeat("2", 36) + " lamps",
		"revert(hall): the lamp":                         "revert): | the lamp",
		"revert(hall)!: the lamp":                        "revert): | the lamp",
		"revert(hall) the lamp":                          "revert | (hall) the lamp",
		"revert(hall: the lamp":                          "revert | (hall: the lamp",
		"revert!: the lamp":                              "revert: | the lamp",
		"revert the lamp (of the hall): dim":             "revert | the lamp (of the hall): dim",
		"Revert of the lamp":                             "revert of | the lamp",
		"Revert of: the lamp":                            "revert of | the lamp",
		`Revert for "the lamp"`:                          `revert" | the lamp`,
		"Revert for the lamp":                            "revert | for the lamp",
		"Revert - the lamp":                              "revert: | the lamp",
		"Revert: - the lamp":                             "revert: | the lamp",
		"Revert. The lamp is dark":                       "revert: | The lamp is dark",
		"Redo - the lamp":                                "redo | - the lamp", // no reland: how it is done again
		"Revert r4711 - the lamp":                        "revert: 4711 | the lamp",
		"Revert r4711, the lamp is dark":                 "revert 4711 | the lamp is dark",
		"Revert: r4711, the lamp":                        "revert: 4711 | the lamp",
		"Revert :lamp: again":                            "revert | :lamp: again",
		`Revert "lamp" in the hall`:                      `revert | "lamp" in the hall`, // but a word in marks
		`Revert "dim the lamp" in the hall`:              `revert" | dim the lamp`,
		"Revert 'dim the lamp'":                          `revert" | dim the lamp`,
		"Revert 'dim the lamp' in the hall":              "revert | 'dim the lamp' in the hall",
		"Revert 'dim the hall lamp' by night":            `revert" | dim the hall lamp`,
		"Revert `dim the hall lamp` by night":            "revert | `dim the hall lamp` by night",
		"Revert `dim the lamp`":                          `revert" | dim the lamp`,
		`Revert "Dim the lamp" (#12)`:                    `revert" | Dim the lamp | own 12`,
		`Revert "Dim the la`:                             `revert" | Dim the la`, // cut off
		"Revert “Dim the lamp” by NIGHT":                 `revert" | Dim the lamp`,
		"Revert “Lamp” by NIGHT":                         "revert | “Lamp” by NIGHT",
		"Revert «Dim the lamp»":                          `revert" | Dim the lamp`,
	} {
		if got := shownTitle(parseTitle(subject)); got != want {
			t.Errorf("%q: %s, want %s", subject, got, want)
		}
	}
	if n := len(parseTitle(strings.Repeat("reland: ", 1000)).layers); n != maxLayers {
		t.Errorf("%d layers", n)
	}
}

// TestWordedTitle holds that nothing is done for a subject without a layer.
func TestWordedTitle(t *testing.T) {
	for subject, want := range map[string]bool{
		"Revert the lamp": true, "[take 2] Dim the lamp": true, "[hall](Try again) Dim the lamp": true,
		"Dim the lamp": false, "[hall] Dim the lamp": false, "Dim the lamp (hall), again": false, "take 2: Dim the lamp": false,
	} {
		if got := wordedTitle(subject); got.worded() != want || (got.before != "") != want {
			t.Errorf("%q: %+v", subject, got)
		}
	}
}

// TestTitleClaims holds what a subject names, the surest first, and whether it says that it is undone.
func TestTitleClaims(t *testing.T) {
	for subject, want := range map[string]string{
		"Revert \"[" + strings.Repeat("h", 39) + "] Dim the lamp\"": "undone: subject [" + strings.Repeat("h", 39) + "] dim the lamp, subject dim the lamp",
		"Revert \"[" + strings.Repeat("h", 40) + "] Dim the lamp\"": "undone: subject [" + strings.Repeat("h", 40) + "] dim the lamp", // no tag
		`Revert "hall] Dim the lamp"`:                               "undone: subject hall] dim the lamp",
		`Revert "Dim the lamp (#12"`:                                "undone: subject dim the lamp (#12",
		`Revert "v12"`:                                              "undone:",
		"Revert r4711, dims #12":                                    "undone: svn 4711",
		"Revert r4711, dims (#12) (#15)":                            "undone: svn 4711",
		"Revert r4711: lamp dims (#12) (#15)":                       "undone: svn 4711, subject lamp dims, pull 12",
		"Revert of r4711 lamp dims (#12) (#15)":                     "undone: svn 4711, subject lamp dims, pull 12",
		"[rollback] Dim the lamp of 0a1b2c3d (#12) (#15)":           "undone: subject dim the lamp of 0a1b2c3d, pull 12, sha 0a1b2c3d",
		"Revert r4711: lamp dims as #12":                            "undone: svn 4711, subject lamp dims as #12",
		`Revert "- Dim the lamp (#12)"`:                             "undone: subject - dim the lamp, pull 12, subject dim the lamp",
		"Revert (#12)":                                              "undone: pull 12",
		"Revert r4711":                                              "undone: svn 4711",
		"Revert 471100":                                             "undone: svn 471100, pull 471100",
		"Revert r471100":                                            "undone: svn 471100",
		"Revert 471100 and 471101":                                  "undone: svn 471100, svn 471101",
		"Revert 0a1b2c3d":                                           "undone: sha 0a1b2c3d",
		"Revert the lamp of the hall":                               "undone: subject the lamp of the hall",
		"Revert the lamp of 0a1b2c3":                                "undone: subject the lamp of 0a1b2c3, sha 0a1b2c3",
		"Revert r4711 because it is dark":                           "undone: svn 4711",
		"Revert r4711 Dim the lamp":                                 "undone: svn 4711, subject dim the lamp",
		"Revert r4711 dim the lamp":                                 "undone: svn 4711",
		"Revert r4711 Zoom the lamp":                                "undone: svn 4711, subject zoom the lamp",
		"Revert r4711 Älter the lamp":                               "undone: svn 4711",
		"Revert r4711 [hall] dim the lamp":                          "undone: svn 4711, subject [hall] dim the lamp, subject dim the lamp",
		"Revert r4711 and recommit r4712":                           "redone: svn 4711",
		`Revert r4711: Revert "Dim the lamp, and recommit r4710"`:   `redone: svn 4711, subject revert "dim the lamp, and recommit r4710", subject dim the lamp, and recommit r4710`,
		`Revert "Dim the lamp, and reapply the paint"`:              "undone: subject dim the lamp, and reapply the paint",
		`Revert^2 "Dim the lamp"`:                                   `redone: subject dim the lamp, subject revert "dim the lamp"`,
		`Revert^3 "Dim the lamp"`:                                   `undone: subject dim the lamp, subject reapply "dim the lamp"`,
		`Reland "Dim the lamp"`:                                     "redone: subject dim the lamp",
		"[rollback] Dim the lamp":                                   "undone: subject dim the lamp",
		"[rollback] Lamp":                                           "undone:",
		"[rollback] Dim the lamp (#12) (#15)":                       "undone: subject dim the lamp, pull 12",
		`[rollback] Revert "Dim the lamp"`:                          `redone: subject dim the lamp, subject revert "dim the lamp"`,
		"Revert lamp (#12) (#15)":                                   "undone: pull 12",
		"Revert: lamp dims (#12) (#15)":                             "undone: subject lamp dims, pull 12",
		"Revert of lamp dims (#12) (#15)":                           "undone: subject lamp dims, pull 12",
		`Revert "Dim the lamp (#12)" (#15)`:                         "undone: subject dim the lamp, pull 12",
		`Revert "Dim the lamp #12"`:                                 "undone: subject dim the lamp #12, pull 12",
		`Revert "Dim the lamp #hall"`:                               "undone: subject dim the lamp #hall",
		`Revert "Dim ada/house#12"`:                                 "undone: subject dim ada/house#12",
		"Revert: Dim the lamp #12":                                  "undone: subject dim the lamp #12, pull 12",
		"Revert dim the lamp #12":                                   "undone: subject dim the lamp #12, pull 12",
		`Revert "#12"`:                                              "undone: pull 12",
		"Revert revert r4711":                                       "redone: svn 4711, subject revert r4711",
		"Rollback: revert r4711":                                    "redone: subject revert r4711, svn 4711",
		"Revert of revert r4711":                                    "redone: subject revert r4711, svn 4711",
		`Revert "Revert r4711"`:                                     "redone: subject revert r4711, svn 4711",
		`Revert "r4711 - dim the lamp"`:                             "undone: svn 4711, subject r4711 - dim the lamp, subject dim the lamp",
		`Revert "#1"`:                                               "undone: pull 1",
		`Revert "Dim the lamp" and "Paint the hall"`:                "undone: subject dim the lamp, subject paint the hall",
		`Revert "Dim the lamp", "Paint the hall"`:                   "undone: subject dim the lamp, subject paint the hall",
		`Revert "Dim the lamp" or "Paint the hall"`:                 `undone: subject dim the lamp" or "paint the hall`,
		`Revert "Dim the lamp (#12)" and "Paint the hall (#13)"`:    "undone: subject dim the lamp, subject paint the hall, pull 12, pull 13",
		`Revert: dim "the lamp" and "the hall"`:                     `undone: subject dim "the lamp" and "the hall"`,
		`Revert: "the lamp" and "the hall"`:                         "undone: subject the lamp, subject the hall",
		`Revert dim "the lamp" and "the hall"`:                      `undone: subject dim "the lamp" and "the hall"`,
		`Revert "[hall] Dim the lamp"`:                              "undone: subject [hall] dim the lamp, subject dim the lamp",
		`Revert "[hall] lamps"`:                                     "undone: subject [hall] lamps",
		`Revert "[hall][stairs] - Dim the lamp"`:                    "undone: subject [hall][stairs] - dim the lamp, subject dim the lamp",
		`Revert "[hall Dim the lamp"`:                               "undone: subject [hall dim the lamp",
		`Revert "Lamp"`:                                             "undone:",
		`Revert "Dim the lamp (#12345678901)"`:                      "undone: subject dim the lamp (#12345678901)",
		`Revert "Dim the lamp (#1234567890)"`:                       "undone: subject dim the lamp, pull 1234567890",
		`Revert "Dim the lamp (#1-2)"`:                              "undone: subject dim the lamp (#1-2)",
		`Revert "Dim the lamp (#1a)"`:                               "undone: subject dim the lamp (#1a)",
		`Revert "Dim the lamp (# )"`:                                "undone: subject dim the lamp (# )",
		`Revert "Dim the lamp (#)"`:                                 "undone: subject dim the lamp (#)",
	} {
		title := parseTitle(subject)
		got := "redone:"
		if title.undone() {
			got = "undone:"
		}
		for i, c := range best(title.claims()) {
			if i > 0 {
				got += ","
			}
			got += fmt.Sprintf(" %s %s", c.Type, c.Value)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: want -, got +:\n%s", subject, diff)
		}
	}
}
