package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

// newsFor is how long something further is news on a closed incident. What is older was there when people last looked.
const newsFor = 30 * 24 * time.Hour

// further are the findings by which a chain undid more than its incident's text tells: they came after that was
// written.
func further(c incident.Chain, p incident.Page) []incident.Finding {
	if p.Lost && len(p.Aliases) == 0 {
		return nil // nobody knows what its text told
	}
	all := c.Further()
	keys := p.Keys()
	return slices.DeleteFunc(all, func(f incident.Finding) bool {
		unlisted := len(p.Aliases) >= checklist.MaxAliases && f.Since().Before(p.CreatedAt) // more than are kept
		return unlisted || slices.Contains(keys, incident.Key(f.Kind, f.SHA))
	})
}

// furtherID begins the ids of the comments that tell of something further.
const furtherID = "again-"

// said returns ownup's comment that tells of a finding.
func said(p incident.Page, f incident.Finding) (incident.Comment, bool) {
	i := slices.IndexFunc(p.Comments, func(c incident.Comment) bool {
		return c.Ours && strings.HasPrefix(c.Mark, furtherID) && (c.Mark == furtherID+incident.Short(f.SHA) || strings.Contains(c.Body, incident.Short(f.SHA)))
	})
	if i < 0 {
		return incident.Comment{}, false
	}
	return p.Comments[i], true
}

// recent are those findings that are news.
func (e *Engine) recent(all []incident.Finding) []incident.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f incident.Finding) bool { return e.Now.Sub(f.Since()) > newsFor })
}

// unsaid are those that are news and of which nobody has been told on the page, which was read whole. That the same was
// undone again is worth a comment; for what else goes with it the status is enough, as long as there was one.
func (e *Engine) unsaid(p incident.Page, all []incident.Finding) []incident.Finding {
	return slices.DeleteFunc(e.recent(all), func(f incident.Finding) bool {
		if _, ok := said(p, f); ok {
			return true
		}
		return f.Reason == string(incident.ReasonSeries) && strings.Contains(p.Status, incident.Short(f.SHA))
	})
}

// over reports whether something further has come up since the page was closed.
func (e *Engine) over(p incident.Page, all []incident.Finding) bool {
	return p.State == incident.PageClosed && (len(e.unsaid(p, all)) > 0 || slices.ContainsFunc(all, func(f incident.Finding) bool {
		c, ok := said(p, f)
		return f.Since().After(p.ClosedAt) || ok && c.CreatedAt.After(p.ClosedAt)
	}))
}

// concluded reports whether it was ownup that closed the page, as nothing was left to do. What a person decided is
// theirs.
func concluded(p incident.Page, given orders) bool {
	const together = 10 * time.Minute // the last word, and the closing
	return given.dismissed == "" && !given.closed && slices.ContainsFunc(p.Comments, func(c incident.Comment) bool {
		return c.Ours && c.Ends && p.ClosedAt.Sub(c.CreatedAt).Abs() < together
	})
}

// tell says on a closed page, once, what was undone since. Where ownup had closed it, it is open again.
func (e *Engine) tell(ctx context.Context, p *incident.Page, in incident.Incident, fresh []incident.Finding, given orders) error {
	id, anew := furtherID+incident.Short(fresh[len(fresh)-1].SHA), concluded(*p, given)
	body := checklist.FurtherNote(in, fresh, p.State, anew)
	if !anew {
		if err := e.Tracker.Comment(ctx, p.Ref, id, body); err != nil {
			return err
		}
	} else if err := e.Tracker.Reopen(ctx, p.Ref, id, body); err != nil {
		return err
	} else {
		p.State, p.Reopened, p.ClosedAt = incident.PageOpen, true, time.Time{}
	}
	p.Comments = append(p.Comments, incident.Comment{Body: body, CreatedAt: e.Now, Ours: true, Mark: id})
	return nil
}

// closed keeps an incident that is closed. It reports whether it has opened it again.
func (e *Engine) closed(ctx context.Context, f *incident.Following, given orders) (bool, error) {
	if fresh := e.unsaid(f.Page, f.Further); len(fresh) > 0 {
		if err := e.tell(ctx, &f.Page, f.Incident, fresh, given); err != nil {
			return false, err
		}
		f.Told = true
		if f.Page.State == incident.PageOpen {
			f.Over, f.Outcome = false, incident.Ongoing
			return true, nil
		}
	}
	if news := e.recent(f.Further); len(news) > 0 && f.Over && !strings.Contains(f.Page.Status, incident.Short(news[len(news)-1].SHA)) {
		return false, e.status(ctx, f, given) // else it would go on saying that all is well
	}
	ended := f.Over || slices.ContainsFunc(f.Page.Comments, func(c incident.Comment) bool { return c.Ours && c.Ends }) ||
		slices.ContainsFunc(f.Further, func(g incident.Finding) bool { _, ok := said(f.Page, g); return ok })
	if f.Outcome == incident.ByPerson && !ended && e.Now.Sub(f.Page.ClosedAt) < early && f.Progress.Done() < len(f.Progress.Steps) {
		return false, e.say(ctx, f, given, "closed-early", checklist.ClosedEarlyNote(f.Progress))
	}
	return false, nil
}

// join gives the outcomes of what has joined a chain's incident since its text was written, as far as it is news, and
// tells of it where the incident was closed. An error is beside them: the next sync makes up for it.
func (e *Engine) join(ctx context.Context, c incident.Chain, o *Outcome) ([]Outcome, error) {
	if o.Result != AlreadyOpen && o.Result != AlreadyDone {
		return nil, nil
	}
	page, _ := e.known(keysOf(c)...)
	news := e.recent(further(c, page))
	if len(news) == 0 || page.Unlabelled || page.Branch != "" || page.Left != "" {
		return nil, nil
	}
	in := incident.Incident{Kind: c.Opening().Kind, Chain: c}
	result, end, note := Folded, ".", ""
	var err error
	if o.Result == AlreadyDone {
		end = "; " + page.Ref + " was closed."
		var told bool
		if told, err = e.tellThere(ctx, &page, in, news); err != nil {
			note = page.Ref + " doesn't tell of it yet; the next sync sees to that. " + err.Error()
		}
		_, dry := e.Tracker.(DryRun)
		switch {
		case err != nil || !told:
		case page.State == incident.PageClosed && dry:
			end = "; " + page.Ref + " would stay closed, with a comment that tells of it."
		case page.State == incident.PageClosed:
			end = "; " + page.Ref + " stays closed, with a comment that tells of it."
		case dry:
			result, end = WouldReopen, "; "+page.Ref+" would be opened again."
		default:
			result, end = Reopened, "; "+page.Ref+" is open again."
			o.Result, o.Detail = AlreadyOpen, "Its incident is "+page.Ref+"."
		}
		e.learn(page)
	}
	var out []Outcome
	for _, f := range news {
		detail := "It goes with what "
		switch {
		case f.Reason != string(incident.ReasonAgain):
		case in.RepairUndone(f):
			detail = "It takes back the repair that "
		default:
			detail = "It undoes again what "
		}
		out = append(out, Outcome{
			Key: c.Key, SHA: f.SHA, Kind: f.Kind, Subject: f.Subject, At: f.CommittedAt, Result: result, Reason: incident.Reason(f.Reason),
			Detail: detail + page.Ref + " is about" + end, Note: note, Ref: page.Ref, URL: page.URL,
		})
	}
	return out, err
}

// tellThere reads a closed page and tells there what was undone since, unless it is told.
func (e *Engine) tellThere(ctx context.Context, p *incident.Page, in incident.Incident, news []incident.Finding) (bool, error) {
	whole, err := e.Tracker.Read(ctx, p.Ref)
	if err != nil {
		return false, err
	}
	*p = whole
	fresh := e.unsaid(whole, news)
	if len(fresh) == 0 || whole.State == incident.PageOpen {
		return false, nil
	}
	f := incident.Following{Page: whole}
	return true, e.tell(ctx, p, in, fresh, obey(&f))
}
