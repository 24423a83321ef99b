package incident

import "errors"

// Problem is an error that a person can act on: one clear sentence that says what is wrong and what to do.
// Every room that meets the outside world returns its expected failures as a Problem, so that one table in
// cmd can turn them into exit codes.
type Problem struct {
	Kind     ProblemKind
	Sentence string // complete, no trailing newline, no token in it
	Err      error  // the cause, for errors.Is
}

// ProblemKind groups problems by what the caller can do about them.
type ProblemKind int

// The kinds of problems.
const (
	Failed      ProblemKind = iota // this can't be done; saying it again won't help
	Usage                          // the form of a flag or an argument is wrong, or the configuration
	Auth                           // no token, or the token is refused
	Permission                     // the token is good but may not do this
	NotFound                       // no such commit, issue, repository
	Gone                           // issues are disabled, or the repository is archived
	Unavailable                    // passing: rate limit, 5xx, no network; kept in the outbox and tried again
	Incomplete                     // the history ends early: shallow or partial clone
	TooLarge                       // over a limit of the tracker's
	Damaged                        // one incident can't be read; all others can
)

func (p *Problem) Error() string { return p.Sentence }

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

// ProblemOf returns the kind of the first Problem in err's chain, and Failed when there is none.
func ProblemOf(err error) ProblemKind {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Kind
	}
	return Failed
}

// Absent reports whether an error says that a history does not hold what was asked for: there is no such thing, or the
// history ends before it.
func Absent(err error) bool {
	kind := ProblemOf(err)
	return kind == NotFound || kind == Incomplete
}
