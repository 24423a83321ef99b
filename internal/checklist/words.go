package checklist

import (
	"regexp"
	"strings"

	"github.com/ownup-dev/ownup/internal/lazy"
)

// wordRule is a wording that tends to read as blame, and another way to say it.
type wordRule struct {
	pattern    func() *regexp.Regexp
	suggestion string
	unless     func() *regexp.Regexp // what stands right before it where it is harmless
	unlessNext func() *regexp.Regexp // what stands right behind it where it is harmless
}

// things are what can fail, forget or be expected without anyone being blamed; what stands as code is one.
var things = lazy.Regexp(`(?i)(?:\b(?:build|builds|test|tests|job|jobs|request|requests|server|servers|service|services|check|checks|deploy|deploys|deployment|deployments|` +
	`connection|connections|client|clients|process|processes|command|commands|it|which|that|query|queries|page|pages|upload|uploads|download|downloads|migration|migrations|` +
	`upgrade|upgrades|update|updates|write|writes|read|reads|call|calls|parser|compiler|linker|runner|runners|container|containers|pod|pods|node|nodes|script|scripts|` +
	`hook|hooks|worker|workers|import|imports|install|installation|login|logins|startup|sync|alert|alerts|monitor|system|systems|program|code|cache|pipeline|pipelines|api|device|devices|driver|app|backup|backups|` +
	`function|functions|method|methods|module|package|packages|library|file|files|commit|commits|change|changes|patch|patches|fix|release|releases)|\x00)\s+(?:has\s+|have\s+|had\s+)?$`)

// held is what is had, as in "we should have a check": nothing is said of what went before.
const held = `an?|the|no|any|some|such|this|that|these|those|its|it|their|our|your|more|fewer|less|enough|only|all|both|another|different|one|two|three|access|[0-9]+`

// people are whom a word may judge, in the singular.
const people = `author|coder|colleague|committer|dev|developer|engineer|guy|maintainer|operator|person|programmer|reviewer|team|tester`

func word(pattern, suggestion string) wordRule {
	pattern = strings.ReplaceAll(pattern, "'", "['’]")
	return wordRule{pattern: lazy.Regexp(`(?i)\b(?:` + pattern + `)\b`), suggestion: suggestion}
}

func (r wordRule) but(before func() *regexp.Regexp, behind string) wordRule {
	r.unless = before
	if behind != "" {
		r.unlessNext = lazy.Regexp(`(?i)^\s+(?:` + behind + `)\b`)
	}
	return r
}

// wordRules are after the habit of blameless reviews: contributing factors, plural; what and how, never who or
// why-didn't-you; no judging by what was known only afterwards.
var wordRules = []wordRule{
	word(`(?:human|user|operator|pilot) errors?`, "say what made the step easy to get wrong"),
	word(`root causes?`, "“contributing factors”: there is hardly ever only one"),
	word(`should(?:n't| not)? have|should've|shouldn't've|ought to have`, "say what happened, and what made it look right at the time").but(nil, held),
	word(`could(?:n't| not)? have|could've`, "say what would have shown it sooner").but(things, held+"|been (?:much |far )?worse"),
	word(`failed to|neglected to`, "say what was not in place for it to happen").but(things, ""),
	word(`forgot(?:ten)?(?: to)?`, "say what would have served as a reminder"),
	word(`careless(?:ly|ness)?|sloppy|sloppily|sloppiness|negligent(?:ly)?|negligence|reckless(?:ly)?|laziness`, "describe the situation instead of the person"),
	word(`(?:was|were|is|are|am|been|being|too|so|got|just|plain) (?:lazy|dumb)|(?:lazy|dumb) (?:of|mistakes?|reviews?|reviewing|(?:`+people+`)s?|people)`,
		"describe the situation instead of the person").but(nil, `(?:load|evaluat|initiali[sz]|import|fetch|iterat)\w*`),
	word(`stupid(?:ly|ity)?|idiot(?:ic|s)?|incompetent|incompetence|clueless|amateurish`, "describe the situation instead of the person"),
	word(`obviously|of course|clearly|common sense|everyone knows|needless to say`, "it was not so at the time; leave it out, or say how it could be seen"),
	word(`whose fault|(?:my|your|his|her|their|our) (?:own )?fault|at fault|blame on|blamed?(?: it)? on`, "ask what came together, not who"),
	word(`(?:to )?blam(?:e|es|ed|ing)`, "ask what came together, not who").but(lazy.Regexp(`(?i)(?:(?:git|svn|hg|no|not|without|never)\s+|(?:wordings?|words?|language|phrases?|sentences?|tone)\s+(?:that|which)\s+)$`), ""),
	word(`guilty|offenders?|perpetrators?`, "name the change, not a person"),
	word(`who (?:broke|did|caused|approved|merged|wrote|allowed|let) (?:this|that|it)`, "ask what made it look right at the time"),
	word(`why (?:did|didn't|did not) (?:you|he|she|they)`, "ask what it looked like from there, and how it went on"),
	word(`screwed up|messed up|botched|blew it|dropped the ball`, "say what happened, step by step"),
	word(`(?:didn't|did not) (?:bother|care|think|pay attention|notice|read|check|test)`, "say what would have made it visible").but(things, ""),
	word(`(?:be|being) more careful|more careful next time|try harder|pay (?:more|closer) attention`, "good intentions wear off; name a check that catches it next time"),
	word(`inexcusable|unacceptable|embarrassing|ridiculous`, "say what it meant for those affected"),
}
