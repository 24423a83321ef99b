package scan

import (
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Hotfixes by branches and merges of that name.
var hotfixStories = []story{
	{"hotfixes of what their own pull request brought, and of what was there", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start"), "hall.c": text("hall")})
		r.Branch("door", base)
		r.Switch("door")
		r.Commit("door: a bell", gittest.Files{"door.c": text("bell"), "main.c": text("start", "door")})
		x := r.Commit("Hotfix", gittest.Files{"door.c": text("bell", "button")})
		y := r.Commit("hotfix: light in the hall", gittest.Files{"door.c": text("bell", "button", "light"), "hall.c": text("hall", "light")})
		r.Switch("main")
		r.Merge("Merge pull request #7 from ada/door", "door")
		return []string{
			line(x, incident.Hotfix, incident.ReasonSamePull, x),
			line(y, incident.Hotfix, incident.ReasonHotfix, y),
		}
	}},
	{"a hotfix that says it reverts, and does something else", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start"), "hall.c": text("hall")})
		x := r.Commit("hotfix: revert the door's state in the hall", gittest.Files{"hall.c": text("hall", "door.back()", "light")})
		return []string{line(x, incident.Hotfix, incident.ReasonHotfix, x)}
	}},
	{"… and does", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("door: ring once", gittest.Files{"main.c": text("start", "door", "bell")})
		elsewhere(r, 2)
		x := r.Commit("hotfix: revert the bell of the door", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a hotfix that is said to be reverted, and is not", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Commit("Revert hotfix of the lamp", gittest.Files{"hall.c": text("hall", "lamp", "light")})
		return nil
	}},
	{"a hotfix by a pull request called that, in two steps", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("hotfix/door", base)
		r.Switch("hotfix/door")
		r.Commit("door: ring once", gittest.Files{"main.c": text("start", "door")})
		x := r.Commit("hotfix: ring at all", gittest.Files{"main.c": text("start", "door", "bell")})
		r.Switch("main")
		m := r.Merge("Merge pull request #7 from ada/hotfix/door", "hotfix/door")
		return []string{
			line(x, incident.Hotfix, incident.ReasonHotfix, x),
			line(m, incident.Hotfix, incident.ReasonCopy, x),
		}
	}},
	{"a hotfix for what is released and for what is made", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Tag("5.287.1", base)
		r.Branch("develop", base)
		r.Branch("hotfix/5.287.2", base)
		r.Switch("hotfix/5.287.2")
		r.Commit("door: ring", gittest.Files{"main.c": text("start", "bell")})
		r.Switch("main")
		x := r.Merge("Merge branch 'hotfix/5.287.2'", "hotfix/5.287.2")
		r.Switch("develop")
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		y := r.Merge("Merge branch 'hotfix/5.287.2' into develop", "hotfix/5.287.2")
		r.Switch("hotfix/5.287.2")
		r.Commit("door: ring twice", gittest.Files{"main.c": text("start", "bell", "bell")})
		r.Switch("develop")
		z := r.Merge("Merge branch 'hotfix/5.287.2' into develop", "hotfix/5.287.2") // another one, by a branch of that name
		r.Branch("hotfix/5.287.3", x)
		r.Switch("hotfix/5.287.3")
		r.Commit("hall: light", gittest.Files{"main.c": text("start", "bell", "light")})
		r.Switch("main")
		x2 := r.Merge("Merge branch 'hotfix/5.287.3'", "hotfix/5.287.3")
		r.Switch("develop")
		y2 := r.Merge("Merge branch 'hotfix/5.287.3' into develop", "hotfix/5.287.3")
		r.Switch("main")
		r.Merge("Merge branch 'develop'", "develop")
		return []string{
			line(x, incident.Hotfix, incident.ReasonHotfix, x),
			line(y, incident.Hotfix, incident.ReasonCopy, x),
			line(z, incident.Hotfix, incident.ReasonHotfix, z),
			line(x2, incident.Hotfix, incident.ReasonHotfix, x2),
			line(y2, incident.Hotfix, incident.ReasonCopy, x2),
		}
	}},
	{"a hotfix that sets the version alone where the change came before", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start"), "app.properties": "version=1.2\n"})
		r.Branch("release", base)
		r.Branch("hotfix/1.2.1", base)
		r.Commit("door: ring", gittest.Files{"main.c": text("start", "bell")})
		r.Switch("hotfix/1.2.1")
		r.Commit("door: ring", gittest.Files{"main.c": text("start", "bell"), "app.properties": "version=1.2.1\n"})
		r.Switch("main")
		y := r.Merge("Merge branch 'hotfix/1.2.1'", "hotfix/1.2.1")
		r.Switch("release")
		x := r.Merge("Merge branch 'hotfix/1.2.1' into release", "hotfix/1.2.1")
		r.Switch("main")
		r.Merge("Merge branch 'release'", "release")
		return []string{
			line(y, incident.Hotfix, incident.ReasonVersion, y),
			line(x, incident.Hotfix, incident.ReasonHotfix, y),
		}
	}},
	{"a hotfix by a branch that is called a revert", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs (#31)", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("revert-31-main", a)
		r.Switch("revert-31-main")
		x := r.Commit("hotfix: no tabs, for now", r.Inverse(a))
		r.Switch("main")
		m := r.Merge("Merge pull request #33 from ada/revert-31-main", "revert-31-main")
		return []string{
			line(x, incident.Hotfix, incident.ReasonHotfix, x),
			line(m, incident.Revert, incident.ReasonLandedRevert, a, a),
		}
	}},
	{"a hotfix that was taken back lands again under its own subject: as it was, mended, or with another after it", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall")})
		a := r.Commit("Hotfix/lamps 12 (#4)", gittest.Files{"hall.c": text("hall", "lamp", "wire", "knob", "shade", "cord")})
		x := r.Revert(a)
		elsewhere(r, 2)
		y := r.Commit("Hotfix/lamps 12 (#6)", r.Inverse(x))
		x2 := r.Revert(y)
		y2 := r.Commit("Hotfix/lamps 12 (#7)", gittest.Files{"hall.c": text("hall", "lamp", "wire", "knob", "fuse", "cover")})
		z := r.Commit("Hotfix/lamps 13 (#8)", gittest.Files{"hall.c": text("hall", "lamp", "wire", "knob", "fuse", "cover", "plug")})
		return []string{
			line(a, incident.Hotfix, incident.ReasonHotfix, a),
			line(x, incident.Revert, incident.ReasonAgain, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
			line(x2, incident.Revert, incident.ReasonAgain, a, y),
			line(y2, incident.Reapply, incident.ReasonReland, a, y, a),
			line(z, incident.Hotfix, incident.ReasonHotfix, z),
		}
	}},
	{"… under another subject, and by a merge", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall"), "door.c": text("door")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "wire", "knob", "shade", "cord")})
		x := r.Revert(a)
		r.Branch("hotfix/dimmer", x)
		r.Switch("hotfix/dimmer")
		y := r.Commit("hotfix: dim it", gittest.Files{"hall.c": text("hall", "lamp", "wire", "knob", "shade", "cord", "fuse")})
		r.Switch("main")
		elsewhere(r, 1)
		m := r.Merge("Merge pull request #7 from ada/hotfix/dimmer", "hotfix/dimmer")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
			line(m, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"a hotfix that puts back a part of what was taken away, or does much beside it, or comes late", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall"), "door.c": text("door")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "wire", "knob", "shade", "cord")})
		x := r.Revert(a)
		y := r.Commit("hotfix: light in the hall", gittest.Files{"hall.c": text("hall", "lamp", "wire")})
		b := r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell", "button", "spring", "hammer")})
		x2 := r.Revert(b)
		z := r.Commit("hotfix: ring everywhere", gittest.Files{"door.c": text("door", "bell", "button", "spring", "hammer"), "stair.c": numbered(400)})
		b2 := r.Commit("door: a lock", gittest.Files{"lock.c": text("lock", "key", "bolt", "latch", "hinge")})
		x3 := r.Revert(b2)
		late := r.Commit("hotfix: lock the door", r.Inverse(x3), gittest.At(r.Now().Add(anewWithin+24*time.Hour)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Hotfix, incident.ReasonHotfix, y),
			line(x2, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(z, incident.Hotfix, incident.ReasonHotfix, z),
			line(x3, incident.Revert, incident.ReasonLandedRevert, b2, b2),
			line(late, incident.Hotfix, incident.ReasonHotfix, late),
		}
	}},
	{"a hotfix that takes a second go and a third, each by a pull request", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall"), "door.c": text("door")})
		x := r.Commit("Hotfix/lamps 12 (#4)", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door", "lamp")})
		elsewhere(r, 2)
		y := r.Commit("Hotfix/lamps 12 (#6)", gittest.Files{"hall.c": text("hall", "lamp", "wire")})
		z := r.Commit("Hotfix/lamps 12 (#7)", gittest.Files{"hall.c": text("hall", "lamp", "wire", "plug")})
		other := r.Commit("Hotfix/lamps 13 (#8)", gittest.Files{"hall.c": text("hall", "lamp", "wire", "plug", "fuse")})
		stair := r.Commit("Hotfix/lamps 12 (#9)", gittest.Files{"stair.c": text("lamp")})
		late := r.Commit("Hotfix/lamps 12 (#10)", gittest.Files{"hall.c": text("hall", "lamp", "wire", "plug", "fuse", "shade")},
			gittest.At(r.Now().Add(SeriesWithin+time.Hour)))
		return []string{
			line(x, incident.Hotfix, incident.ReasonHotfix, x),
			line(y, incident.Hotfix, incident.ReasonAgain, x),
			line(z, incident.Hotfix, incident.ReasonAgain, x),
			line(other, incident.Hotfix, incident.ReasonHotfix, other),
			line(stair, incident.Hotfix, incident.ReasonHotfix, stair),
			line(late, incident.Hotfix, incident.ReasonHotfix, late),
		}
	}},
	{"merges of hotfix branches that say what they revert, and do, and do something else", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start"), "hall.c": text("hall")})
		a := r.Commit("door: ring once (#5)", gittest.Files{"main.c": text("start", "door", "bell")})
		elsewhere(r, 2)
		merge := func(branch string, first, second gittest.Files, told string) string {
			r.Branch("hotfix/"+branch, r.Head())
			r.Switch("hotfix/" + branch)
			r.Commit(branch+": one", first)
			r.Commit(branch+": two", second)
			r.Switch("main")
			return r.Merge("Merge pull request #7 from ada/hotfix/"+branch+"\n\nMends the "+branch+"\n\n"+told, "hotfix/"+branch)
		}
		x := merge("door", gittest.Files{"main.c": text("start", "door")}, r.Inverse(a), "Reverts what was done in #5\n\nReverts #5")
		y := merge("hall", gittest.Files{"hall.c": text("hall", "lamp")}, gittest.Files{"hall.c": text("hall", "lamp", "light")}, "Reverts #5")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Hotfix, incident.ReasonHotfix, y),
		}
	}},
}
