package detect

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestBehind(t *testing.T) {
	for message, want := range map[string][]incident.Person{
		"Revert \"x\"\n\nThis reverts commit 0123abc.\n": nil,
		"Revert \"x\"\n\nCo-authored-by: Ada Lovelace <ada@example.org>\nCo-Authored-By: lift[bot] <lift@example.org>\n": {
			{Name: "Ada Lovelace", Email: "ada@example.org"}, {Name: "lift[bot]", Email: "lift@example.org"},
		},
		"Reverts \"x\" (#15)\r\n\r\nReverts: a/b#12\r\nInitiated by: ada\r\n":                                   {{Name: "ada"}},
		"Revert \"x\"\n\nReverted https://h/p/1 on behalf of https://github.com/ada due to the dark ([c](u))\n": {{Name: "ada"}},
		"Revert \"x\"\n\nInitiated by:\n":                                                        nil,
		"Revert \"x\"\n\nReverted on behalf of the release team.\n":                              nil,
		"Revert \"x\"\n\nReverted on behalf of @ada.\n":                                          {{Name: "ada"}},
		"Revert \"x\"\n\nOriginal commit message:\nx\n\nCo-authored-by: Bob <bob@example.org>\n": nil,
		"on behalf of ":                nil,
		"Lit on behalf of @ and all\n": nil,
	} {
		if d := cmp.Diff(want, Behind(message)); d != "" {
			t.Errorf("%q: want -, got +:\n%s", message, d)
		}
	}
}
