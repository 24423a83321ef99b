package term

import (
	"fmt"
	"io"
	"time"

	"github.com/clipperhouse/displaywidth"
)

// Progress is one line on Err that shows how far long work has come. It shows on a terminal only, and only for
// work that takes long enough for a person to wonder. It may be used by several goroutines.
type Progress struct {
	s     *Streams
	what  string
	now   func() time.Time
	begun time.Time
	drawn time.Time
	on    bool // guarded by the stream's lock, as drawn is
}

const (
	progressAfter = 400 * time.Millisecond // shorter work shows nothing
	progressEvery = 100 * time.Millisecond // a terminal over a slow line keeps up with this
)

// Progress begins a progress line for a piece of work, such as "reading commits".
func (s *Streams) Progress(what string, now func() time.Time) *Progress {
	on := s.errTerminal && s.env("TERM") != "dumb" && s.env("CI") == "" // a log keeps every line that was drawn
	return &Progress{s: s, what: what, now: now, begun: now(), on: on}
}

// Step shows how much is done, of a total where that is known (0 where not).
func (p *Progress) Step(done, total int) {
	l := p.s.live
	l.mu.Lock()
	defer l.mu.Unlock()
	if !p.on {
		return
	}
	now := p.now()
	if now.Sub(p.begun) < progressAfter || now.Sub(p.drawn) < progressEvery {
		return
	}
	p.drawn = now
	line := fmt.Sprintf("%s: %d", p.what, done)
	if total > 0 {
		line = fmt.Sprintf("%s: %3d %% (%d of %d)", p.what, min(100, done*100/total), done, total)
	}
	line = displaywidth.TruncateString(line, p.s.width-1, "")
	_, _ = io.WriteString(l.to, eraseLine+paint(p.s.errColor, Dim, line))
	l.shown = true
}

// Done erases the line. It may be called again.
func (p *Progress) Done() {
	l := p.s.live
	l.mu.Lock()
	defer l.mu.Unlock()
	p.on = false
	l.erase()
}
