package git

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// errEnough ends a walk whose answer is found.
var errEnough = errors.New("enough")

// saying finds what ":/text" names: the newest commit, of those that references lead to, whose message the regular
// expression matches; with ":/!-text" the newest whose message it does not match.
func (r *Repo) saying(ctx context.Context, rev, text string) (found oid, err error) {
	without := false
	if mark, ok := strings.CutPrefix(text, "!"); ok {
		if text, without = strings.CutPrefix(mark, "-"); !without && !strings.HasPrefix(mark, "!") {
			return oid{}, foreign(rev)
		}
	}
	pattern, err := regexp.Compile("(?s)" + text)
	if err != nil {
		return oid{}, problem(incident.Usage, err, "What follows :/ in %q is no regular expression: put a backslash before what stands for itself.", rev)
	}
	tips, err := r.everyTip()
	if err != nil {
		return oid{}, err
	}
	_, err = r.Log(ctx, LogOptions{Include: tips}, func(c incident.Commit) error {
		if pattern.MatchString(c.Message) == without {
			return nil
		}
		found, _ = parseOID(c.SHA)
		return errEnough
	})
	if err == nil {
		return oid{}, problem(incident.NotFound, nil, "No commit's message here matches %q: check the spelling, or run `git fetch`.", text)
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return found, err
}

// everyTip lists the commits that references stand for, and HEAD.
func (r *Repo) everyTip() ([]string, error) {
	var tips []string
	if head, _, err := r.Head(); err == nil {
		tips = append(tips, head)
	}
	err := r.storage.refs.each("refs/", func(ref named) error {
		id, _, err := r.peelRef(ref.id)
		if err == nil && id != (oid{}) {
			tips = append(tips, id.String())
		}
		return err
	})
	return tips, err
}
