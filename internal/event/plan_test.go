package event

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestDecide(t *testing.T) {
	settings := Settings{
		Label:   "ownup",
		Hotfix:  []string{"hotfix"},
		Revert:  []string{"revert"},
		Follows: func(branch string) bool { return strings.HasPrefix(branch, "release/") },
		Recognise: func(p Pull) (incident.Kind, bool) {
			switch {
			case strings.HasPrefix(p.Title, "Revert "):
				return incident.Revert, true
			case strings.HasPrefix(p.HeadRef, "hotfix/"):
				return incident.Hotfix, true
			}
			return "", false
		},
	}
	pull := func(action string, change func(*Event)) Event {
		e := Event{
			Kind: PullRequestTarget, Action: action, DefaultBranch: "main",
			Pull: &Pull{Number: 7, Title: "Add a thing", Merged: true, MergeSHA: shaA, BaseRef: "main", HeadRef: "thing"},
		}
		if change != nil {
			change(&e)
		}
		return e
	}
	push := func(ref, before, after string) Event {
		return Event{Kind: Push, DefaultBranch: "main", Ref: ref, Before: before, After: after}
	}
	comment := func(action, body string) Event {
		return Event{Kind: IssueComment, Action: action, Issue: &Issue{Number: 3, Labels: []string{"ownup"}}, Comment: &Comment{Body: body}}
	}
	issue := func(action string, labels ...string) Event {
		return Event{Kind: Issues, Action: action, Issue: &Issue{Number: 3, Labels: labels}}
	}
	opens := func(kind incident.Kind) []Step {
		return []Step{{Do: Open, Kind: kind, Commit: shaA}, {Do: Sync}}
	}
	sync := []Step{{Do: Sync}}

	tests := map[string]struct {
		event   Event
		steps   []Step
		says    string
		warning string
	}{
		"any merge moves follow-ups":    {pull("closed", nil), sync, "was merged", ""},
		"a revert by its title":         {pull("closed", func(e *Event) { e.Pull.Title = `Revert "x"` }), opens(incident.Revert), "revert by its wording", ""},
		"a hotfix by its branch":        {pull("closed", func(e *Event) { e.Pull.HeadRef = "hotfix/x" }), opens(incident.Hotfix), "hotfix by its wording", ""},
		"a hotfix by its label":         {pull("closed", func(e *Event) { e.Pull.Labels = []string{"a", "HotFix"} }), opens(incident.Hotfix), "hotfix by its label", ""},
		"a label goes before wording":   {pull("closed", func(e *Event) { e.Pull.Labels, e.Pull.HeadRef = []string{"revert"}, "hotfix/x" }), opens(incident.Revert), "revert by its label", ""},
		"labelled after the merge":      {pull("labeled", func(e *Event) { e.Label, e.Pull.Labels = "hotfix", []string{"hotfix"} }), opens(incident.Hotfix), "by its label", ""},
		"labelled with something else":  {pull("labeled", func(e *Event) { e.Label, e.Pull.Title = "docs", "Revert x" }), nil, `label "docs" says nothing`, ""},
		"closed without a merge":        {pull("closed", func(e *Event) { e.Pull.Merged = false }), nil, "without being merged", ""},
		"labelled before the merge":     {pull("labeled", func(e *Event) { e.Label, e.Pull.Merged = "hotfix", false }), nil, "is not merged", ""},
		"edited after the merge":        {pull("edited", nil), nil, "Nothing about merged pull request #7", ""},
		"into a release branch":         {pull("closed", func(e *Event) { e.Pull.BaseRef, e.Pull.Title = "release/1", "Revert x" }), opens(incident.Revert), "revert", ""},
		"into a branch not followed":    {pull("closed", func(e *Event) { e.Pull.BaseRef, e.Pull.Title = "wip", "Revert x" }), sync, "does not follow", ""},
		"no commit named":               {pull("closed", func(e *Event) { e.Pull.MergeSHA, e.Pull.Title = "", "Revert x" }), []Step{{Do: Sweep}, {Do: Sync}}, "no commit", ""},
		"a fork, with a reading token":  {pull("closed", func(e *Event) { e.Kind, e.Pull.Fork = PullRequest, true }), sync, "was merged", "pull_request_target"},
		"no fork, with a reading token": {pull("closed", func(e *Event) { e.Kind = PullRequest }), sync, "was merged", ""},
		"a fork, with a writing token":  {pull("closed", func(e *Event) { e.Pull.Fork = true }), sync, "was merged", ""},
		"no default branch known":       {pull("closed", func(e *Event) { e.DefaultBranch, e.Pull.BaseRef = "", "" }), sync, "does not follow", ""},
		"push to the default branch":    {push("refs/heads/main", shaA, shaB), []Step{{Do: Sweep, From: shaA, To: shaB}, {Do: Sync}}, "landed", ""},
		"push that rewrote the branch":  {func() Event { e := push("refs/heads/main", shaA, shaB); e.Forced = true; return e }(), []Step{{Do: Sweep, To: shaB}, {Do: Sync}}, "was rewritten", ""},
		"first push":                    {push("refs/heads/main", "", shaB), []Step{{Do: Sweep, To: shaB}, {Do: Sync}}, "landed", ""},
		"push of another branch":        {push("refs/heads/wip", shaA, shaB), nil, `follow the branch "wip"`, ""},
		"a branch deleted":              {push("refs/heads/main", shaA, ""), nil, "deleted", ""},
		"a tag":                         {push("refs/tags/v1", "", shaB), sync, "release follow-ups", ""},
		"a tag deleted":                 {push("refs/tags/v1", shaA, ""), nil, "deleted", ""},
		"a tag named like a branch":     {push("refs/tags/main", "", shaB), sync, "release follow-ups", ""},
		"scheduled":                     {Event{Kind: Schedule}, []Step{{Do: Sweep}, {Do: Sync}, {Do: Report}}, "sweeps", ""},
		"requested":                     {Event{Kind: Dispatch, Ref: "refs/heads/wip"}, []Step{{Do: Sweep}, {Do: Sync}, {Do: Report}}, "sweeps", ""},
		"a command":                     {comment("created", "Thanks!\r\n/ownup ack\r\n"), sync, "command", ""},
		"a command, edited":             {comment("edited", " /ownup"), sync, "command", ""},
		"a command in other letters":    {comment("created", "/OwnUp: ack"), sync, "command", ""},
		"a command with a comma":        {comment("created", "/ownup, close."), sync, "command", ""},
		"a command with a hard blank":   {comment("created", "/ownup\u00a0ack"), sync, "command", ""},
		"a comment deleted":             {comment("deleted", "/ownup ack"), nil, "deleted", ""},
		"talk of commands":              {comment("created", "type `/ownup ack`, or /ownup"), nil, "no /ownup command", ""},
		"another tool's command":        {comment("created", "/ownupish ack"), nil, "no /ownup command", ""},
		"a bot's command":               {func() Event { e := comment("created", "/ownup ack"); e.Comment.Bot = true; return e }(), nil, "bot", ""},
		"a command on a pull request":   {func() Event { e := comment("created", "/ownup ack"); e.Issue.IsPull = true; return e }(), nil, "pull request", ""},
		"a command on any other issue":  {func() Event { e := comment("created", "/ownup ack"); e.Issue.Labels = []string{"bug"}; return e }(), nil, "does not carry", ""},
		"an incident edited":            {issue("edited", "bug", "Ownup"), sync, "edited", ""},
		"an incident closed":            {issue("closed", "ownup"), sync, "closed", ""},
		"an incident pinned":            {issue("pinned", "ownup"), nil, "Nothing about", ""},
		"an incident edited by a bot":   {func() Event { e := issue("edited", "ownup"); e.ByBot = true; return e }(), nil, "bot", ""},
		"any other issue":               {issue("edited", "bug"), nil, "does not carry", ""},
		"an event that is none of ours": {Event{Kind: Other, Name: "star"}, nil, `"star"`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Decide(tt.event, settings)
			if diff := cmp.Diff(tt.steps, got.Steps); diff != "" {
				t.Errorf("steps, -want +got\n%s", diff)
			}
			if !strings.Contains(got.Reason, tt.says) {
				t.Errorf("reason %q does not say %q", got.Reason, tt.says)
			}
			if tt.warning == "" && got.Warning != "" || !strings.Contains(got.Warning, tt.warning) {
				t.Errorf("warning %q, want one that says %q", got.Warning, tt.warning)
			}
		})
	}
}

func TestConfigRefIsNeverTheHead(t *testing.T) {
	const home = "main"
	tests := []struct {
		event         Event
		config, about string
	}{
		{Event{DefaultBranch: home, Pull: &Pull{BaseRef: "release/1", HeadRef: "evil"}}, "main", "release/1"},
		{Event{Pull: &Pull{BaseRef: "release/1", HeadRef: "evil"}}, "release/1", "release/1"},
		{Event{DefaultBranch: home, Ref: "refs/heads/evil"}, "main", "evil"},
		{Event{DefaultBranch: home}, "main", "main"},
		{Event{}, "", ""},
	}
	for _, tt := range tests {
		if got := tt.event.ConfigRef(); got != tt.config {
			t.Errorf("%+v: configuration from %q, want %q", tt.event, got, tt.config)
		}
		if got := tt.event.Branch(); got != tt.about {
			t.Errorf("%+v: about branch %q, want %q", tt.event, got, tt.about)
		}
	}
}
