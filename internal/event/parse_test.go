package event

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

const (
	shaA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	shaB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	shaC = "cccccccccccccccccccccccccccccccccccccccc"
	shaD = "0123456789abcdef0123456789abcdef01234567"
	shaE = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" // SHA-256
	zero = "0000000000000000000000000000000000000000"
)

func TestParse(t *testing.T) {
	const home = "main"
	const repository = `"repository":{"full_name":"octo/hello","default_branch":"main"}`
	tests := map[string]struct {
		name, payload string
		want          Event
	}{
		"merged pull request of a fork": {
			"pull_request_target",
			`{"action":"closed",` + repository + `,"sender":{"login":"ann","type":"User"},"pull_request":{
				"number":7,"title":"Revert \"x\"","body":null,"user":{"login":"bob"},"labels":[{"name":"revert"}],
				"merged":true,"merged_at":"2026-11-20T10:00:00+02:00","merge_commit_sha":"` + strings.ToUpper(shaC) + `",
				"base":{"ref":"main","sha":"` + shaA + `","repo":{"full_name":"octo/hello"}},
				"head":{"ref":"revert-6-x","sha":"` + shaB + `","repo":{"full_name":"bob/hello"}}}}`,
			Event{
				Kind: PullRequestTarget, Name: "pull_request_target", Action: "closed", DefaultBranch: home,
				Pull: &Pull{
					Number: 7, Title: `Revert "x"`, Labels: []string{"revert"}, Merged: true,
					MergeSHA: shaC, BaseRef: "main", HeadRef: "revert-6-x", HeadRepo: "bob/hello", Fork: true,
				},
			},
		},
		"the commit of a trial merge is no merge; a deleted fork is a fork": {
			"pull_request",
			`{"action":"labeled","label":{"name":"hotfix"},"pull_request":{"number":7,"merged":false,"merge_commit_sha":"` + shaC + `",
				"base":{"ref":"main","repo":{"full_name":"octo/hello"}},"head":{"ref":"x","repo":null}}}`,
			Event{
				Kind: PullRequest, Name: "pull_request", Action: "labeled", Label: "hotfix",
				Pull: &Pull{Number: 7, BaseRef: "main", HeadRef: "x", Fork: true},
			},
		},
		"merged by its time alone, with words; of a base without a repository it may be a fork's": {
			"pull_request",
			`{"action":"closed","pull_request":{"number":7,"body":"It broke.","merged_at":"2026-11-20T10:00:00Z","merge_commit_sha":"` + shaD + `",
				"base":{"ref":"main"},"head":{"ref":"x","repo":{"full_name":"octo/hello"}}}}`,
			Event{
				Kind: PullRequest, Name: "pull_request", Action: "closed",
				Pull: &Pull{Number: 7, Body: "It broke.", Merged: true, MergeSHA: shaD, BaseRef: "main", HeadRef: "x", HeadRepo: "octo/hello", Fork: true},
			},
		},
		"pull request of a branch here": {
			"pull_request",
			`{"action":"closed","pull_request":{"number":7,"merged":true,"merge_commit_sha":"` + shaD + `",
				"base":{"ref":"main","sha":"` + shaE + `","repo":{"full_name":"octo/hello"}},"head":{"ref":"x","repo":{"full_name":"Octo/hello"}}}}`,
			Event{
				Kind: PullRequest, Name: "pull_request", Action: "closed",
				Pull: &Pull{Number: 7, Merged: true, MergeSHA: shaD, BaseRef: "main", HeadRef: "x", HeadRepo: "Octo/hello"},
			},
		},
		"push of a new branch": {
			"push",
			`{"ref":"refs/heads/main","before":"` + zero + `","after":"` + shaA + `","forced":false,
				"repository":{"name":"hello","owner":{"name":"octo"},"default_branch":"main","created_at":1557933565},
				"sender":{"login":"dependabot[bot]"},"commits":[{"id":"` + shaA + `","message":"one"}]}`,
			Event{
				Kind: Push, Name: "push", DefaultBranch: home, ByBot: true,
				Ref: "refs/heads/main", After: shaA,
			},
		},
		"what is no object name is left out": {
			"push",
			`{"ref":"refs/heads/main","before":"` + strings.Repeat("-", 40) + `","after":"` + strings.Repeat("g", 40) + `"}`,
			Event{Kind: Push, Name: "push", Ref: "refs/heads/main"},
		},
		"a short name is none, and a SHA-256 is one; what stood there was rewritten": {
			"push",
			`{"ref":"refs/heads/main","before":"abc1234","after":"` + shaE + `","forced":true}`,
			Event{Kind: Push, Name: "push", Ref: "refs/heads/main", After: shaE, Forced: true},
		},
		"comment on a pull request": {
			"issue_comment",
			`{"action":"created","issue":{"number":3,"title":"t","state":"closed","pull_request":{"url":"u"}},
				"comment":{"id":9,"user":{"login":"x","type":"Bot"},"body":"/ownup ack","author_association":"MEMBER"}}`,
			Event{
				Kind: IssueComment, Name: "issue_comment", Action: "created", Issue: &Issue{Number: 3, IsPull: true},
				Comment: &Comment{Bot: true, Body: "/ownup ack"},
			},
		},
		"comment on an issue": {
			"issue_comment",
			`{"action":"created","issue":{"number":3,"state":"open","pull_request":null},"comment":{"id":9}}`,
			Event{
				Kind: IssueComment, Name: "issue_comment", Action: "created",
				Issue: &Issue{Number: 3}, Comment: &Comment{},
			},
		},
		"comment of a person": {
			"issue_comment",
			`{"action":"created","issue":{"number":3},"comment":{"user":{"login":"ann","type":"User"},"body":"/ownup ack"}}`,
			Event{
				Kind: IssueComment, Name: "issue_comment", Action: "created",
				Issue: &Issue{Number: 3}, Comment: &Comment{Body: "/ownup ack"},
			},
		},
		"issue": {
			"issues",
			`{"action":"closed","issue":{"number":3,"title":"t","state":"closed","labels":[{"name":"ownup"}]}}`,
			Event{Kind: Issues, Name: "issues", Action: "closed", Issue: &Issue{Number: 3, Labels: []string{"ownup"}}},
		},
		"scheduled":        {"schedule", `{"schedule":"0 7 * * 1",` + repository + `}`, Event{Kind: Schedule, Name: "schedule", DefaultBranch: home}},
		"scheduled by act": {"schedule", ``, Event{Kind: Schedule, Name: "schedule"}},
		"requested by act": {"workflow_dispatch", ``, Event{Kind: Dispatch, Name: "workflow_dispatch"}},
		"byte order mark":  {"schedule", "\xef\xbb\xbf{}", Event{Kind: Schedule, Name: "schedule"}},
		"byte order mark, of an event that is none of ours": {"star", "\xef\xbb\xbf{}", Event{Kind: Other, Name: "star"}},
		"unknown":            {"star", `{"action":"created"}`, Event{Kind: Other, Name: "star"}},
		"unknown, odd types": {"star", `{"action":12,"pull_request":[]}`, Event{Kind: Other, Name: "star"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(tt.name, []byte(tt.payload))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestParseProblems(t *testing.T) {
	tests := map[string]struct{ name, payload, says string }{
		"cut short":         {"pull_request", `{"action":"clo`, "not the JSON"},
		"unknown, no JSON":  {"star", `<html>`, "not the JSON"},
		"a list":            {"push", `[]`, "not the JSON"},
		"empty":             {"push", ``, "not the JSON"},
		"odd number":        {"pull_request", `{"pull_request":{"number":1e400}}`, "not the JSON"},
		"no pull request":   {"pull_request", `{}`, "holds no pull request"},
		"no number":         {"pull_request", `{"pull_request":{"number":0}}`, "holds no pull request"},
		"no issue's number": {"issues", `{"issue":{"number":0}}`, "holds no issue"},
		"no number to it":   {"issue_comment", `{"issue":{"number":0},"comment":{"id":1}}`, "holds no comment with its issue"},
		"no issue":          {"issues", `{}`, "holds no issue"},
		"no comment":        {"issue_comment", `{"issue":{"number":1}}`, "holds no comment with its issue"},
		"no issue to it":    {"issue_comment", `{"comment":{"id":1}}`, "holds no comment with its issue"},
		"no ref":            {"push", `{}`, "holds no ref"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(tt.name, []byte(tt.payload))
			var p *incident.Problem
			if !errors.As(err, &p) || p.Kind != incident.Usage || !strings.Contains(p.Sentence, tt.says) {
				t.Errorf("got %v, want a usage problem that says %q", err, tt.says)
			}
		})
	}
}

// TestPublishedExamples reads every payload of GitHub's published examples.
func TestPublishedExamples(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(parts(t), "webhooks-examples-7.6.1",
		"node_modules", "@octokit", "webhooks-examples", "api.github.com", "index.json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("GitHub's webhook examples are not installed: run .ci/parts (needs npm)")
	}
	if err != nil {
		t.Fatal(err)
	}
	var events []struct {
		Name     string
		Examples []json.RawMessage
	}
	if err := json.Unmarshal(raw, &events); err != nil {
		t.Fatal(err)
	}
	read := map[Kind]int{}
	for _, e := range events {
		for i, payload := range e.Examples {
			got, err := Parse(e.Name, payload)
			if err != nil {
				t.Errorf("%s example %d: %v", e.Name, i, err)
				continue
			}
			read[got.Kind]++
			if got.Kind != Other && got.DefaultBranch == "" {
				t.Errorf("%s example %d: no default branch: %+v", e.Name, i, got)
			}
			if got.Pull != nil && (got.Pull.BaseRef == "" || got.Pull.HeadRef == "") {
				t.Errorf("%s example %d: no base or head: %+v", e.Name, i, *got.Pull)
			}
			if plan := Decide(got, Settings{Label: "ownup"}); plan.Reason == "" {
				t.Errorf("%s example %d: a plan without a reason", e.Name, i)
			}
		}
	}
	want := map[Kind]int{PullRequest: 29, Push: 7, Issues: 29, IssueComment: 9, Dispatch: 2, Other: 253}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("payloads read of each kind, -want +got\n%s", diff)
	}
}

// parts is the folder into which .ci/parts puts third-party test material.
func parts(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("OWNUP_TEST_PARTS"); dir != "" {
		return dir
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no cache folder (%v): set OWNUP_TEST_PARTS and run .ci/parts", err)
	}
	return filepath.Join(cache, "ownup-test-parts")
}

func FuzzParse(f *testing.F) {
	f.Add("pull_request", []byte(`{"action":"closed","pull_request":{"number":1,"merged":true,"merge_commit_sha":"`+shaA+`","base":{"ref":"main"}},"repository":{"full_name":"a/b","default_branch":"main"}}`))
	f.Add("pull_request_target", []byte(`{"action":"labeled","label":{"name":"hotfix"},"pull_request":{"number":1}}`))
	f.Add("push", []byte(`{"ref":"refs/heads/main","before":"`+zero+`","after":"`+shaB+`","commits":[{"id":"`+shaB+`","message":"m"}]}`))
	f.Add("issue_comment", []byte(`{"action":"created","issue":{"number":3,"pull_request":null},"comment":{"body":"/ownup ack"}}`))
	f.Add("issues", []byte(`{"action":"edited","issue":{"number":3,"labels":[{"name":"ownup"}]}}`))
	f.Add("schedule", []byte(``))
	f.Add("star", []byte(`{}`))
	f.Fuzz(func(t *testing.T, name string, payload []byte) {
		e, err := Parse(name, payload)
		if err != nil {
			var p *incident.Problem
			if !errors.As(err, &p) || p.Sentence == "" || strings.Contains(p.Sentence, "\n") {
				t.Fatalf("not a problem in one line: %v", err)
			}
			return
		}
		for _, s := range []string{e.Before, e.After} {
			if s != "" && sha(s) != s {
				t.Errorf("%q passes as the name of an object", s)
			}
		}
		plan := Decide(e, Settings{Label: "ownup", Hotfix: []string{"hotfix"}, Revert: []string{"revert"}})
		if plan.Reason == "" {
			t.Error("a plan without a reason")
		}
		for _, step := range plan.Steps {
			if step.Do == Open && (step.Commit == "" || step.Kind == "") {
				t.Errorf("opens what it cannot name: %+v", step)
			}
		}
	})
}
