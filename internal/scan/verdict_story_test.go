package scan

import (
	"strconv"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// undoneOn27 makes a change and its revert on the branch 2.7, and goes back to a main that has gone on since.
func undoneOn27(r *gittest.Repo) (change, revert string) {
	r.Branch("2.7", r.Commit("start", gittest.Files{"main.c": text("start")}))
	r.Switch("2.7")
	change = r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
	revert = r.Revert(change)
	r.Switch("main")
	r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
	return change, revert
}

// verdictStories are those in which what is undone is plain, and what is to be decided is whether it asks for an
// incident.
var verdictStories = []story{
	{"change and revert in one pull request", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("topic", base)
		r.Switch("topic")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a)
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Switch("main")
		r.Merge("Merge pull request #7 from ada/topic", "topic")
		return []string{line(x, incident.Revert, incident.ReasonSamePull, a, a)}
	}},
	{"the default branch brought into a topic that became the default branch", Options{Verify: true, Tip: "topic"}, []string{"topic"}, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"lexer.c": text("slow")})
		r.Branch("topic", base)
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a)
		r.Switch("topic")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("Merge branch 'main' into topic", "main")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a mode alone, taken back", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"run.sh": text("run")})
		a := r.Commit("run.sh: can be run", gittest.Files{"run.sh": gittest.Program + text("run")})
		x := r.Revert(a)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"pulled from the house's own address, as others do, and from one person's", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		pull := func(branch, file, address string, who ...gittest.Option) (change, revert string) {
			r.Branch(branch, base)
			r.Switch(branch)
			change = r.Commit(file+": tabs", gittest.Files{file: text("one", "two")})
			revert = r.Revert(change)
			r.Switch("main")
			r.Commit(file+": mine", gittest.Files{"my " + file: text("mine")})
			r.Merge("Merge branch 'main' of "+address, branch, who...)
			return change, revert
		}
		a, x := pull("one", "parser.c", "example.org:house/app")
		b, y := pull("two", "lexer.c", "example.org:house/app", gittest.Author("Grace", "grace@example.org"))
		c, z := pull("three", "hall.c", "example.org:ada/app")
		d, w := pull("four", "stairs.c", "example.org:ada/app")
		return []string{
			line(x, incident.Revert, incident.ReasonSamePull, a, a), // nobody else had pulled from there yet
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(z, incident.Revert, incident.ReasonSamePull, c, c),
			line(w, incident.Revert, incident.ReasonSamePull, d, d),
		}
	}},
	{"a release branch merged onward", verified, nil, func(r *gittest.Repo) []string {
		a, x := undoneOn27(r)
		r.Merge("Merge branch '2.7'", "2.7")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a release branch brought by a pull request", verified, nil, func(r *gittest.Repo) []string {
		a, x := undoneOn27(r)
		r.Branch("carry", r.Head())
		r.Switch("carry")
		r.Merge("Merge branch '2.7' into carry", "2.7")
		r.Switch("main")
		r.Merge("Merge pull request #8 from ada/carry", "carry")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"pull requests of their own, carried over by one merge", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("rooms", base)
		r.Switch("rooms")
		a := r.Commit("parser: accept tabs (#11)", gittest.Files{"parser.c": text("one", "two")})
		r.Commit("parser: a test (#12)", gittest.Files{"parser_test.c": text("tabs")})
		x := r.Commit("Revert \"parser: accept tabs (#11)\" (#13)", r.Inverse(a))
		r.Switch("main")
		r.Merge("resolve conflicts", "rooms")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"commits of one pull request that name it, carried over by another merge", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("rooms", base)
		r.Switch("rooms")
		a := r.Commit("parser: accept tabs (#11)", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert \"parser: accept tabs\" (#11)", r.Inverse(a))
		r.Switch("main")
		r.Merge("resolve conflicts", "rooms")
		return []string{line(x, incident.Revert, incident.ReasonSamePull, a, a)}
	}},
	{"pull requests merged over there, carried over one after the other", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("rooms", base)
		r.Branch("tabs", base)
		r.Switch("tabs")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		r.Switch("rooms")
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		r.Branch("first", r.Merge("Merge branch 'pr/11'", "tabs"))
		r.Branch("undo", r.Head())
		r.Switch("undo")
		x := r.Revert(a)
		r.Switch("rooms")
		r.Commit("hall: a lamp", gittest.Files{"lamp.c": text("lamp")})
		r.Merge("Merge pull request #12 from ada/undo", "undo")
		r.Branch("carry", base)
		r.Switch("carry")
		r.Commit("carry: begin", gittest.Files{"carry.c": text("begin")})
		r.Merge("Merge branch 'first' into carry", "first")
		r.Merge("Merge branch 'rooms' into carry", "rooms")
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("Merge pull request #13 from ada/carry", "carry")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… from a branch that others have, and undone while they were carried", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("2.7", base)
		r.Switch("2.7")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		r.Branch("carry", base)
		r.Switch("carry")
		r.Commit("carry: begin", gittest.Files{"hall.c": text("mat")})
		r.Merge("Merge branch '2.7' into carry", "2.7")
		x := r.Revert(a)
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("Merge pull request #13 from ada/carry", "carry")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a pull request merged into a topic, and undone there before the topic was merged", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("rooms", base)
		r.Branch("tabs", base)
		r.Switch("tabs")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Switch("rooms")
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		r.Merge("Merge pull request #11 from ada/tabs", "tabs")
		x := r.Revert(a)
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("resolve conflicts", "rooms")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a pull request that goes on from a branch of more than a pull request", verified, nil, func(r *gittest.Repo) []string {
		old := r.Commit("start", gittest.Files{"main.c": text("start")})
		begun := r.Revert(old) // so that what is older than the pull request is looked at too
		r.Branch("rooms", begun)
		r.Switch("rooms")
		for i := range pullSize + 1 {
			r.Commit("hall: a mat more", gittest.Files{"hall.c": text("mats", strconv.Itoa(i))})
		}
		r.Branch("topic", r.Head())
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("resolve conflicts", "rooms")
		r.Switch("topic")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a)
		r.Commit("parser: a test", gittest.Files{"parser_test.c": text("tabs")})
		r.Switch("main")
		r.Merge("Merge pull request #7 from ada/topic", "topic")
		return []string{
			line(begun, incident.Revert, incident.ReasonLandedRevert, old, old),
			line(x, incident.Revert, incident.ReasonSamePull, a, a),
		}
	}},
	{"a change without a name that a merge brought alone, and two", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("topic", base)
		r.Switch("topic")
		a := r.Commit("accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		r.Switch("main")
		merge := r.Merge("Merge branch 'topic'", "topic")
		x := r.Commit("Revert the tabs", r.Inverse(a))
		r.Branch("wide", merge)
		r.Switch("wide")
		b := r.Commit("wide input", gittest.Files{"wide.c": text("four", "five", "six")})
		c := r.Commit("wider input", gittest.Files{"wide.c": text("four", "five", "six", "seven", "eight", "nine", "ten", "eleven")})
		r.Switch("main")
		both := r.Merge("Merge branch 'wide'", "wide")
		y := r.Commit("Revert the wide input", gittest.Files{"wide.c": gittest.Delete})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, both, both, c, b),
		}
	}},
	{"a merge within a merge that tells of the merge it takes back", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("spaces", base)
		r.Switch("spaces")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		brought := r.Merge("Merge branch 'spaces'", "spaces")
		r.Branch("topic", brought)
		r.Branch("tabs", brought)
		r.Switch("tabs")
		x := r.Revert(a)
		r.Switch("topic")
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		m := r.Merge("Merge branch 'tabs'\n\nThis reverts commit "+brought+".", "tabs")
		r.Switch("main")
		r.Commit("hall: a lamp", gittest.Files{"lamp.c": text("lamp")})
		r.Merge("Merge pull request #12 from ada/topic", "topic")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(m, incident.Revert, incident.ReasonCopy, a, brought),
		}
	}},
	{"merges within merges that tell of the revert they brought", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("topic", a)
		r.Branch("tabs", a)
		r.Switch("tabs")
		x := r.Revert(a)
		r.Switch("topic")
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		m := r.Merge("Merge branch 'tabs'\n\nRevert \"parser: accept tabs\"", "tabs")
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("Merge pull request #12 from ada/topic", "topic")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(m, incident.Revert, incident.ReasonCopy, a, a),
		}
	}},
	{"the merge of a release branch that tells of a revert", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("2.7", a)
		r.Switch("2.7")
		x := r.Revert(a)
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast", base)})
		m := r.Merge("Merge branch '2.7'\n\nRevert \"parser: accept tabs\"\nhall: a mat", "2.7")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(m, incident.Revert, incident.ReasonCopy, a, a),
		}
	}},
	{"a topic in a topic", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("inner", base)
		r.Switch("inner")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a)
		r.Commit("parser: a comment", gittest.Files{"parser.c": text("why")})
		r.Branch("outer", base)
		r.Switch("outer")
		r.Commit("hall: a mat (#21)", gittest.Files{"hall.c": text("mat")})
		r.Merge("Merge branch 'inner' into outer", "inner")
		r.Switch("main")
		r.Merge("Merge pull request #22 from ada/outer", "outer")
		return []string{line(x, incident.Revert, incident.ReasonSamePull, a, a)}
	}},
	{"a revert by a branch that is called a hotfix", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("hotfix/tabs", a)
		r.Switch("hotfix/tabs")
		x := r.Revert(a)
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("Merge branch 'hotfix/tabs'", "hotfix/tabs")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a revert in another history that was joined", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("door", base)
		r.Switch("door")
		r.Commit("door: begin", gittest.Files{"door.c": text("door")}, gittest.Parents())
		a := r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell")})
		x := r.Revert(a)
		r.Switch("main")
		r.Merge("Take the door in", "door")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a reapply by a branch that is called a revert", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs (#31)", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("parser: spaces alone, for now (#32)", r.Inverse(a)) // without a word of undoing
		r.Branch("revert-32-main", x)
		r.Switch("revert-32-main")
		y := r.Commit("Reapply \"parser: accept tabs\"", r.Inverse(x))
		r.Switch("main")
		m := r.Merge("Merge pull request #33 from ada/revert-32-main", "revert-32-main")
		return []string{
			line(y, incident.Reapply, incident.ReasonLoneReland, y, a),
			line(m, incident.Reapply, incident.ReasonLoneReland, y, x),
		}
	}},
	{"a revert that never landed", Options{Verify: true, Tip: "main"}, []string{"main", "topic"}, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("topic", a)
		r.Switch("topic")
		x := r.Revert(a)
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		return []string{line(x, incident.Revert, incident.ReasonNeverLanded, a, a)}
	}},
	{"rebased in one go", verified, nil, func(r *gittest.Repo) []string {
		pushed := gittest.Start.Add(1000 * time.Hour)
		rebased := func(message string, files gittest.Files, authored int) string {
			return r.Commit(message, files, gittest.At(pushed), gittest.AuthoredAt(gittest.Start.Add(time.Duration(authored)*time.Hour)))
		}
		r.Commit("start", gittest.Files{"main.c": text("start")})
		a := rebased("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")}, 1)
		rebased("hall: a mat", gittest.Files{"hall.c": text("mat")}, 2)
		x := rebased("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".", r.Inverse(a), 3)
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")}, gittest.At(pushed.Add(time.Hour)))
		y := r.Commit("Revert \"lexer: count tabs\"\n\nThis reverts commit "+b+".", r.Inverse(b), gittest.At(pushed.Add(time.Hour))) // by a script, it may be
		c := r.Commit("stairs: a rail", gittest.Files{"stairs.c": text("rail")}, gittest.At(pushed.Add(2*time.Hour)))
		z := r.Commit("Revert \"stairs: a rail\"\n\nThis reverts commit "+c+".", r.Inverse(c), gittest.At(pushed.Add(2*time.Hour)),
			gittest.AuthoredAt(gittest.Start), gittest.Committer("Grace", "grace@example.org"))
		return []string{
			line(x, incident.Revert, incident.ReasonSamePull, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c),
		}
	}},
	{"a history written anew in one go", verified, nil, func(r *gittest.Repo) []string {
		anew := gittest.Start.Add(1000 * time.Hour)
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")}, gittest.At(anew), gittest.AuthoredAt(gittest.Start))
		for i := range pullSize {
			r.Commit("hall: a mat more", gittest.Files{"hall.c": text("mats", strconv.Itoa(i))}, gittest.At(anew))
		}
		x := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".", r.Inverse(a), gittest.At(anew), gittest.AuthoredAt(gittest.Start.Add(time.Hour)))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"two pull requests, written anew in one second", verified, nil, func(r *gittest.Repo) []string {
		anew := gittest.Start.Add(1000 * time.Hour)
		r.Commit("start", gittest.Files{"main.c": text("start")})
		a := r.Commit("parser: accept tabs (#12)", gittest.Files{"parser.c": text("one", "two")}, gittest.At(anew), gittest.AuthoredAt(gittest.Start))
		x := r.Commit("Revert \"parser: accept tabs (#12)\" (#15)\n\nThis reverts commit "+a+".", r.Inverse(a), gittest.At(anew), gittest.AuthoredAt(gittest.Start.Add(time.Hour)))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a bot's revert", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a, gittest.Author("autosubmit[bot]", "bot@example.org"))
		return []string{line(x, incident.Revert, incident.ReasonBot, a, a)}
	}},
	{"a bot's revert that a person asked for", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".\n\nCo-authored-by: Ada <ada@example.org>", r.Inverse(a),
			gittest.Author("house-bot", "bot@example.org"))
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")})
		y := r.Commit("Revert \"lexer: count tabs\"\n\nThis reverts commit "+b+".\n\nCo-authored-by: lift[bot] <lift@example.org>", r.Inverse(b),
			gittest.Author("house-bot", "bot@example.org"))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonBot, b, b),
		}
	}},
	{"a person's hotfix and a bot's, merged by a bot", verified, nil, func(r *gittest.Repo) []string {
		robot := gittest.Author("k8s-ci-robot", "robot@example.org")
		base := r.Commit("start", gittest.Files{"login.c": text("start"), "hall.c": text("hall")})
		r.Branch("hotfix/login", base)
		r.Switch("hotfix/login")
		r.Commit("login: check the name", gittest.Files{"login.c": text("start", "name")})
		r.Branch("hotfix/hall", base)
		r.Switch("hotfix/hall")
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("hall", "mat")}, robot)
		r.Switch("main")
		x := r.Merge("Merge pull request #7 from ada/hotfix/login", "hotfix/login", robot)
		y := r.Merge("Merge pull request #8 from robot/hotfix/hall", "hotfix/hall", robot)
		return []string{
			line(x, incident.Hotfix, incident.ReasonHotfix, x),
			line(y, incident.Hotfix, incident.ReasonBot, y),
		}
	}},
	{"a release that Maven takes back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("[maven-release-plugin] prepare release house-1.2", gittest.Files{"pom.xml": text("version 1.2")})
		x := r.Commit("[maven-release-plugin] rollback the release of house-1.2", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonBot, a, a)}
	}},
	{"a release that tells no number, by a tool, and one that does more", verified, nil, func(r *gittest.Repo) []string {
		note := ".changeset/dim-lamp.md"
		r.Commit("start", gittest.Files{"hall/package.json": text(`"version": "1.0.0"`), note: text("The lamp can be dimmed."), "hall/CHANGELOG.md": text("# hall")})
		released := gittest.Files{"hall/package.json": text(`"version": "1.1.0"`), note: gittest.Delete, "hall/CHANGELOG.md": text("# hall", "## 1.1.0", "The lamp can be dimmed.")}
		a := r.Commit("Version Packages (#12)", released)
		x := r.Revert(a)
		elsewhere(r, 2)
		released["release.sh"] = text("npm publish --tag next")
		b := r.Commit("[ci] release", released)
		y := r.Revert(b)
		return []string{
			line(x, incident.Revert, incident.ReasonVersion, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b),
		}
	}},
	{"the version of a release set back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("Release 1.2.0", gittest.Files{"version.c": text("version 1.2.0")})
		x := r.Commit("Reverting release version changes", gittest.Files{"version.c": text("version 1.3-dev")})
		b := r.Commit("Release 1.3.0", gittest.Files{"version.c": text("version 1.3.0")})
		y := r.Commit("Revert \"Release 1.3.0\"", r.Inverse(b))
		c := r.Commit("Version bump", gittest.Files{"version.c": text("version 1.4.0")})
		z := r.Commit("Revert \"Version bump\"", r.Inverse(c))
		return []string{
			line(x, incident.Revert, incident.ReasonVersion, a, a),
			line(y, incident.Revert, incident.ReasonVersion, b, b),
			line(z, incident.Revert, incident.ReasonVersion, c, c),
		}
	}},
	{"the version of a release set back with its merge, and with more", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"version.c": text("version 1.3")})
		r.Branch("release", base)
		r.Switch("release")
		r.Commit("Release 1.4.0", gittest.Files{"version.c": text("version 1.4.0")})
		r.Switch("main")
		m := r.Merge("Merge pull request #9 from ada/release", "release")
		x := r.Commit("Revert \"Merge pull request #9 from ada/release\"", r.Inverse(m))
		b := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		c := r.Commit("Release 1.5.0", gittest.Files{"version.c": text("version 1.5.0")})
		both := r.Inverse(c)
		both["parser.c"] = r.Inverse(b)["parser.c"]
		y := r.Commit("Revert \"Release 1.5.0\" and \"parser: accept tabs\"\n\nThis reverts commits "+c+" and "+b+".", both)
		return []string{
			line(x, incident.Revert, incident.ReasonVersion, m, m),
			line(y, incident.Revert, incident.ReasonLandedRevert, c, c, b),
		}
	}},
	{"the version of a release with a name set back, and more than the version", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"house.c": text("version 1.2-dev")})
		a := r.Commit("House 1.2.0", gittest.Files{"house.c": text("version 1.2.0")})
		x := r.Commit("Reverting version string.", r.Inverse(a))
		elsewhere(r, 2)
		b := r.Commit("House 1.3.0", gittest.Files{"house.c": text("version 1.3.0"), "lamp.c": text("dim")})
		y := r.Commit("Reverting version string.", r.Inverse(b))
		return []string{
			line(x, incident.Revert, incident.ReasonVersion, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b),
		}
	}},
	{"the version of something else set back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("Bump lamp to 1.2.0", gittest.Files{"lamp.c": text("version 1.2.0")})
		x := r.Revert(a)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"documentation only", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("docs: explain tabs", gittest.Files{"docs/tabs.md": text("one", "two")})
		x := r.Revert(a)
		return []string{line(x, incident.Revert, incident.ReasonDocs, a, a)}
	}},
	{"opted out by a trailer", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".\n\nOwnup: skip", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonOptOut, a, a)}
	}},
	{"the policy may open what is held by default", Options{Verify: true, Policy: Policy{incident.ReasonDocs: incident.Open}}, nil, func(r *gittest.Repo) []string {
		a := r.Commit("docs: explain tabs", gittest.Files{"docs/tabs.md": text("one", "two")})
		x := r.Revert(a)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
}
