package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// payload is the part of GitHub's webhook payloads that ownup reads. Field names and meanings:
// https://docs.github.com/webhooks/webhook-events-and-payloads.
type payload struct {
	Action     string `json:"action"`
	Repository struct {
		DefaultBranch string `json:"default_branch"`
	} `json:"repository"`
	Sender *account `json:"sender"`
	Label  *label   `json:"label"`

	PullRequest *struct {
		Number         int        `json:"number"`
		Title          string     `json:"title"`
		Body           string     `json:"body"`
		Labels         []label    `json:"labels"`
		Merged         bool       `json:"merged"`
		MergedAt       *time.Time `json:"merged_at"`
		MergeCommitSHA string     `json:"merge_commit_sha"`
		Base           side       `json:"base"`
		Head           side       `json:"head"`
	} `json:"pull_request"`

	Issue *struct {
		Number      int             `json:"number"`
		Labels      []label         `json:"labels"`
		PullRequest json.RawMessage `json:"pull_request"`
	} `json:"issue"`

	Comment *struct {
		User *account `json:"user"`
		Body string   `json:"body"`
	} `json:"comment"`

	Ref    string `json:"ref"`
	Before string `json:"before"`
	After  string `json:"after"`
	Forced bool   `json:"forced"`
}

type account struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

type label struct {
	Name string `json:"name"`
}

type side struct {
	Ref  string `json:"ref"`
	Repo *struct {
		FullName string `json:"full_name"`
	} `json:"repo"`
}

// Parse reads the payload of the event with the given name (GITHUB_EVENT_NAME and the file at
// GITHUB_EVENT_PATH). An event ownup has no use for is no error: its Kind is Other. A payload that is not
// JSON, or that lacks the very thing its event is about, is a *incident.Problem of kind Usage.
func Parse(name string, data []byte) (Event, error) {
	e := Event{Kind: kindOf(name), Name: name}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if e.Kind == Other {
		// Another event's fields may have other types under the same names, so only the form is checked.
		if !json.Valid(data) {
			return Event{}, broken(name, nil)
		}
		return e, nil
	}
	if len(bytes.TrimSpace(data)) == 0 && (e.Kind == Schedule || e.Kind == Dispatch) {
		return e, nil // a runner other than GitHub's may leave these payloads empty
	}
	var p payload
	if err := json.Unmarshal(data, &p); err != nil {
		return Event{}, broken(name, err)
	}
	e.Action = p.Action
	e.Ref = p.Ref
	e.Before, e.After = sha(p.Before), sha(p.After)
	e.Forced = p.Forced
	if p.Label != nil {
		e.Label = p.Label.Name
	}
	e.ByBot = p.Sender != nil && p.Sender.bot()
	e.DefaultBranch = p.Repository.DefaultBranch
	e.Pull, e.Issue, e.Comment = p.pull(), p.issue(), p.comment()
	return e, e.check()
}

func (p *payload) pull() *Pull {
	if p.PullRequest == nil {
		return nil
	}
	in := p.PullRequest
	out := &Pull{
		Number:  in.Number,
		Title:   in.Title,
		Body:    in.Body,
		Labels:  names(in.Labels),
		Merged:  in.Merged || in.MergedAt != nil,
		BaseRef: in.Base.Ref,
		HeadRef: in.Head.Ref,
		Fork:    true,
	}
	if out.Merged { // until then GitHub puts the commit of a trial merge here
		out.MergeSHA = sha(in.MergeCommitSHA)
	}
	if in.Head.Repo != nil {
		out.HeadRepo = in.Head.Repo.FullName
		out.Fork = in.Base.Repo == nil || !strings.EqualFold(in.Head.Repo.FullName, in.Base.Repo.FullName)
	}
	return out
}

func (p *payload) issue() *Issue {
	if p.Issue == nil {
		return nil
	}
	in := p.Issue
	return &Issue{
		Number: in.Number,
		Labels: names(in.Labels),
		IsPull: len(in.PullRequest) > 0 && !bytes.Equal(in.PullRequest, []byte("null")),
	}
}

func (p *payload) comment() *Comment {
	if p.Comment == nil {
		return nil
	}
	return &Comment{Body: p.Comment.Body, Bot: p.Comment.User != nil && p.Comment.User.bot()}
}

// check says what the payload lacks that its event cannot do without.
func (e Event) check() error {
	missing := ""
	switch e.Kind {
	case PullRequest, PullRequestTarget:
		if e.Pull == nil || e.Pull.Number <= 0 {
			missing = "pull request"
		}
	case Issues:
		if e.Issue == nil || e.Issue.Number <= 0 {
			missing = "issue"
		}
	case IssueComment:
		if e.Issue == nil || e.Issue.Number <= 0 || e.Comment == nil {
			missing = "comment with its issue"
		}
	case Push:
		if e.Ref == "" {
			missing = "ref"
		}
	case Schedule, Dispatch, Other:
	}
	if missing == "" {
		return nil
	}
	return &incident.Problem{
		Kind:     incident.Usage,
		Sentence: fmt.Sprintf("The payload of the %s event holds no %s; check that GITHUB_EVENT_NAME and GITHUB_EVENT_PATH belong together.", e.Name, missing),
	}
}

func broken(name string, err error) error {
	return &incident.Problem{
		Kind:     incident.Usage,
		Sentence: fmt.Sprintf("The payload of the %q event is not the JSON that GitHub sends; check the file that GITHUB_EVENT_PATH names.", name),
		Err:      err,
	}
}

func kindOf(name string) Kind {
	switch k := Kind(name); k {
	case PullRequest, PullRequestTarget, Push, Schedule, Dispatch, IssueComment, Issues:
		return k
	default:
		return Other
	}
}

// sha returns s when it is the name of an object, in lower case; else nothing, as for the zeros by which
// GitHub says that there is no commit.
func sha(s string) string {
	if len(s) != 40 && len(s) != 64 || strings.Trim(s, "0") == "" {
		return ""
	}
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'f') && (s[i] < '0' || s[i] > '9') {
			return ""
		}
	}
	return strings.ToLower(s)
}

// bot reports whether an account belongs to a program, as GitHub marks them.
func (a account) bot() bool { return a.Type == "Bot" || strings.HasSuffix(a.Login, "[bot]") }

func names(labels []label) []string {
	var out []string
	for _, l := range labels {
		out = append(out, l.Name)
	}
	return out
}
