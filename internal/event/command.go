package event

import (
	"io"
	"strings"
)

// The levels of an annotation.
const (
	Notice  = "notice"
	Warning = "warning"
	Error   = "error"
)

// Annotation returns the line that shows message as an annotation of a workflow run. The message may hold
// anything: what the runner would read as the end of the command is escaped, as its own library does
// (https://github.com/actions/toolkit, packages/core/src/command.ts). An unknown level becomes a notice.
func Annotation(level, message string) string {
	switch level {
	case Notice, Warning, Error:
	default:
		level = Notice
	}
	return "::" + level + "::" + annotation.Replace(message) + "\n"
}

var annotation = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")

// Guard returns a writer for text that others have written. Around it the runner is told to obey no workflow
// commands, so a commit message that says ::set-output or ::add-mask is only printed. The token is what ends
// the guard; it must be one that the text cannot know, so the caller draws it at random for each guard.
// Nothing is written before the first byte of text. Close ends the guard and leaves w open.
func Guard(w io.Writer, token string) io.WriteCloser {
	return &guard{w: w, token: token}
}

type guard struct {
	w     io.Writer
	token string
	begun bool
	line  bool // the text written so far does not end a line
}

func (g *guard) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if !g.begun {
		if _, err := io.WriteString(g.w, "::stop-commands::"+g.token+"\n"); err != nil {
			return 0, err
		}
		g.begun = true
	}
	n, err := g.w.Write(p)
	if n > 0 {
		g.line = p[n-1] != '\n'
	}
	return n, err
}

func (g *guard) Close() error {
	if !g.begun {
		return nil
	}
	end := "::" + g.token + "::\n"
	if g.line {
		end = "\n" + end
	}
	g.begun, g.line = false, false
	_, err := io.WriteString(g.w, end)
	return err
}

// Output returns what is appended to the file at GITHUB_OUTPUT to set one output of a step. The token has
// the part it has in Guard: a value that cannot know it cannot end early and set further outputs.
func Output(name, value, token string) string {
	return name + "<<" + token + "\n" + value + "\n" + token + "\n"
}
