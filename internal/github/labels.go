package github

import (
	"context"
	"net/url"
	"strings"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Label adds and removes labels of an incident. Labels to add are created, with colour and description, when missing.
func (t *Tracker) Label(ctx context.Context, ref string, add, remove []string) error {
	num, err := number(ref)
	if err != nil {
		return err
	}
	if len(add) > 0 {
		if err := t.ensure(ctx, add); err != nil {
			return err
		}
		owner, name := t.c.at(ctx)
		if _, _, err := t.c.gh.Issues.AddLabelsToIssue(mayRepeat(ctx), owner, name, num, add); err != nil {
			return problem(ctx, err)
		}
	}
	for _, label := range remove {
		owner, name := t.c.at(ctx)
		_, err := t.c.gh.Issues.RemoveLabelForIssue(ctx, owner, name, num, url.PathEscape(label))
		if err = problem(ctx, err); err != nil && incident.ProblemOf(err) != incident.NotFound {
			return err
		}
	}
	return nil
}

// ensure creates those of the labels that do not exist. One page of labels answers for most repositories; in one
// that has more, each of the others is asked for.
func (t *Tracker) ensure(ctx context.Context, labels []string) error {
	for _, label := range labels {
		if cache := t.c.transport.cache; cache != nil {
			if _, ok := cache.Get(t.labelKey(label)); ok {
				continue
			}
		}
		exists, all, err := t.labelKnown(ctx, label)
		if err != nil {
			return err
		}
		if exists {
			t.keepLabel(label)
			continue
		}
		if !all {
			owner, name := t.c.at(ctx)
			_, _, err = t.c.gh.Issues.GetLabel(ctx, owner, name, url.PathEscape(label))
			err = problem(ctx, err)
		}
		if all || err != nil && incident.ProblemOf(err) == incident.NotFound {
			err = t.createLabel(ctx, t.style(label))
		}
		if err != nil {
			return err
		}
		t.mu.Lock()
		t.labels[strings.ToLower(label)] = true
		t.mu.Unlock()
		t.keepLabel(label)
	}
	return nil
}

// keepLabel keeps for later runs that a label exists. Should someone delete it, GitHub creates it again when it is used, in grey.
func (t *Tracker) keepLabel(label string) {
	if cache := t.c.transport.cache; cache != nil {
		cache.Put(t.labelKey(label), []byte("1"))
	}
}

func (t *Tracker) labelKey(label string) string {
	return "label " + t.c.gh.BaseURL.String() + strings.ToLower(t.c.Repo()+" "+label)
}

// labelKnown reports whether a label is known to exist, and whether all that exist are known.
func (t *Tracker) labelKnown(ctx context.Context, label string) (exists, all bool, err error) {
	t.mu.Lock()
	asked := t.labels != nil
	t.mu.Unlock()
	if !asked {
		owner, name := t.c.at(ctx)
		some, _, err := t.c.gh.Issues.ListLabels(ctx, owner, name, &gh.ListOptions{PerPage: perPage})
		if err != nil {
			return false, false, problem(ctx, err)
		}
		t.mu.Lock()
		t.labels, t.allLabels = map[string]bool{}, len(some) < perPage
		for _, l := range some {
			t.labels[strings.ToLower(l.GetName())] = true // names that differ in case are the same to GitHub
		}
		t.mu.Unlock()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.labels[strings.ToLower(label)], t.allLabels, nil
}

// createLabel creates a label; one that another runner has created meanwhile is as good.
func (t *Tracker) createLabel(ctx context.Context, s LabelStyle) error {
	owner, name := t.c.at(ctx)
	_, _, err := t.c.gh.Issues.CreateLabel(mayRepeat(ctx), owner, name, &gh.Label{Name: &s.Name, Color: &s.Color, Description: &s.Description})
	if err = problem(ctx, err); err != nil && alreadyExists(err) {
		return nil
	}
	return err
}

// style is how a label is created; those that nobody described are grey.
func (t *Tracker) style(label string) LabelStyle {
	for _, s := range t.o.Labels {
		if s.Name == label {
			if s.Color == "" {
				s.Color = "ededed"
			}
			return s
		}
	}
	return LabelStyle{Name: label, Color: "ededed"}
}
