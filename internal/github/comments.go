package github

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// comments returns all comments of an issue or pull request, oldest first.
func (t *Tracker) comments(ctx context.Context, number int) ([]*gh.IssueComment, error) {
	return all(ctx, func(page gh.ListOptions) ([]*gh.IssueComment, *gh.Response, error) {
		owner, name := t.c.at(ctx)
		return t.c.gh.Issues.ListComments(ctx, owner, name, number, &gh.IssueListCommentsOptions{ListOptions: page})
	})
}

// ownNotes reads ownup's own comments on an issue and remembers them.
func (t *Tracker) ownNotes(ctx context.Context, number int) (*notes, error) {
	all, err := t.comments(ctx, number)
	if err != nil {
		return nil, err
	}
	n := &notes{ids: map[string]int64{}}
	for _, c := range all {
		if _, err := t.sort(ctx, n, c.GetID(), c.GetBody(), authorOf(c.User, c.GetAuthorAssociation())); err != nil {
			return nil, err
		}
	}
	t.mu.Lock()
	t.notes[number] = n
	t.mu.Unlock()
	return n, nil
}

// sort adds a comment to n if it is one of ownup's own: by its marker, from someone who may speak for the repository.
// It reports whether it is, and the first of its id.
func (t *Tracker) sort(ctx context.Context, n *notes, id int64, body string, by author) (first bool, err error) {
	_, isStatus := t.o.Markers.ParseStatus(body)
	noteID, isNote := t.o.Markers.ParseComment(body)
	if !isStatus && !isNote {
		return false, nil
	}
	if ok, err := t.c.mayWrite(ctx, by); !ok || err != nil {
		return false, err
	}
	_, known := n.ids[noteID]
	if isStatus && len(n.status) > 0 || isNote && known {
		// What a race has doubled is taken back. A person may have pasted the like, and that is theirs.
		if ok, err := t.c.ours(ctx, by); !ok || err != nil {
			return false, err
		}
	}
	if isStatus {
		n.status = append(n.status, note{id, body})
	}
	switch {
	case isNote && known:
		n.extra = append(n.extra, id)
	case isNote:
		n.ids[noteID] = id
	}
	return isStatus || !known, nil
}

// SetStatus keeps ownup's one status comment current. It writes only when the text differs from what stands there, and
// removes further status comments that a race has left.
func (t *Tracker) SetStatus(ctx context.Context, ref, text string) error {
	num, err := number(ref)
	if err != nil {
		return err
	}
	t.mu.Lock()
	n, page := t.notes[num], t.known[num]
	t.mu.Unlock()
	if _, marked := t.o.Markers.ParseStatus(text); !marked {
		text = t.o.Markers.Status(page.Key) + "\n\n" + text
	}
	if err := bounded("status comment", text); err != nil {
		return err
	}
	for range 2 {
		if n == nil {
			if n, err = t.ownNotes(ctx, num); err != nil {
				return err
			}
		}
		if err = t.writeStatus(ctx, num, n, text); err == nil || incident.ProblemOf(err) != incident.NotFound {
			return err
		}
		n = nil // someone has deleted it meanwhile
	}
	return err
}

// writeStatus brings the status comment among n to the text given.
func (t *Tracker) writeStatus(ctx context.Context, num int, n *notes, text string) error {
	if len(n.status) == 0 {
		if err := t.post(ctx, num, text, func(n *notes) bool { return len(n.status) > 0 }); err != nil {
			return err
		}
		var err error
		if n, err = t.ownNotes(ctx, num); err != nil || len(n.status) == 0 {
			return nil // it is written; if another runner was first, the next look heals that
		}
	}
	t.forget(num)
	if first := n.status[0]; !same(first.text, text) {
		if err := t.edit(ctx, first.id, text); err != nil {
			return err
		}
		n.status[0].text = text
	}
	for len(n.status) > 1 { // whoever was first in a race keeps the place
		if err := t.delete(ctx, num, n.status[1].id); err != nil {
			return err
		}
		n.status = append(n.status[:1], n.status[2:]...)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.notes[num] = n
	return nil
}

func (t *Tracker) forget(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.notes, number)
}

// same compares two texts as GitHub keeps them: line ends and white space at the ends may differ.
func same(a, b string) bool {
	trim := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return trim(a) == trim(b)
}

// Comment adds a comment, once for each id.
func (t *Tracker) Comment(ctx context.Context, ref, id, body string) error {
	num, err := number(ref)
	if err != nil {
		return err
	}
	return t.commentOnce(ctx, num, id, body)
}

func (t *Tracker) commentOnce(ctx context.Context, num int, id, body string) error {
	n, err := t.comment(ctx, num, id, body)
	if err != nil {
		return err
	}
	return t.takeBack(ctx, num, n)
}

// takeBack deletes what two runners have said at the same moment, but for the earlier. It looks at the comments where
// it is not given them.
func (t *Tracker) takeBack(ctx context.Context, num int, n *notes) error {
	if n == nil {
		var err error
		if n, err = t.ownNotes(ctx, num); err != nil {
			return nil // it is said; a second one, if a race added it, is taken back by the next look
		}
	}
	for len(n.extra) > 0 {
		if err := t.delete(ctx, num, n.extra[0]); err != nil {
			return err
		}
		n.extra = n.extra[1:]
	}
	return nil
}

// comment adds a comment unless one with its id is there, and returns ownup's comments as it found them; nil where it
// has added one.
func (t *Tracker) comment(ctx context.Context, num int, id, body string) (*notes, error) {
	if existing, marked := t.o.Markers.ParseComment(body); !marked || existing != id {
		body = strings.TrimRight(body, "\n") + "\n\n" + t.o.Markers.Comment(id)
	}
	if err := bounded("comment", body); err != nil {
		return nil, err
	}
	t.mu.Lock()
	n := t.notes[num]
	t.mu.Unlock()
	if n == nil {
		var err error
		if n, err = t.ownNotes(ctx, num); err != nil {
			return nil, err
		}
	}
	has := func(n *notes) bool { _, ok := n.ids[id]; return ok }
	if has(n) {
		return n, nil
	}
	return nil, t.post(ctx, num, body, has)
}

// post writes a comment. Where its answer is lost it looks whether the comment is there, before it tries once more.
func (t *Tracker) post(ctx context.Context, num int, body string, there func(*notes) bool) error {
	var last error
	body = clean(body)
	for range 2 {
		owner, name := t.c.at(ctx)
		_, _, err := t.c.gh.Issues.CreateComment(ctx, owner, name, num, &gh.IssueComment{Body: &body})
		t.forget(num)
		if err = problem(ctx, err); err == nil {
			t.changed(num, func(l *looks) { l.comments++ })
		}
		if !uncertain(err) {
			return err
		}
		last = err
		n, err := t.ownNotes(ctx, num)
		if err != nil {
			return last
		}
		if there(n) {
			return nil
		}
	}
	return last
}

func (t *Tracker) edit(ctx context.Context, id int64, body string) error {
	body = clean(body)
	owner, name := t.c.at(ctx)
	_, _, err := t.c.gh.Issues.EditComment(ctx, owner, name, id, &gh.IssueComment{Body: &body})
	return problem(ctx, err)
}

// delete removes a comment of ownup's own; one that is gone already is as well.
func (t *Tracker) delete(ctx context.Context, num int, id int64) error {
	owner, name := t.c.at(ctx)
	_, err := t.c.gh.Issues.DeleteComment(ctx, owner, name, id)
	if err == nil {
		t.changed(num, func(l *looks) { l.comments-- })
	}
	if err = problem(ctx, err); err != nil && incident.ProblemOf(err) == incident.NotFound {
		return nil
	}
	return err
}

// reactions are the emoji GitHub knows as reactions.
var reactions = []string{"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"}

// React answers a comment with an emoji: "+1", "-1", "laugh", "confused", "heart", "hooray", "rocket" or "eyes".
func (t *Tracker) React(ctx context.Context, commentID int64, emoji string) error {
	if !slices.Contains(reactions, emoji) {
		return &incident.Problem{Kind: incident.Usage, Sentence: "GitHub has no reaction " + emoji + "; it has " + strings.Join(reactions, ", ") + "."}
	}
	owner, name := t.c.at(ctx)
	_, _, err := t.c.gh.Reactions.CreateIssueCommentReaction(mayRepeat(ctx), owner, name, commentID, emoji)
	if err == nil {
		t.c.transport.cache.Put(t.answeredKey(commentID), []byte("1"))
	}
	return problem(ctx, err)
}

// closingID begins the id of the comment with which an incident is closed.
const closingID = "closing:"

// Close closes the incident with a last comment; reason is "completed" or "not_planned".
func (t *Tracker) Close(ctx context.Context, ref, comment, reason string) error {
	num, err := number(ref)
	if err != nil {
		return err
	}
	if reason != "completed" && reason != "not_planned" {
		return &incident.Problem{Kind: incident.Usage, Sentence: "An incident is closed as completed or not_planned, not as " + reason + "."}
	}
	n := &notes{}
	if strings.TrimSpace(comment) != "" {
		h := fnv.New64a()
		h.Write([]byte(comment))
		if n, err = t.comment(ctx, num, fmt.Sprintf("%s%016x", closingID, h.Sum64()), comment); err != nil {
			return err
		}
	}
	alone, err := t.setState(ctx, num, "closed", reason)
	if err != nil || n == nil && alone {
		return err
	}
	return t.takeBack(ctx, num, n)
}

// Reopen opens a closed incident again, and then says why in a comment that is added once for each id: who closes it
// again knows.
func (t *Tracker) Reopen(ctx context.Context, ref, id, comment string) error {
	num, err := number(ref)
	if err != nil {
		return err
	}
	if _, err := t.setState(ctx, num, "open", "reopened"); err != nil {
		return err
	}
	return t.commentOnce(ctx, num, id, comment)
}

// setState opens or closes an issue; doing it twice is as once. It reports whether the issue has as many comments as it
// was listed with and this run has added since: nobody else has said anything then.
func (t *Tracker) setState(ctx context.Context, num int, state, reason string) (alone bool, err error) {
	owner, name := t.c.at(ctx)
	issue, _, err := t.c.gh.Issues.Edit(ctx, owner, name, num, &gh.IssueRequest{State: &state, StateReason: &reason})
	if err := problem(ctx, err); err != nil {
		return false, err
	}
	t.changed(num, func(l *looks) {
		l.state, l.reason = state, issue.GetStateReason()
		alone = l.comments == issue.GetComments()
	})
	t.mu.Lock()
	defer t.mu.Unlock()
	if p, ok := t.known[num]; ok {
		p.State, p.UpdatedAt, p.ClosedAt = incident.PageState(state), issue.GetUpdatedAt().Time, issue.GetClosedAt().Time
		t.known[num] = p
	}
	return alone, nil
}

// Assign asks people to take the incident; teams and names GitHub does not know are left out. Where nobody is left,
// that is a Problem of kind NotFound.
func (t *Tracker) Assign(ctx context.Context, ref string, logins []string) error {
	num, err := number(ref)
	if err != nil {
		return err
	}
	people := assignable(logins)
	if len(people) == 0 {
		return nil
	}
	owner, name := t.c.at(ctx)
	issue, _, err := t.c.gh.Issues.AddAssignees(mayRepeat(ctx), owner, name, num, people)
	if err := problem(ctx, err); err != nil {
		return err
	}
	for _, u := range issue.Assignees {
		if slices.ContainsFunc(people, func(p string) bool { return strings.EqualFold(p, u.GetLogin()) }) {
			return nil
		}
	}
	return &incident.Problem{Kind: incident.NotFound, Sentence: "GitHub can assign " + ref + " to nobody called " + strings.Join(people, " or ") + "."}
}

// CommentOnPull adds a comment to a pull request, once for each id. Only the one runner that has opened the incident
// leaves it, so nobody is looked for who might have said the same; where this one itself may have tried before, again
// says so.
func (t *Tracker) CommentOnPull(ctx context.Context, pull int, id, body string, again bool) error {
	if again {
		return t.commentOnce(ctx, pull, id, body)
	}
	t.mu.Lock()
	t.notes[pull] = &notes{ids: map[string]int64{}}
	t.mu.Unlock()
	_, err := t.comment(ctx, pull, id, body)
	return err
}
