package github

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
)

// event is the part of a timeline event that ownup reads. Its fields are those of GitHub's "timeline events for an
// issue"; which of them are set depends on Event.
type event struct {
	Event             string    `json:"event"`
	ID                int64     `json:"id"`
	Body              string    `json:"body"`
	User              *person   `json:"user"`
	Actor             *person   `json:"actor"`
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
	f.Via = via(withoutAddresses(s.Body, s.HTMLURL), from, repo, number)
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

// Words before an issue's number that say more than a mention does: GitHub's closing keywords
// ("Linking a pull request to an issue") and ownup's own trailer.
var (
	closing   = lazy.Regexp(`(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]+` + reference)
	corrects  = lazy.Regexp(`(?im)^[ \t]*corrects:.*$`)
	mentioned = lazy.Regexp(reference)
	addressed = lazy.Regexp(`(https?://[A-Za-z0-9.:-]+/)([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)/(?:issues|pull)/([0-9]{1,10})\b`)
)

const reference = `([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?#([0-9]{1,10})\b`

// via says how a text of a pull request in repository from refers to issue number of repo. A bare #12 is one of its own
// repository.
func via(body, from, repo string, number int) string {
	const most = 65536
	if len(body) > most {
		body = body[:most]
	}
	names := func(text string, pattern *regexp.Regexp) bool {
		return slices.ContainsFunc(pattern.FindAllStringSubmatch(text, -1), func(m []string) bool {
			return m[2] == strconv.Itoa(number) && strings.EqualFold(cmp.Or(m[1], from), repo)
		})
	}
	switch {
	case slices.ContainsFunc(corrects().FindAllString(body, -1), func(line string) bool { return names(line, mentioned()) }):
		return incident.ViaTrailer
	case names(body, closing()):
		return incident.ViaKeyword
	}
	return incident.ViaCrossReference
}

// withoutAddresses writes "owner/name#12" for the address of an issue or pull request, where it is on the same server
// as page.
func withoutAddresses(text, page string) string {
	return addressed().ReplaceAllStringFunc(text, func(address string) string {
		m := addressed().FindStringSubmatch(address)
		if !strings.HasPrefix(page, m[1]) {
			return address
		}
		return m[2] + "#" + m[3]
	})
}
