// Package incident holds ownup's words as types: commit facts, findings, claims, chains, incidents, measures.
//
// It is pure: no input or output, no clock, nothing from another package of this module, so that every
// room can speak of the same things without knowing any other room.
package incident

import (
	"strings"
	"time"
)

// Commit is what is known of one commit, as the history stores it.
type Commit struct {
	SHA         string
	Parents     []string
	Author      Person
	Committer   Person
	AuthoredAt  time.Time
	CommittedAt time.Time
	Message     string // as stored; may hold anything, invalid UTF-8 and NUL bytes included
}

// Person is a name and an address from a commit. It is shown, never ranked.
type Person struct {
	Name  string
	Email string
}

// Subject returns the first paragraph of the message on one line, as `git log --format=%s` prints it.
func (c Commit) Subject() string { return Subject(c.Message) }

// Subject returns the first paragraph of a commit message on one line.
func Subject(message string) string {
	message = strings.TrimLeft(message, "\n\r\t ")
	paragraph := message
	for i := 0; i < len(message); {
		end := strings.IndexByte(message[i:], '\n')
		if end < 0 {
			break
		}
		next := i + end + 1
		rest := message[next:]
		line, _, _ := strings.Cut(rest, "\n")
		if strings.TrimSpace(line) == "" {
			paragraph = message[:i+end]
			break
		}
		i = next
	}
	if !strings.ContainsAny(paragraph, "\r\n") {
		return strings.TrimRight(paragraph, " \t")
	}
	lines := strings.FieldsFunc(paragraph, func(r rune) bool { return r == '\n' || r == '\r' })
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, " ")
}

// Short returns the first ten digits of a SHA, enough to be unique in histories of millions of objects.
func Short(sha string) string {
	if len(sha) > 10 {
		return sha[:10]
	}
	return sha
}

// Change is one path that a commit changed against its first parent. Old is empty for an added path, New
// for a deleted one; both are object ids of blobs.
type Change struct {
	Path string
	Old  string
	New  string
}

// File is a file as one commit has it; ID is the object id of its blob.
type File struct {
	Path string
	ID   string
}
