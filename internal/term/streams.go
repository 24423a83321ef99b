// Package term is the terminal: streams, colour, tables and progress as a person or a pipe wants them.
//
// Data goes to Out and words to Err. A terminal gets aligned columns and colour; a pipe gets tab-separated lines
// without a header, and no colour.
package term

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"

	xterm "golang.org/x/term"
)

// Streams are the three streams of a program with what is known about them.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer

	outTerminal, errTerminal bool
	outColor, errColor       bool

	width int
	env   Env
	live  *live
	data  *data
}

// Env looks up an environment variable; one that is not set is empty. os.Getenv is one.
type Env func(name string) string

// Facts is what Fake says of its streams.
type Facts struct {
	OutTerminal, ErrTerminal bool
	Width                    int // columns; 0 means 80
	Env                      Env
}

// System returns the process's own streams.
func System(env Env) *Streams {
	facts := Facts{
		OutTerminal: xterm.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: xterm.IsTerminal(int(os.Stderr.Fd())),
		Env:         env,
	}
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if width, _, err := xterm.GetSize(int(f.Fd())); err == nil && width > 0 {
			facts.Width = width
			break
		}
	}
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		takeEscapes(f)
	}
	return Fake(os.Stdin, os.Stdout, os.Stderr, facts)
}

// Fake returns streams of which the facts are given; for tests, and for output kept in memory.
func Fake(in io.Reader, out, err io.Writer, facts Facts) *Streams {
	if facts.Env == nil {
		facts.Env = func(string) string { return "" }
	}
	s := &Streams{
		In: in, env: facts.Env, width: facts.Width, live: &live{to: err}, data: &data{to: out},
		outTerminal: facts.OutTerminal, errTerminal: facts.ErrTerminal,
	}
	s.Out, s.Err = s.data, s.live
	if s.width <= 0 {
		s.width = 80
		if n, _ := strconv.Atoi(facts.Env("COLUMNS")); n >= 20 && n <= 1000 {
			s.width = n
		}
	}
	s.outColor, s.errColor = s.wants(s.outTerminal), s.wants(s.errTerminal)
	return s
}

// wants decides on colour for a stream where no flag does: https://no-color.org first, then
// https://bixense.com/clicolors, then whether it is a terminal that knows colours.
func (s *Streams) wants(terminal bool) bool {
	force := s.env("CLICOLOR_FORCE")
	switch {
	case s.env("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	case s.env("TERM") == "dumb", s.env("CLICOLOR") == "0":
		return false
	}
	return terminal
}

// SetColor obeys a flag --color: "always", "never" or "auto".
func (s *Streams) SetColor(when string) error {
	switch when {
	case "always":
		s.outColor, s.errColor = true, true
	case "never":
		s.outColor, s.errColor = false, false
	case "auto", "": // as it is where no flag says anything
	default:
		return fmt.Errorf("--color must be always, never or auto, not %q", when)
	}
	return nil
}

// Lost is the error by which Out could not be written, whoever wrote there and whether they looked at it; nil where all
// went out.
func (s *Streams) Lost() error { return s.data.lost }

// data is Out. It remembers what went wrong: a full disk must not end as a success.
type data struct {
	to   io.Writer
	lost error
}

func (d *data) Write(p []byte) (int, error) {
	n, err := d.to.Write(p)
	if d.lost == nil {
		d.lost = err
	}
	return n, err
}

// Width is the number of columns of the terminal, 80 where it is not known.
func (s *Streams) Width() int { return s.width }

// Color reports whether Out takes colour.
func (s *Streams) Color() bool { return s.outColor }

// Tone is what a piece of text is meant to say beyond its words. Colour never says anything that the words don't.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Strong
	Dim
	Good
	Warn
	Bad
	Link
)

// escapes are the tones as a terminal reads them (ECMA-48, SGR), in the sixteen colours that people choose themselves.
var escapes = [...]string{Plain: "", Strong: "\x1b[1m", Dim: "\x1b[2m", Good: "\x1b[32m", Warn: "\x1b[33m", Bad: "\x1b[31m", Link: "\x1b[36m"}

// Paint gives text of ownup's own, or text cleaned already, a tone for Out.
func (s *Streams) Paint(t Tone, text string) string { return paint(s.outColor, t, text) }

func paint(color bool, t Tone, text string) string {
	if !color || t == Plain || text == "" {
		return text
	}
	return escapes[t] + text + "\x1b[m"
}

// live is Err with a progress line that steps aside for whatever else is written.
type live struct {
	mu    sync.Mutex
	to    io.Writer
	shown bool // a progress line stands in the terminal's last line
}

const eraseLine = "\r\x1b[2K"

func (l *live) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.erase()
	return l.to.Write(p)
}

func (l *live) erase() {
	if l.shown {
		l.shown = false
		_, _ = io.WriteString(l.to, eraseLine)
	}
}
