package github

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Label adds and removes labels of an incident. Labels to add are created, with colour and description, when missing.
func (t *Tracker) Label(ctx context.Context, ref string, add, remove []string) error {
	num, err := number(ref)
	if err != nil {
		return err
	}
	defer t.unsee(num)
	if len(add) > 0 {
		if _, err := t.ensure(ctx, add); err != nil {
			return err
		}
		owner, name := t.c.at(ctx)
		if all, ok := t.labelsWith(num, add, remove); ok && len(remove) > 0 {
			return t.setLabels(ctx, num, all)
		}
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

// thisMoment is how long the labels of an issue that was just read may be set all at once: what people do in between
// would be undone.
const thisMoment = 5 * time.Second

// labelsWith returns an issue's labels as they are to be; false where they were not seen this moment.
func (t *Tracker) labelsWith(num int, add, remove []string) (all []string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	issue, ok := t.issues[num]
	if !ok || t.c.transport.now().Sub(issue.at) > thisMoment {
		return nil, false
	}
	for _, l := range issue.Labels {
		if !slices.ContainsFunc(remove, func(r string) bool { return strings.EqualFold(r, l.GetName()) }) {
			all = append(all, l.GetName())
		}
	}
	return append(all, add...), true
}

// setLabels gives an issue these labels and no others. go-github would send a bare list, which the description does not
// know.
func (t *Tracker) setLabels(ctx context.Context, num int, labels []string) error {
	_, err := t.c.call(ctx, http.MethodPut, fmt.Sprintf("issues/%d/labels", num), map[string][]string{"labels": labels}, nil)
	return err
}

// ensure creates those of the labels that are not known to exist: from an incident that carries them, or from an
// earlier run. That one exists already is as good. Proven says that GitHub has created one, or would but for its being
// there: that takes the right to label, in a repository that is not archived.
func (t *Tracker) ensure(ctx context.Context, labels []string) (proven bool, err error) {
	for _, label := range labels {
		if t.labelKnown(label) {
			continue
		}
		err := t.createLabel(ctx, t.style(label))
		proven = proven || err == nil
		if k := incident.ProblemOf(err); err != nil && k != incident.Unavailable && k != incident.Auth {
			// One who may put labels on issues may not be one who may create them, and servers differ in how they say
			// that one is there.
			owner, name := t.c.at(ctx)
			if _, _, getErr := t.c.gh.Issues.GetLabel(ctx, owner, name, url.PathEscape(label)); getErr == nil {
				err = nil
			}
		}
		if err != nil {
			return proven, err
		}
		t.mu.Lock()
		t.labels[strings.ToLower(label)] = true
		t.mu.Unlock()
		t.c.transport.cache.Put(t.labelKey(label), []byte("1"))
	}
	return proven, nil
}

func (t *Tracker) labelKey(label string) string {
	return "label " + t.c.gh.BaseURL.String() + strings.ToLower(t.c.Repo()+" "+label)
}

// labelKnown reports whether a label is known to exist. What an earlier run has kept is believed: should someone have
// deleted the label since, GitHub creates it again when it is used, in grey.
func (t *Tracker) labelKnown(label string) bool {
	t.mu.Lock()
	known := t.labels[strings.ToLower(label)] // names that differ in case are the same to GitHub
	t.mu.Unlock()
	if !known {
		_, known = t.c.transport.cache.Get(t.labelKey(label))
	}
	return known
}

// sawLabels takes note of the labels that an issue carries.
func (t *Tracker) sawLabels(issue *gh.Issue) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range issue.Labels {
		t.labels[strings.ToLower(l.GetName())] = true
	}
}

// createLabel creates a label; one that is there already is as good.
func (t *Tracker) createLabel(ctx context.Context, s LabelStyle) error {
	owner, name := t.c.at(ctx)
	_, _, err := t.c.gh.Issues.CreateLabel(mayRepeat(ctx), owner, name, &gh.Label{Name: &s.Name, Color: &s.Color, Description: &s.Description})
	if err = problem(ctx, err); err != nil && complains(err, "", "already_exists") {
		return nil
	}
	return err
}

// style is how a label is created; those that nobody described are grey.
func (t *Tracker) style(label string) LabelStyle {
	if i := slices.IndexFunc(t.o.Labels, func(s LabelStyle) bool { return s.Name == label }); i >= 0 {
		return t.o.Labels[i]
	}
	return LabelStyle{Name: label, Color: "ededed"}
}
