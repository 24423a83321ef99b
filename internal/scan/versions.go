package scan

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
)

// Limits of the look for who raised a version that a plain revert lowers.
const (
	versionPaths  = 24 // of the finding: beside the list of what is wanted stand those of what is locked
	versionWithin = 90 * 24 * time.Hour
)

// lookAtVersions looks, where nothing found so far bears out a subject that plainly says that it reverts, for the
// commit of the months before that raised the version of what the subject names: "Revert lamps to 1.2", "Downgrade
// lamps". Of such a line nothing but the number changes. What else changes beside it, such as what other packages are
// locked at, doesn't count.
func (e *examination) lookAtVersions() error {
	if !e.unproven() && !(e.w.downgrades() && e.unfound()) || e.w.namesOne() {
		return nil
	}
	for _, c := range e.own.changes[:min(len(e.own.changes), versionPaths)] {
		raiser, err := e.raiser(c)
		switch {
		case err != nil:
			return tolerate(err) // not noted as missing: with that, the wording alone could make it a finding
		case raiser == none:
			continue
		}
		if i := slices.IndexFunc(e.w.candidates, func(c candidate) bool { return c.commit == raiser }); i >= 0 {
			e.w.candidates[i].raised = true
			return nil
		}
		found := candidate{commit: raiser, claim: -1, raised: true}
		if err := e.compare(&found, barely); err != nil {
			return err
		}
		e.w.candidates = append(e.w.candidates, found)
		return nil
	}
	return nil
}

// raiser returns who raised the version that a change lowers, none where nobody did.
func (e *examination) raiser(c incident.Change) (uint32, error) {
	lowered, err := e.versions(c)
	if err != nil || len(lowered) == 0 {
		return none, err
	}
	changes, err := e.lately(c.Path, versionWithin)
	if err != nil {
		return none, err
	}
	for _, t := range changes {
		if e.x.isMerge(t.commit) {
			continue
		}
		raised, err := e.versions(incident.Change{Path: c.Path, Old: t.old, New: t.new})
		if err != nil {
			return none, err
		}
		for _, r := range raised {
			for i, l := range lowered {
				switch {
				case l.from != r.to:
				case l.raises() != r.raises():
					return t.commit, nil
				default: // it had been lowered before: what is meant is older
					lowered[i].from = r.from
				}
			}
		}
	}
	return none, nil
}

// step is a line of which a change made another, with nothing but another number in it.
type step struct{ from, to string }

// versions returns the steps by which a change made another version of what the finding's subject names.
func (e *examination) versions(c incident.Change) ([]step, error) {
	if c.Old == "" || c.New == "" {
		return nil, nil
	}
	var text [2][]byte
	for i, id := range [...]string{c.Old, c.New} {
		var err error
		if text[i], err = e.h.Blob(e.ctx, id); err != nil || len(text[i]) > maxBlob {
			return nil, err
		}
	}
	return stepsOf(text[0], text[1], packages(e.w.Subject)), nil
}

// stepsOf returns the steps between two texts that tell the version of one of the packages.
func stepsOf(before, after []byte, packages []string) (steps []step) {
	eachDifference(before, after, func(x, y []byte) {
		from := map[string]string{}
		for line := range bytes.Lines(x) {
			if l := versionLine(line); named(l, packages) {
				from[withoutNumbers(l)] = l
			}
		}
		for line := range bytes.Lines(y) {
			l := versionLine(line)
			if f, ok := from[withoutNumbers(l)]; ok && f != l && (dotted().MatchString(f) || dotted().MatchString(l)) {
				steps = append(steps, step{f, l})
			}
		}
	})
	return steps
}

// versionLine is a line without what surrounds it, and without the commit that is the version beside it: "uses:
// ada/lamp@0123… # v1.2".
func versionLine(line []byte) string {
	return pinned().ReplaceAllString(string(bytes.TrimSpace(line)), "@")
}

// raises reports whether the first number that is another one is larger now.
func (s step) raises() bool {
	before, after := number().FindAllString(s.from, -1), number().FindAllString(s.to, -1)
	for i := range min(len(before), len(after)) {
		if before[i] != after[i] {
			return slices.CompareFunc(figures().FindAllString(before[i], -1), figures().FindAllString(after[i], -1), asNumbers) < 0
		}
	}
	return false
}

// asNumbers compares two runs of figures by what they are worth, however many there are.
func asNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// number is what may be a version within a line, with the sign for a range of them, and figures what it is made of;
// dotted is what hardly is anything else. pinned is the commit at which a GitHub action is taken.
var (
	number  = lazy.Regexp(`([~^<>=]+ ?)?[0-9][0-9A-Za-z.+*-]*`)
	figures = lazy.Regexp(`[0-9]+`)
	pinned  = lazy.Regexp(`@[0-9a-f]{40}\b`)
	dotted  = lazy.Regexp(`\bv?[0-9]+\.[0-9]|@v[0-9]`) // the latter of a GitHub action
)

func withoutNumbers(line string) string { return number().ReplaceAllString(line, "#") }

// packages are the words of a subject that may name one, lower case.
func packages(subject string) (names []string) {
	for _, w := range strings.FieldsFunc(strings.ToLower(subject), func(r rune) bool { return !isName(r) && r != '/' && r != '@' }) {
		if w = strings.Trim(w, ".-"); len(w) > 2 && strings.ContainsAny(w, "abcdefghijklmnopqrstuvwxyz") && !strings.HasPrefix(w, "version") {
			names = append(names, w)
		}
		if w == "go" {
			names = append(names, "golang") // as its images are called
		}
	}
	return names
}

// named reports whether a line tells the version of one of the packages.
func named(line string, packages []string) bool {
	if !strings.ContainsAny(line, "0123456789") {
		return false
	}
	line = strings.ToLower(line)
	return slices.ContainsFunc(packages, func(name string) bool {
		before, after, ok := strings.Cut(line, name)
		return ok && strings.TrimRightFunc(before, isName) == before && strings.TrimLeftFunc(after, isName) == after
	})
}

// isName reports whether a rune is part of a package's name.
func isName(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == '.'
}
