package flow

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Promoter is a tracker that can make a measure an issue of its own.
type Promoter interface {
	// CreateMeasure creates it once for each id and returns its reference.
	CreateMeasure(ctx context.Context, ref, id string, m incident.Measure, body string) (string, error)
}

// orders are what the commands in an incident's comments come to. They are read anew from all comments each time:
// the comments are the truth, and people's text in the body stays theirs.
type orders struct {
	acknowledged bool
	owner        string
	ownerBy      int64          // the comment that says so
	assigned     bool           // … and was obeyed by an earlier run
	unasked      incident.Owner // who it is where nobody else can be
	dismissed    string         // why
	dismisser    string
	closed       bool
	promote      map[int]bool // by number
	replies      []reply
	asKept       bool // the page is as an earlier run has left it, and was not read again
}

// reply is what a comment with commands is answered with: a reaction, and a few words where something was wrong.
type reply struct {
	comment int64
	errs    []error
	at      time.Time // of the comment
	ends    bool      // it asks for no more than the end
}

// afterwards are the replies to what was asked for when the incident was closed already: that has to wait until
// somebody reopens it.
func (o orders) afterwards(closed time.Time) orders {
	late := orders{asKept: o.asKept}
	for _, r := range o.replies {
		if r.at.Before(closed) {
			continue
		}
		if !r.ends {
			r.errs = []error{checklist.ClosedReply()}
		}
		late.replies = append(late.replies, r)
	}
	return late
}

// obey applies the commands of people with write access, oldest first, to what was read from the body. Links to one of
// the hosts are references.
func obey(f *incident.Following, hosts ...string) orders {
	o := orders{promote: map[int]bool{}}
	type comment struct {
		incident.Comment
		commands []checklist.Command
		errs     []error
	}
	var given []comment
	replies := map[string]string{} // ours, by the id they go by
	written := len(f.Progress.Measures)
	for _, c := range f.Page.Comments {
		if c.Ours {
			replies[c.Mark] = c.Body
			continue
		}
		if !c.MayWrite {
			continue
		}
		commands, errs := checklist.ParseCommands(c.Body, hosts...)
		given = append(given, comment{c, commands, errs})
		for _, command := range commands {
			if command.Verb == checklist.AddMeasure {
				f.Progress.Measures = append(f.Progress.Measures, command.Measure)
			}
		}
	}
	// Numbered all together, but nobody can have meant a measure before it was there.
	f.Progress.Numbered = checklist.Number(f.Progress.Measures, f.Page.Status)
	all := f.Progress.Measures
	f.Progress.Measures = all[:written]
	for _, c := range given {
		errs := c.errs
		for _, command := range c.commands {
			ofIncident := command.Verb == checklist.SetOwner && command.N == 0
			if c.Answered && f.Page.Reopened && (command.Verb == checklist.Dismiss || command.Verb == checklist.CloseIt) {
				continue // it was obeyed, and somebody opened the incident again since
			}
			if command.N > 0 && checklist.Refused(replies[replyID(c.ID)], command.N) {
				continue // there was none of that number then
			}
			if ofIncident {
				if checklist.Declined(replies[replyID(c.ID)], command.Owner) {
					continue
				}
				if o.owner != "" {
					o.unasked = configured(o.owner)
				}
				o.ownerBy, o.assigned = c.ID, c.Answered && replies[replyID(c.ID)] == ""
			}
			if err := o.apply(&f.Progress, command, c.Author); err != nil {
				errs = append(errs, err)
			}
		}
		if len(c.commands)+len(errs) > 0 && !c.Answered {
			more := slices.ContainsFunc(c.commands, func(c checklist.Command) bool { return c.Verb != checklist.Dismiss && c.Verb != checklist.CloseIt })
			o.replies = append(o.replies, reply{comment: c.ID, errs: errs, at: c.CreatedAt, ends: !more && len(errs) == 0})
		}
	}
	return o
}

// configured is the owner whom a command names.
func configured(name string) incident.Owner {
	return incident.Owner{Name: name, Role: incident.RoleConfigured}
}

func (o *orders) apply(p *incident.Progress, c checklist.Command, author string) error {
	var m *incident.Measure
	if c.N > 0 { // else it is about the incident
		i := slices.IndexFunc(p.Measures, func(m incident.Measure) bool { return m.N == c.N })
		if i < 0 {
			return checklist.NoSuchMeasure(c.N, *p)
		}
		m = &p.Measures[i]
	}
	switch c.Verb {
	case checklist.Ack:
		o.acknowledged = true
	case checklist.AddMeasure:
		p.Measures = p.Measures[:len(p.Measures)+1] // obey has put it there
	case checklist.TickOff:
		m.Ticked, m.NotDoing, m.Because = true, false, ""
		m.Refs = append(m.Refs, c.Measure.Refs...)
	case checklist.DropIt:
		m.NotDoing, m.Because = true, c.Because
	case checklist.SetOwner:
		if c.N == 0 {
			o.owner = c.Owner
		} else {
			m.Owner = c.Owner
		}
	case checklist.SetDue:
		m.Due = c.Due
	case checklist.Promote:
		o.promote[c.N] = true
	case checklist.Dismiss:
		o.dismissed, o.dismisser = c.Because, author
	case checklist.CloseIt:
		o.closed = true
	}
	return nil
}

// answer assigns a new owner, reacts to the commands that are new, and makes the promoted measures issues.
func (e *Engine) answer(ctx context.Context, f *incident.Following, o orders) error {
	failure := e.assign(ctx, f, &o)
	if ctx.Err() != nil {
		return failure
	}
	if err := e.reply(ctx, f, o); err != nil {
		return errors.Join(failure, err)
	}
	return errors.Join(failure, e.promote(ctx, f, o))
}

// reply reacts to the comments with commands, and says what was wrong with them.
func (e *Engine) reply(ctx context.Context, f *incident.Following, o orders) error {
	for _, r := range o.replies {
		if len(r.errs) > 0 {
			if err := e.say(ctx, f, o, replyID(r.comment), checklist.CommandReply(r.errs)); err != nil {
				return err
			}
		}
		emoji := "+1"
		// Also where an earlier run has said what was wrong, and could do no more.
		if slices.ContainsFunc(f.Page.Comments, func(c incident.Comment) bool { return c.Ours && c.Mark == replyID(r.comment) }) {
			emoji = "confused"
		}
		err := e.Tracker.React(ctx, r.comment, emoji)
		if err != nil && incident.ProblemOf(err) != incident.NotFound { // the comment may be gone by now
			return err
		}
		for i := range f.Page.Comments {
			if f.Page.Comments[i].ID == r.comment {
				f.Page.Comments[i].Answered = true
			}
		}
	}
	return nil
}

// assign makes the owner that a command names the incident's assignee, once: whom people assign since is theirs to say.
// That nobody of that name can be is said once, to whoever named them.
func (e *Engine) assign(ctx context.Context, f *incident.Following, o *orders) error {
	login := strings.TrimPrefix(o.owner, "@")
	if login == "" || o.assigned || slices.ContainsFunc(f.Page.Assignees, func(have string) bool { return strings.EqualFold(have, login) }) {
		return nil
	}
	err := e.Tracker.Assign(ctx, f.Page.Ref, []string{login})
	switch {
	case err == nil:
		f.Page.Assignees = append(f.Page.Assignees, login)
	case incident.ProblemOf(err) == incident.NotFound:
		err, f.Incident.Owner = nil, o.unasked
		i := slices.IndexFunc(o.replies, func(r reply) bool { return r.comment == o.ownerBy })
		if i < 0 { // it was answered before, when it still could be
			o.replies, i = append(o.replies, reply{comment: o.ownerBy}), len(o.replies)
		}
		o.replies[i].errs = append(o.replies[i].errs, checklist.NotAssigned(o.owner))
	default: // it is answered when it is done
		o.replies = slices.DeleteFunc(o.replies, func(r reply) bool { return r.comment == o.ownerBy })
	}
	return err
}

// promote makes measures issues of their own: those that a command asks for, and all of them where the team wants it
// so.
func (e *Engine) promote(ctx context.Context, f *incident.Following, o orders) error {
	p, ok := e.Tracker.(Promoter)
	if !ok {
		return nil
	}
	for i := range f.Progress.Measures {
		m := &f.Progress.Measures[i]
		if !o.promote[m.N] && !e.Options.SubIssues || m.Done() || len(m.FollowUps) > 0 {
			continue
		}
		ref, err := p.CreateMeasure(ctx, f.Page.Ref, measureID(f.Page.Key, *m), *m, checklist.MeasureIssue(f.Incident, f.Page, *m))
		if err != nil {
			return err
		}
		if ref == "" { // a dry run makes none
			continue
		}
		own := incident.FollowUp{Ref: ref, URL: e.web("issues", strings.TrimPrefix(ref, "#")), Title: m.Text, State: incident.Proposed, For: measureID(f.Page.Key, *m), Via: incident.ViaSubIssue}
		m.FollowUps, f.Page.Links = append(m.FollowUps, own), append(f.Page.Links, own)
	}
	return nil
}

// replyID is the id of the reply to a comment.
func replyID(comment int64) string { return "reply-" + strconv.FormatInt(comment, 10) }

// measureID tells one measure from all others, wherever it stands and however it is reworded.
func measureID(key string, m incident.Measure) string { return key + "-" + m.ID }
