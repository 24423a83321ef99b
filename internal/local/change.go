package local

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/disk"
	"github.com/ownup-dev/ownup/internal/incident"
)

// change reads a page under the lock, lets edit change it, and writes it where something changed. Editors take no lock:
// where a person saved the file while edit was at work, their text is read again and edit repeated.
func (t *Tracker) change(ctx context.Context, ref, what string, edit func(*file) (*file, error)) error {
	name, err := t.resolve(ref)
	if err != nil {
		return err
	}
	path := t.path(name)
	return t.locked(ctx, what+" "+path, func() error {
		for range 20 {
			text, err := t.load(name)
			if err != nil {
				return err
			}
			f, err := parse(text)
			if err != nil {
				return t.fault(name, err)
			}
			if f, err = edit(f); err != nil {
				return t.fault(name, err)
			}
			if f.text == text {
				return nil
			}
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			disk.Leftovers(t.dir)
			// Between this look and the rename there are microseconds that no file system closes for us.
			if again, err := t.load(name); err == nil && again != text {
				continue
			}
			return t.disk.Replace(path, []byte(f.text), info.Mode().Perm())
		}
		return &incident.Problem{Kind: incident.Unavailable, Sentence: fmt.Sprintf("%s is being written by another program: try again when it is done.", path)}
	})
}

// SetStatus puts text in place of what ownup has said in the status section. Lines that a person added at its end,
// where the last visible line of a page is, move below it, and so do those that a person wrote or changed within it. A
// page without the section, or one whose section a person removed, gets it at its end.
func (t *Tracker) SetStatus(ctx context.Context, ref, text string) error {
	return t.change(ctx, ref, "write the status of", func(f *file) (*file, error) { return f.setStatus(text) })
}

func (f *file) setStatus(text string) (*file, error) {
	text = strings.Trim(harmless(unix(text)), " \n")
	section := f.lines(statusBegin + "\n" + text + " " + lastMark(text) + "\n" + statusEnd + "\n")
	if f.status.to > 0 {
		if said, mark := f.marked(); said == text && f.added.from == f.added.to && mark == lastMark(text) {
			return f, nil
		}
		if strange := f.strange(text); strange != "" {
			section += f.lines("\n" + strange + "\n")
		}
		if f.added.from < f.added.to {
			section += f.eol + f.added.in(f.text)
		} else if !strings.HasSuffix(f.status.in(f.text), "\n") {
			section = strings.TrimSuffix(section, f.eol)
		}
		return f.replace(f.status, section)
	}
	end := len(f.text)
	return f.replace(span{end, end}, f.gap()+section)
}

// gap is what must stand between the end of a page and a section appended to it.
func (f *file) gap() string {
	switch {
	case strings.HasSuffix(f.text, "\n"+f.eol):
		return ""
	case strings.HasSuffix(f.text, "\n"):
		return f.eol
	}
	return f.eol + f.eol
}

// Comment adds a comment of ownup's to the page, above the status section, once for each id.
func (t *Tracker) Comment(ctx context.Context, ref, id, body string) error {
	return t.change(ctx, ref, "comment on", func(f *file) (*file, error) { return f.comment(id, body, t.now()) })
}

func (f *file) comment(id, body string, at time.Time) (*file, error) {
	begin := commentStart + id + " " + at.UTC().Format(time.RFC3339) + " -->"
	if !commentBegin().MatchString(begin) {
		return nil, &incident.Problem{Kind: incident.Failed, Sentence: fmt.Sprintf("%q can't be the name of a comment.", id)}
	}
	if slices.ContainsFunc(f.blocks, func(b block) bool { return b.id == id }) {
		return f, nil
	}
	text := begin + "\n" + strings.Trim(harmless(unix(body)), "\n") + "\n" + commentEnd + "\n"
	if f.status.to > 0 {
		return f.replace(span{f.status.from, f.status.from}, f.lines(text+"\n"))
	}
	end := len(f.text)
	return f.replace(span{end, end}, f.gap()+f.lines(text))
}

// Label adds and removes labels.
func (t *Tracker) Label(ctx context.Context, ref string, add, remove []string) error {
	return t.change(ctx, ref, "label", func(f *file) (*file, error) {
		return f.setList("labels", f.fields.Labels, add, remove)
	})
}

// Assign adds assignees.
func (t *Tracker) Assign(ctx context.Context, ref string, logins []string) error {
	return t.change(ctx, ref, "assign", func(f *file) (*file, error) {
		return f.setList("assignees", f.fields.Assignees, logins, nil)
	})
}

func (f *file) setList(name string, have, add, remove []string) (*file, error) {
	want := slices.DeleteFunc(slices.Clone(have), func(s string) bool { return slices.Contains(remove, s) })
	for _, s := range add {
		if !slices.Contains(want, s) {
			want = append(want, s)
		}
	}
	if slices.Equal(have, want) {
		return f, nil
	}
	return f.set(name, want)
}

// closingID begins the ids of the comments with which a page was closed.
const closingID = "close-"

// Close closes the page with a comment, for a reason such as "completed" or "not_planned". One that is closed already
// is left as it is.
func (t *Tracker) Close(ctx context.Context, ref, comment, reason string) error {
	return t.change(ctx, ref, "close", func(f *file) (*file, error) {
		if f.fields.State == "closed" {
			return f, nil
		}
		now := t.now()
		return edits(f,
			func(f *file) (*file, error) { return f.last(comment, now) },
			func(f *file) (*file, error) { return f.set("state", "closed") },
			func(f *file) (*file, error) { return f.set("closed", now) },
			func(f *file) (*file, error) { return f.set("reason", reason) },
		)
	})
}

// Reopen opens a closed page again, with a comment that is added once for each id. One that is open is left as it is.
func (t *Tracker) Reopen(ctx context.Context, ref, id, comment string) error {
	return t.change(ctx, ref, "reopen", func(f *file) (*file, error) {
		if f.fields.State == "open" {
			return f, nil
		}
		now := t.now()
		return edits(f,
			func(f *file) (*file, error) { return f.comment(id, comment, now) },
			func(f *file) (*file, error) { return f.set("state", "open") },
			func(f *file) (*file, error) { return f.set("closed", nil) },
			func(f *file) (*file, error) { return f.set("reason", nil) },
		)
	})
}

// last adds the comment with which a page is closed, if there is anything to say.
func (f *file) last(body string, at time.Time) (*file, error) {
	if strings.TrimSpace(body) == "" {
		return f, nil
	}
	n := 1
	for _, b := range f.blocks {
		if strings.HasPrefix(b.id, closingID) {
			n++
		}
	}
	return f.comment(fmt.Sprintf("%s%d", closingID, n), body, at)
}

func edits(f *file, all ...func(*file) (*file, error)) (*file, error) {
	var err error
	for _, edit := range all {
		if f, err = edit(f); err != nil {
			return nil, err
		}
	}
	return f, nil
}
