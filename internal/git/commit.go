package git

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// RawCommit is a commit as it is stored, looked at without making strings of it. It is valid only during the call it
// is passed to: its bytes are used again for the next one. Commit gives a copy that lasts.
type RawCommit struct {
	id     oid
	data   []byte
	header int // length of the header, without the empty line
}

// parseRaw finds the parts of a stored commit; ok is false when it has no tree line or a header line of it is malformed.
func parseRaw(id oid, data []byte) (c RawCommit, ok bool) {
	c = RawCommit{id: id, data: data, header: len(data)}
	if bytes.HasPrefix(data, []byte("\n")) {
		c.header = 0
	} else if k := bytes.Index(data, []byte("\n\n")); k >= 0 {
		c.header = k + 1
	}
	if len(data) < 46 || string(data[:5]) != "tree " || data[45] != '\n' {
		return c, false
	}
	_, ok = decodeOID(data[5:45])
	return c, ok
}

// SHA returns the commit's full name.
func (c *RawCommit) SHA() string { return c.id.String() }

// Message returns the message as stored. It may hold anything, and must neither be changed nor kept.
func (c *RawCommit) Message() []byte { return c.data[min(c.header+1, len(c.data)):] }

// Header returns the lines above the message: tree, parents, author, committer and further ones.
func (c *RawCommit) Header() []byte { return c.data[:c.header] }

// Parents counts the parents.
func (c *RawCommit) Parents() int {
	n := 0
	c.eachParent(func(oid) { n++ })
	return n
}

// CommittedAt returns the committer's time in seconds since 1970.
func (c *RawCommit) CommittedAt() int64 {
	return seconds(c.line("committer "))
}

// seconds reads the time of a signature line, without making anything of the rest; 0 where it makes no sense.
func seconds(line []byte) int64 {
	end := bytes.LastIndexByte(line, '>')
	if open := bytes.IndexByte(line, '<'); open < 0 || end < open {
		return 0
	}
	digits := bytes.TrimLeft(line[end+1:], " ")
	var n int64
	k := 0
	for ; k < len(digits) && digits[k] >= '0' && digits[k] <= '9' && n <= 1<<40; k++ {
		n = n*10 + int64(digits[k]-'0')
	}
	if n > 1<<40 || k == 0 || k < len(digits) && digits[k] != ' ' {
		return 0
	}
	return n
}

// Commit makes the facts of the commit; they stay valid.
func (c *RawCommit) Commit() incident.Commit {
	out := incident.Commit{SHA: c.SHA(), Message: string(c.Message())}
	c.eachParent(func(p oid) { out.Parents = append(out.Parents, p.String()) })
	out.Author, out.AuthoredAt = signature(c.line("author "))
	out.Committer, out.CommittedAt = signature(c.line("committer "))
	return out
}

func (c *RawCommit) tree() oid {
	id, _ := decodeOID(c.data[5:45])
	return id
}

const parentLine = len("parent ") + 40 + 1

func (c *RawCommit) eachParent(fn func(oid)) {
	for at := 46; at+parentLine <= len(c.data) && string(c.data[at:at+7]) == "parent "; at += parentLine {
		id, ok := decodeOID(c.data[at+7 : at+47])
		if !ok {
			return
		}
		fn(id)
	}
}

// line returns what follows a keyword in the header, or nothing.
func (c *RawCommit) line(keyword string) []byte {
	for rest := c.Header(); len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		if bytes.HasPrefix(line, []byte(keyword)) {
			return line[len(keyword):]
		}
		rest = after
	}
	return nil
}

// signature reads "Name <address> seconds zone". Parts that make no sense are left empty; a broken time is 1970.
func signature(line []byte) (incident.Person, time.Time) {
	var p incident.Person
	text := string(line)
	open := strings.IndexByte(text, '<')
	end := strings.LastIndexByte(text, '>')
	if open < 0 || end < open {
		p.Name = strings.TrimSpace(text)
		return p, time.Unix(0, 0).UTC()
	}
	p.Name, p.Email = strings.TrimSpace(text[:open]), strings.TrimSpace(text[open+1:end])
	when := time.Unix(seconds(line), 0).UTC()
	if fields := strings.Fields(text[end+1:]); len(fields) > 1 {
		if zone, ok := parseZone(fields[1]); ok && zone != 0 {
			when = when.In(time.FixedZone("", zone))
		}
	}
	return p, when
}

// parseZone reads "+0130" as seconds east of UTC.
func parseZone(s string) (int, bool) {
	if len(s) != 5 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[1:], 10, 16)
	if err != nil || n%100 >= 60 || n > 2400 {
		return 0, false
	}
	seconds := int(n/100)*3600 + int(n%100)*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// Commit reads one commit by its full SHA.
func (r *Repo) Commit(ctx context.Context, sha string) (incident.Commit, error) {
	c, err := r.raw(ctx, sha)
	if err != nil {
		return incident.Commit{}, err
	}
	return c.Commit(), nil
}

func (r *Repo) raw(ctx context.Context, sha string) (RawCommit, error) {
	id, ok := parseOID(sha)
	if !ok {
		return RawCommit{}, problem(incident.Usage, nil, "%q is not the full SHA of a commit.", sha)
	}
	if err := ctx.Err(); err != nil {
		return RawCommit{}, err
	}
	return r.rawCommit(id)
}

func (r *Repo) rawCommit(id oid) (RawCommit, error) {
	o, err := r.store.read(id)
	if err != nil {
		return RawCommit{}, r.explain(id, "commit", err)
	}
	if o.kind != kindCommit {
		return RawCommit{}, problem(incident.NotFound, nil, "%s is a %s, not a commit.", incident.Short(id.String()), o.kind)
	}
	c, ok := parseRaw(id, o.data)
	if !ok {
		return RawCommit{}, corrupt(id, "the commit has no valid tree line")
	}
	return c, nil
}

// parents returns the parents that history goes on to: none for a commit at the boundary of a shallow clone.
func (r *Repo) parents(c *RawCommit, buffer []oid) []oid {
	if r.boundary(c.id) {
		return buffer
	}
	c.eachParent(func(p oid) { buffer = append(buffer, p) })
	return buffer
}
