package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Each row is a message with a gap, the words that may stand there, and how much a hotfix it is with any of them; 0 is
// none.
func TestHotfixWords(t *testing.T) {
	for _, c := range []struct {
		message, words string // words divided by |
		want           Strength
	}{
		{"Merge pull request #12 from ada/%dark-hall", "hotfix/|hotfix-|hotfix_|hot-fix/|hot-fix-|hotfixes/|HotFix/", Strong},
		{"Merge branch '%dark-hall'", "hotfix/|hotfix-|hotfix_|hot-fix/|hot-fix-|hotfixes/", Strong},
		{"%: light the hall", "hotfix|hot-fix|hot fix|HOTFIX|hotfix!|hotfix(hall)|[lamps] hotfix", Strong},
		{"[%] light the hall", "hotfix|hot-fix|hot fix", Strong},
		{"hotfix: fix the % in hall", "lamp|stairs", Strong},
		{"hotfix: fix the %", "test|tests|testing|unit|flaky|ci|lint|linter|readme tests", Weak},
		{"hotfix: fix the %", "doc|docs|documentation|readme|typo|typos|comment|comments|changelog", 0},
		{"Hotfix % of the hall", "lamp|for the lamp|build|build 12", Strong},
		{"Hotfix % of the hall", "branch|branches|deployment|doc|docs|documentation|guide|instruction|instructions|label|note|notes|pipeline|policy|" +
			"pr|process|release|releases|script|support|template|tooling|version|versions|workflow", 0},
		{"[%] hotfix: light the hall", "ci|test|docs|hall] [ci", 0},
		{"% Hotfix for the hall", "KEY-12|KEY-12:|KEY-12 -|[lamps] KEY-12", Strong},
		{"% Hotfix for the hall", "KEY-1a|K-12|12-12|a1-2|dark", 0},
		{"Merge pull request #12 from ada/%", "hotfix|hall-hotfix|hall_hotfix|build-12-hotfix|drop-the-lamp-hotfix|ada-hotfix-lamp|hall-hot-fix-2|hall/hotfix_2", Strong},
		{"Merge pull request #12 from ada/%", "nohotfix|hall-hotfixed|hotfixer-hall|our-hotfix-branches|hall-hotfix-workflow|docs_hotfix", 0},
		{"Merge pull request #12 from ada/%", "lamp-hotfix-templates|lamp_hotfix_hall-release", 0}, // about hotfixes
		{"Merge pull request #12 from ada/%\n\n[lamps] hotfix the hall", "ada-12-hotfix-hall|lamp_hotfix", Strong},
		{"Merge pull request #12 from ada/%\n\nAdd support for hotfix builds", "hotfix-lamp|lamp-hotfix|lamp_hotfix_2", Strong},
		{"Merge pull request #12 from ada/%\n\nLight the lamp with the hall's hotfix", "lamp-hotfix-light", Strong},
		{"Merge pull request #12 from ada/%\n\nHotfixes for lamps", "hotfixes-lamps-b|ada-hotfix-b", Strong},
		{"Merged in % (pull request #12)\n\nLight the hall", "hall-hotfix|hall_hotfix_2", Strong},
		{"Merge branch '%' into 'main'\n\nLight the hall\n\nSee merge request ada/hall!12", "hall-hotfix|hall_hotfix_2", Strong},
		{"Merge branch '%'", "hall-hotfix|hall_hotfix_2", 0},
		{"Light the hall\n\n%", "This is a hotfix for the dark hall.|this PR is just a quick hot-fix|It was dark. This change is meant to be rather a hotfix.|All was dark. This is a hotfix.|This is the hotfix, more will follow", Weak},
		{"Light the hall\n\n%", "This is no hotfix.|This is a hotfix branch.|This hotfix is ours.|- This is a hotfix|> This is a hotfix|  this is a hotfix|" +
			"This was meant as a hotfix|What this is: a hotfix|This lamp is a hotfix|A hotfix.|this is\na hotfix", 0},
		{"Merge pull request #12 from ada/hotfix-lamp into %\n\nLight the hall", "hotfix-lamp", 0}, // another copy of the same branch
		{"Merge branch 'hotfix-lamp' into %\n\nLight the hall", "hotfix-lamp", 0},
		{"Merge branch 'hotfix-lamp' into %\n\nLight the hall", "main", Strong},
		{"Merge remote-tracking branch 'origin/hotfix-lamp' into %", "hotfix-lamp", 0},
		{"Merge remote-tracking branch 'origin/hotfix-lamp' into %", "main|lamp", Strong},
		{"Merge branch 'hotfix/1.2.3' into %", "4711-dark-hall|4711_dark_hall|#4711-dark-hall|feature/dark-hall|feature_dark|bugfix-4711|fix/hall", 0}, // a topic brought up to date
		{"Merge branch 'hotfix/1.2.3' into %", "develop|1.2.x|release/1.2|2026-03-01|2026-release|12-hall|fixed|v7.4.X", Strong},
		{"Merge pull request #12 from ada/hotfix/lamp\n\nHotfix%", "es into develop|es to unstable| -> dev|es --> staging: both| into `release/1.2`| to 1.2.x", 0}, // brought elsewhere
		{"Merge pull request #12 from ada/hotfix/lamp\n\nHotfix%", "es into main|es -> master| to the lamp| to hall releases|es for develop| into", Strong},
		{"Merge pull request #12 from ada/%\n\nPatch release v1.2.3", "hotfix|hotfixes|hot-fix", 0},
		{"Merge pull request #12 from ada/%\n\nRelease 2026-03-01", "hotfix|hotfixes", 0},
		{"Merge pull request #12 from ada/%\n\nRelease 1.2.3", "hotfix/1.2.3|hotfix-lamp", Strong},
		{"Merge pull request #12 from ada/hotfix\n\n%", "Release the lamp|Light the hall for release 1.2|Patch the release|Hotfix release 2", Strong},
		{"Merge pull request #12 from ada/tools/hotfix-lanes\n\n%", "[tools] Fix hotfix lanes|Update hot-fix tooling|Publish hotfix branches: all of them", 0},
		{"Merge pull request #12 from ada/tools/hotfix-lanes\n\n%", "Fix the lanes of hotfixes|Light the hall's hotfix lamp|A hotfix", Strong},
		{"Merge branch 'lamp'\n\n%", "Hotfix the hall, at last", 0},
		{"Merge branch 'lamp'\n\n%", "Hotfix: the hall", Strong},
		{"Merge remote-tracking branch '%'", "hotfix/lamp|origin/hotfix-lamp", Strong},
		{"Merge pull request #12%\n\nLight the hall", " from hotfix-lamp", Strong},
		{"Merge pull request #12%\n\nHotfix: the hall", " of Ada's", 0}, // no merge
		{"Auto merge of #12 - %, r=ada\n\nLight the hall", "hotfix/lamp|grace:hotfix/lamp", Strong},
		{"Merge branch 'lamp'\n\n%\n\nSee merge request ada/hall!12", "Hotfix the hall, at last", Strong},
		{"Light into the hall, % hotfix: lamp", "hall]|KEY-12", 0},
		{"Light the hall\n\n%his is a hotfix", "T", Weak},
		{"Light the hall\n\n%his is a hotfix", "«t|{t", 0},
		{"Light the hall\n\n%", "That is a hotfix|This here lamp is a hotfix|This commit here is a hotfix", 0},
		{"Hotfix%", " the hall", Strong},
		{"Hotfix%", " process|-process of the hall|.process 12", 0},
		{"%: light the hall", "hotfix(hall", 0},
		{"% Hotfix for the hall", "KEY-", 0},
		{"%: light the hall\n\nIt waits for a hotfix", "(hall)|", 0},
		{"hotfix: fix the %", "docs…|docs ✓", 0},
		{"[%] Light the hall", "Hotfix v1.2.3|HOTFIX - for the stairs|hotfix: stairs|house] [hotfix 1.2", Strong},
		{"[%] Light the hall", "hotfix release|hotfixed|HOTFIX - workflow|ci] [hotfix 1.2", 0},
		{"Light the hall at noon, and the stairs%", " (hotfix)| [hotfix]| (HOTFIX) (#12)| (hot fix) (#12) (#13)", Strong},
		{"Light the hall at noon, and the stairs%", "(hotfix)| [hotfix lamp]| (the hotfix)| [hotfix] it| (urgent)", 0},
		{"Merge pull request #12 from ada/lamp\n\nLight the hall at noon, and the stairs%", " (hotfix)| [hotfix]", Strong},
		{"[GITFLOW]merging '%' into 'master'", "hotfix-1.2.3|hotfix/lamp", Strong},
		{"[GITFLOW]merging '%' into 'master'", "release-1.2.3|master", 0},
		{"(%) light the hall", "hotfix|hot fix|HotFix", Strong},
		{"% light the hall", "Hotfix,|Hotfix/|hotfix/KEY-12|hall: hotfix|The hall: Hot-fix|hall: HOTFIX -|KEY-12 hall: hotfix", Strong},
		{"% light it up again", "Hall hotfix:|[house] Hall Hotfix:|KEY-12 Hot-fix:", Strong},
		{"% hotfix", "Hall|Dark hall|[house] Dim lamp|hall: dim lamp|KEY-12 hall lamp|fix #12|hall: minor", Strong},
		{"Hall lamp %", "hotfix (#12)|hotfixes|HotFix.|hot fix!", Strong},
		{"% hotfix for the hall", "Minor|Small|Urgent|hall: quick", Strong},
		{"% hotfix", "Update list for|Merge 1.2.3|Lamp with|Remove the|List of|Bump lamp to|Drop|Prepare next|Hall lamp test|Release 1.2|A|Light up the hall lamp", 0},
		{"%: light the hall", "Notes on the hotfix|Merge hotfix|Lamp (hotfix|hall, hotfix for it", 0},
		{"%", "Allow lamp hotfixes|Fix make target hotfix|Hall: allow dim hotfixes", 0},                                                                     // builds of that name
		{"Merge pull request #12 from ada/drop-the-lamp-hotfix\n\n%", "Remove the lamp's hotfix|hall: drop lamp hotfixes (#13)|Delete hall lamp hotfix", 0}, // taken away
		{"Merge pull request #12 from ada/drop-the-lamp-hotfix\n\n%", "Remove the lamp|Drop a dark lamp as a hotfix for the hall", Strong},
		{"%: hotfix the lamp", "ci|docs|test|This is what the hall had", 0},
		{"hall: add hotfix%", " lamp| number check", 0},
		{"hall: hotfix %", "release 1.2|notes|branch", 0},
		{"Light hotfix %", "lamp|of hall", 0},
		{"Merge pull request #12 from ada/lamp\n\n%", "Hall hotfix|hall: hotfix the lamp|Hall lamp hotfix: light it", Strong},
		{"Merge branch 'lamp'\n\n%", "Hall hotfix|hall: hotfix the lamp", 0},
		{"Merge pull request #12 from ada/%", "hot_fix|hot_fix_lamp|hall/hot_fix|hotfix2|hall_hotfix3|hallHotfix|hallHotFix2|hallHotfix-lamp", Strong},
		{"Merge pull request #12 from ada/%", "hallhotfix|HALLHotfix|hallHotfixed|hallhot-fix|hotfix2a|hallHotfix-workflow", 0},
		{"Merge branch '%'", "hot_fix_lamp|hot_fix/lamp", Strong},
		{"Merge branch '%'", "hotfix2|hallHotfix", 0},
		{"% the hall is dark", "Emergency fix:|Emergency fix,|URGENT fix|URGENT:|Emergency:|[URGENT]|(urgent)|[hall] [Emergency]|KEY-12 urgent:|hall: emergency fix|hall: urgent fix -", Strong},
		{"% the hall is dark", "Emergency|Urgent|Urgent, as|Emergency light:|hall: urgent|[Emergency light]|Emergency fixture|ci: emergency fix|[test] URGENT:|An urgent fix:|Emergencyfix", 0},
		{"Merge pull request #12 from ada/lamp\n\n%", "URGENT: light the hall|Emergency fix of the hall", Strong},
		{"Light the hall\n\n%", "URGENT: it is dark|An emergency fix|[URGENT]", 0},
		{"%: light the hall", "hotfixed|nohotfix|hotfix(" + strings.Repeat("hall", 20) + ")", 0},
	} {
		for word := range strings.SplitSeq(c.words, "|") {
			message := strings.ReplaceAll(c.message, "%", word)
			f, ok := Commit(incident.Commit{Message: message + "\n"}, Options{})
			if f.Strength != c.want || ok && f.Kind != incident.Hotfix {
				t.Errorf("%q: found %v, %s %s, want %s", message, ok, f.Strength, f.Kind, c.want)
			}
		}
	}
}
