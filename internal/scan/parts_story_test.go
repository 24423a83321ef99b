package scan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// partStories are those of a part of a change that is taken back, line for line, under plain words.
var partStories = []story{
	{"a part of a change of the months before, line for line", verified, nil, func(r *gittest.Repo) []string {
		a, hall := dimmer(r)
		x := r.Commit("Roll back the names of the halls", gittest.Files{"hall.c": text(slices.Delete(hall, 3, 5)...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… though another commit changed the same file since", verified, nil, func(r *gittest.Repo) []string {
		a, hall := dimmer(r)
		r.Commit("hall: an exit", gittest.Files{"hall.c": text(append(hall, "the exit of halls")...)})
		x := r.Commit("Undo the names of the halls", gittest.Files{"hall.c": text(append(slices.Delete(hall, 3, 5), "the exit of halls")...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… though many did", verified, nil, func(r *gittest.Repo) []string {
		a, hall := dimmer(r)
		for n := range 20 {
			hall = append(hall, fmt.Sprintf("the exit %d of halls", n))
			r.Commit("hall: an exit more", gittest.Files{"hall.c": text(hall...)})
		}
		x := r.Commit("Undo the names of the halls", gittest.Files{"hall.c": text(slices.Delete(hall, 3, 5)...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… that was made longer before", verified, nil, func(r *gittest.Repo) []string {
		_, hall := dimmer(r)
		r.Commit("door: wider", gittest.Files{"door.c": text("wide")}, gittest.At(r.Now().Add(partWithin)))
		elsewhere(r, 3) // so that a walk that leaps comes past the change
		r.Commit("Roll back the names of the halls", gittest.Files{"hall.c": text(slices.Delete(hall, 3, 5)...)})
		return nil
	}},
	{"… and a line of its own", verified, nil, func(r *gittest.Repo) []string {
		_, hall := dimmer(r)
		r.Commit("Roll back the names of the halls", gittest.Files{"hall.c": text(append(slices.Delete(hall, 3, 5), "bright halls")...)})
		return nil
	}},
	{"… and one in ten of its own, in a file that comes before", verified, nil, func(r *gittest.Repo) []string {
		a, hall := manyHalls(r)
		x := r.Commit("Roll back the names of the halls", gittest.Files{"attic.c": text("one attic"), "hall.c": text(hall[9:]...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… and two in eleven of its own", verified, nil, func(r *gittest.Repo) []string {
		_, hall := manyHalls(r)
		r.Commit("Roll back the names of the halls", gittest.Files{"attic.c": text("one attic", "two attics"), "hall.c": text(hall[9:]...)})
		return nil
	}},
	{"… and a line of another commit", verified, nil, func(r *gittest.Repo) []string {
		_, hall := dimmer(r)
		r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("one", "lamp", "lamp shade", "lamp foot", "lamp base", "lamp bulb")})
		r.Commit("Roll back the names of the halls", gittest.Files{"hall.c": text(slices.Delete(hall, 3, 5)...), "lamp.c": text("one", "lamp", "lamp shade", "lamp foot", "lamp base")})
		return nil
	}},
	{"… that tells nothing", verified, nil, func(r *gittest.Repo) []string {
		_, hall := dimmer(r)
		braced := text(hall...) + "{\n}\n"
		r.Commit("hall: a name more", gittest.Files{"hall.c": braced + text("the stairs", "the names of stairs")})
		r.Commit("Roll back the braces of the halls", gittest.Files{"hall.c": text(hall...) + text("the stairs", "the names of stairs")})
		return nil
	}},
	{"… under a type", verified, nil, func(r *gittest.Repo) []string {
		a, hall := dimmer(r)
		x := r.Commit("revert: names of the halls (#8)", gittest.Files{"hall.c": text(slices.Delete(hall, 3, 5)...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… under a type, with the change's number", verified, nil, func(r *gittest.Repo) []string {
		a, hall := dimmer(r)
		x := r.Commit("revert: names of the halls (#8)\n\nThey came with #7.", gittest.Files{"hall.c": text(slices.Delete(hall, 3, 5)...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… under a type, of what is named and did something else", verified, nil, func(r *gittest.Repo) []string {
		_, hall := dimmer(r)
		r.Commit("revert: faster names of halls\n\nThey came with #7.", gittest.Files{"hall.c": text(append(hall, "faster names of all halls", "and of stairs")...)})
		return nil
	}},
	{"what a part of the program called so gains", verified, nil, func(r *gittest.Repo) []string {
		_, hall := dimmer(r)
		r.Commit("revert: an exit of the halls", gittest.Files{"hall.c": text(append(hall, "the exit of halls")...)})
		return nil
	}},
	{"… under words that do not undo", verified, nil, func(r *gittest.Repo) []string {
		_, hall := dimmer(r)
		r.Commit("Name no halls, as that would undo the lamps", gittest.Files{"hall.c": text(slices.Delete(hall, 3, 5)...)})
		return nil
	}},
}

// dimmer makes a change of two files, and returns it with the lines of one of them.
func dimmer(r *gittest.Repo) (change string, hall []string) {
	r.Commit("start", gittest.Files{"hall.c": text("one"), "lamp.c": text("one")})
	names := strings.Fields("bedroom bathroom cellar_one kitchen_one corridor_one attic_one")
	hall = append([]string{"one", "the hall", "the halls", "the name of halls", "the names of halls"}, names...)
	change = r.Commit("hall: a dimmer (#7)", gittest.Files{"hall.c": text(hall...), "lamp.c": text("one", "lamp")})
	r.Commit("wire: longer", gittest.Files{"wire.c": text("long")}, gittest.At(r.Now().Add(time.Hour)))
	return change, slices.Clip(hall)
}

// manyHalls makes a change of a file of forty lines, and returns it with those.
func manyHalls(r *gittest.Repo) (change string, hall []string) {
	r.Commit("start", gittest.Files{"lamp.c": text("one")})
	for n := range 40 {
		hall = append(hall, fmt.Sprintf("the name of hall %d", n))
	}
	change = r.Commit("hall: names (#7)", gittest.Files{"hall.c": text(hall...)})
	r.Commit("wire: longer", gittest.Files{"wire.c": text("long")}, gittest.At(r.Now().Add(time.Hour)))
	return change, hall
}
