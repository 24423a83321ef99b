package scan

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Where a message says of itself what it undoes, its lines need lead there with no more than this probability, and then
// it is as sure as that at least.
const (
	saidTell   = 0.2
	saidAndLed = 0.75
)

// askSaid asks the lines of a commit whose message says of itself that it undoes another, whatever its subject is
// about, where content bears nothing out: "The hall flickers. This change reverts #12", whose lines were rewritten
// since. They speak for each that is said and to which they lead, as long as one of those landed in the months before.
func (e *examination) askSaid() error {
	near := slices.ContainsFunc(e.w.said, func(c uint32) bool { return e.x.time(e.w.at).Sub(e.x.time(c)) <= linesNear })
	if !near || e.answered() {
		return nil
	}
	leads, err := e.leads()
	if err != nil {
		return tolerate(err)
	}
	for _, l := range leads {
		if l.Probability < saidTell {
			break
		}
		at := e.x.number(l.Commit.SHA)
		for i, c := range e.w.candidates {
			if slices.Contains(e.w.said, c.commit) && e.x.sameChange(at, c.commit) {
				e.w.candidates[i].led = max(l.Probability, saidAndLed)
			}
		}
	}
	return nil
}

// answered reports whether what was found so far is a finding, and either more than a guess or what is said.
func (e *examination) answered() bool {
	picked := e.pick(e.w)
	return e.counts(e.w, picked) && len(picked) > 0 && (confidence(e.w, picked[0]) >= guess || slices.Contains(e.w.said, picked[0].commit))
}

// said returns the commits in its history of which the message of one that is no merge says that this one undoes them,
// but for what it only follows up, as its subject has that one's title.
func (s *scan) said(w *worded) []uint32 {
	if w.Kind != incident.Revert || len(w.Undoing) == 0 || s.x.isMerge(w.at) {
		return nil
	}
	var out []uint32
	for _, claim := range w.Undoing {
		for _, c := range s.x.few(w.at, claim) {
			title := detect.SubjectKey(s.subject(c))
			followsUp := !w.Titled && len(title) >= tellingSubject && strings.Contains(detect.SubjectKey(w.Subject), title)
			if s.x.isAncestor(c, w.at) && !followsUp {
				out = append(out, c)
			}
		}
	}
	return out
}

// saysOf reports whether the message says of one of the candidates that it is undone.
func (w *worded) saysOf(all []candidate) bool {
	return slices.ContainsFunc(all, func(c candidate) bool { return slices.Contains(w.said, c.commit) })
}
