package trace

import (
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// verdictStories are those in which what is undone is plain, and what is to be decided is whether it asks for an incident.
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
	{"a revert that never landed", Options{Verify: true, Tip: "main"}, []string{"main", "topic"}, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("topic", a)
		r.Switch("topic")
		x := r.Revert(a)
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		return []string{line(x, incident.Revert, incident.ReasonNeverLanded, a, a)}
	}},
	{"a bot's revert", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a, gittest.Author("autosubmit[bot]", "bot@example.org"))
		return []string{line(x, incident.Revert, incident.ReasonBot, a, a)}
	}},
	{"a release that Maven takes back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("[maven-release-plugin] prepare release house-1.2", gittest.Files{"pom.xml": text("version 1.2")})
		x := r.Commit("[maven-release-plugin] rollback the release of house-1.2", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonBot, a, a)}
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
	{"the policy may open what is held by default", Options{Verify: true, Policy: Policy{
		Decisions: map[incident.Reason]incident.Decision{incident.ReasonDocs: incident.Open},
	}}, nil, func(r *gittest.Repo) []string {
		a := r.Commit("docs: explain tabs", gittest.Files{"docs/tabs.md": text("one", "two")})
		x := r.Revert(a)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
}
