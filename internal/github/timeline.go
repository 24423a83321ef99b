package github

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// event is the part of a timeline event that ownup reads. Its fields are those of GitHub's "timeline events for an
// issue"; which of them are set depends on Event.
type event struct {
	Event             string    `json:"event"`
	ID                int64     `json:"id"`
	Body              string    `json:"body"`
	User              *person   `json:"user"`
	AuthorAssociation string    `json:"author_association"`
	CommitID          string    `json:"commit_id"`
	CreatedAt         time.Time `json:"created_at"`
	Reactions         struct {
		Total int `json:"total_count"`
	} `json:"reactions"`
	Source struct {
		Issue *source `json:"issue"`
	} `json:"source"`
}

type person struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

func (p *person) author(association string) author {
	if p == nil {
		return author{association: association} // a deleted account
	}
	return author{login: p.Login, bot: p.Type == "Bot", association: association}
}

// source is the issue or pull request that a cross-reference comes from.
type source struct {
	Number      int       `json:"number"`
	Title       string    `json:"title"`
	Body        string    `json:"body"`
	State       string    `json:"state"`
	HTMLURL     string    `json:"html_url"`
	UpdatedAt   time.Time `json:"updated_at"`
	ClosedAt    time.Time `json:"closed_at"`
	PullRequest *struct {
		MergedAt time.Time `json:"merged_at"`
	} `json:"pull_request"`
	Repository struct {
		FullName string `json:"full_name"`
	} `json:"repository"`
}

// readTimeline decodes a page of a timeline. An event of another shape than documented is left empty: GitHub adds kinds
// of events without notice, and one of them must not hide the others.
func readTimeline(data []byte) ([]event, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	events := make([]event, len(raw))
	for i, r := range raw {
		if json.Unmarshal(r, &events[i]) != nil {
			events[i] = event{}
		}
	}
	return events, nil
}

// links finds the follow-ups that a timeline of issue number of repository repo tells of: pull requests that refer to
// it, and commits that closed it. A pull request that refers to it several times counts once, by its latest state.
func links(events []event, repo string, number int) []incident.FollowUp {
	var found []incident.FollowUp
	place := map[string]int{}
	add := func(f incident.FollowUp) {
		if i, ok := place[f.Ref]; ok {
			if f.Via == incident.ViaCrossReference {
				f.Via = found[i].Via
			}
			found[i] = f
			return
		}
		place[f.Ref] = len(found)
		found = append(found, f)
	}
	for _, e := range events {
		switch e.Event {
		case "cross-referenced":
			if s := e.Source.Issue; s != nil && s.PullRequest != nil && s.Number > 0 {
				add(s.followUp(repo, number))
			}
		case "closed":
			if len(e.CommitID) >= 40 {
				add(incident.FollowUp{
					Ref: incident.Short(e.CommitID), SHA: e.CommitID, State: incident.Merged, At: e.CreatedAt, Via: incident.ViaKeyword,
				})
			}
		}
	}
	return found
}

func (s *source) followUp(repo string, number int) incident.FollowUp {
	f := incident.FollowUp{Title: s.Title, URL: s.HTMLURL, State: incident.Proposed, At: s.UpdatedAt}
	from := cmp.Or(s.Repository.FullName, repo)
	f.Via = via(s.Body, s.HTMLURL, from, repo, number)
	f.Ref = "#" + strconv.Itoa(s.Number)
	if !strings.EqualFold(from, repo) {
		f.Ref = from + f.Ref
	}
	switch {
	case !s.PullRequest.MergedAt.IsZero():
		f.State, f.At = incident.Merged, s.PullRequest.MergedAt
	case s.State == "closed":
		f.State, f.At = incident.Dropped, s.ClosedAt
	}
	return f
}

// via says how a text of a pull request in repository from, whose address is page, refers to issue number of repo. A
// bare #12 is one of its own repository.
func via(body, page, from, repo string, number int) string {
	var hosts []string
	if u, err := url.Parse(page); err == nil && u.Host != "" {
		hosts = append(hosts, u.Host)
	}
	named := func(refs []string) bool {
		return slices.ContainsFunc(refs, func(ref string) bool {
			of, digits, _ := strings.Cut(ref, "#")
			return digits == strconv.Itoa(number) && strings.EqualFold(cmp.Or(of, from), repo)
		})
	}
	switch {
	case named(incident.Corrects(body, hosts...)):
		return incident.ViaTrailer
	case named(incident.ClosingRefs(body, hosts...)):
		return incident.ViaKeyword
	}
	return incident.ViaCrossReference
}
