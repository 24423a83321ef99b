package git

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// rawCommit is a commit as it is stored, looked at without making strings of it. On a pass it is valid only during the
// call it is passed to: its bytes are used again for the next one. Commit gives a copy that lasts.
type rawCommit struct {
	id     oid
	data   []byte
	header int // length of the header, without the empty line
}

// parseRaw finds the parts of a stored commit; ok is false when it has no tree line or a header line of it is
// malformed.
func parseRaw(id oid, data []byte) (c rawCommit, ok bool) {
	c = rawCommit{id: id, data: data, header: len(data)}
	if bytes.HasPrefix(data, []byte("\n")) {
		c.header = 0
	} else if k := bytes.Index(data, []byte("\n\n")); k >= 0 {
		c.header = k + 1
	}
	if len(data) < 46 || string(data[:5]) != "tree " || data[45] != '\n' {
		return c, false
	}
	_, ok = parseOID(data[5:45])
	return c, ok
}

// Parents counts the parents.
func (c *rawCommit) Parents() int {
	n := 0
	c.eachParent(func(oid) { n++ })
	return n
}

// CommittedAt returns the committer's time in seconds since 1970.
func (c *rawCommit) CommittedAt() int64 {
	start, end := c.line("committer ")
	return seconds(c.data[start:end])
}

// lastSecond is when the year 9998 ends: a time later than that makes no sense, and could be written neither as RFC
// 3339 nor as JSON.
const lastSecond = 253370764799

// seconds reads the time of a signature line; 0 where it makes no sense.
func seconds[T []byte | string](line T) int64 {
	end := len(line) - 1
	for end >= 0 && line[end] != '>' {
		end--
	}
	at := end + 1
	for at < len(line) && line[at] == ' ' {
		at++
	}
	first, n := at, int64(0)
	for ; at < len(line) && line[at] >= '0' && line[at] <= '9' && n <= lastSecond; at++ {
		n = n*10 + int64(line[at]-'0')
	}
	if end < 0 || at == first || n > lastSecond || at < len(line) && line[at] != ' ' {
		return 0
	}
	return n
}

// Commit makes the facts of the commit; they stay valid. Its strings share one piece of memory: who keeps a name of
// many commits should clone it.
func (c *rawCommit) Commit() incident.Commit {
	text := string(c.data) // names and message are cut from one copy
	out := incident.Commit{SHA: c.id.String(), Message: text[min(c.header+1, len(text)):]}
	if n := c.Parents(); n > 0 {
		out.Parents = make([]string, 0, n)
	}
	for at := 46; len(out.Parents) < cap(out.Parents); at += parentLine {
		out.Parents = append(out.Parents, strings.ToLower(text[at+7:at+47]))
	}
	cut := func(keyword string) (incident.Person, time.Time) {
		start, end := c.line(keyword)
		return signature(text[start:end])
	}
	out.Author, out.AuthoredAt = cut("author ")
	out.Committer, out.CommittedAt = cut("committer ")
	if from := c.decoder(); from != nil {
		for _, s := range []*string{&out.Author.Name, &out.Committer.Name, &out.Message} {
			*s = decoded(from, *s)
		}
	}
	return out
}

func (c *rawCommit) tree() oid {
	id, _ := parseOID(c.data[5:45])
	return id
}

const parentLine = len("parent ") + 40 + 1

func (c *rawCommit) eachParent(fn func(oid)) {
	for at := 46; at+parentLine <= len(c.data) && string(c.data[at:at+7]) == "parent "; at += parentLine {
		id, ok := parseOID(c.data[at+7 : at+47])
		if !ok {
			return
		}
		fn(id)
	}
}

// line tells where in data that which follows a keyword in the header is; where there is no such line, it is empty.
func (c *rawCommit) line(keyword string) (start, end int) {
	for start < c.header {
		end = c.header
		if n := bytes.IndexByte(c.data[start:c.header], '\n'); n >= 0 {
			end = start + n
		}
		if bytes.HasPrefix(c.data[start:end], []byte(keyword)) {
			return start + len(keyword), end
		}
		start = end + 1
	}
	return 0, 0
}

// signature reads "Name <address> seconds zone". Parts that make no sense are left empty; a broken time is 1970.
func signature(text string) (incident.Person, time.Time) {
	var p incident.Person
	open := strings.IndexByte(text, '<')
	end := strings.LastIndexByte(text, '>')
	if open < 0 || end < open {
		p.Name = strings.TrimSpace(text)
		return p, time.Unix(seconds(text), 0).UTC()
	}
	p.Name, p.Email = strings.TrimSpace(text[:open]), strings.TrimSpace(text[open+1:end])
	when := time.Unix(seconds(text), 0)
	_, rest := word(text[end+1:])
	if zone, _ := word(rest); zone != "+0000" {
		if east, ok := parseZone(zone); ok && east != 0 {
			return p, when.In(location(east))
		}
	}
	return p, when.UTC()
}

// word cuts the first word off s.
func word(s string) (first, rest string) {
	s = strings.TrimLeft(s, " ")
	first, rest, _ = strings.Cut(s, " ")
	return first, rest
}

// location gives one Location for each offset that parseZone lets through: a history has few.
func location(east int) *time.Location {
	at := &locations[east/60+maxZone]
	if at.Load() == nil {
		at.CompareAndSwap(nil, time.FixedZone("", east))
	}
	return at.Load()
}

const maxZone = 24 * 60 // minutes

var locations [2*maxZone + 1]atomic.Pointer[time.Location]

// parseZone reads "+0130" as seconds east of UTC, less than a day.
func parseZone(s string) (int, bool) {
	if len(s) != 5 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[1:], 10, 16)
	if err != nil || n%100 >= 60 || n >= 2400 {
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

func (r *Repo) raw(ctx context.Context, sha string) (rawCommit, error) {
	id, err := r.commitID(ctx, sha)
	if err != nil {
		return rawCommit{}, err
	}
	return r.rawCommit(id)
}

func (r *Repo) commitID(ctx context.Context, sha string) (oid, error) {
	id, ok := parseOID(sha)
	if !ok {
		return oid{}, problem(incident.Usage, nil, "%q is not the full SHA of a commit.", sha)
	}
	return id, ctx.Err()
}

func (r *Repo) rawCommit(id oid) (rawCommit, error) {
	o, err := r.store.read(id)
	if err != nil {
		return rawCommit{}, r.explain(id, "commit", err)
	}
	if o.kind != kindCommit {
		return rawCommit{}, problem(incident.NotFound, nil, "%s is a %s, not a commit.", incident.Short(id.String()), o.kind)
	}
	c, ok := parseRaw(id, o.data)
	if !ok {
		return rawCommit{}, corrupt(id, "the commit has no valid tree line")
	}
	return c, nil
}

// parents returns the parents that history goes on to: none for a commit at the boundary of a shallow clone.
func (r *Repo) parents(c *rawCommit, buffer []oid) []oid {
	if r.boundary(c.id) {
		return buffer
	}
	c.eachParent(func(p oid) { buffer = append(buffer, p) })
	return buffer
}
