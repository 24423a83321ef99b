package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestExitCode(t *testing.T) {
	problem := func(k incident.ProblemKind) error { return &incident.Problem{Kind: k, Sentence: "It is so."} }
	for _, test := range []struct {
		err  error
		code int
		said string
	}{
		{nil, exitDone, ""},
		{errFound, exitFound, ""},
		{usageError{errors.New("no such flag")}, exitUsage, "ownup x: no such flag.\n"},
		{problem(incident.Usage), exitUsage, "ownup x: It is so.\n"},
		{fmt.Errorf("#1: %w", problem(incident.Auth)), exitAuth, "ownup x: #1: It is so.\n"},
		{problem(incident.NotFound), exitFailed, "ownup x: It is so.\n"},
		{errors.New("two\nlines"), exitFailed, "ownup x: two lines.\n"},
		{context.Canceled, exitFailed, "ownup x: Stopped. What was finished until then is kept.\n"},
		{some(errors.Join(errors.New("#1: no"), errors.New("#2: neither")), 3), exitSome, "ownup x: #1: no.\nownup x: #2: neither.\n"},
		{some(problem(incident.Auth), 3), exitAuth, "ownup x: It is so.\n"},
		{some(problem(incident.Permission), 1), exitFailed, "ownup x: It is so.\n"},
		{some(nil, 3), exitDone, ""},
	} {
		var said strings.Builder
		if code := exitCode(test.err, &said, "ownup x: "); code != test.code || said.String() != test.said {
			t.Errorf("%v: code %d and %q, not %d and %q", test.err, code, said.String(), test.code, test.said)
		}
	}
}
