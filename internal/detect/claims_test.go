package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestFillers holds the words that may stand between a verb and what it names, and which of them mean a part.
func TestFillers(t *testing.T) {
	for words, partial := range map[string]bool{
		`of commit commits revision revisions rev revs changeset changesets the change changes from in made by pr prs pull request requests
		merge mr cl cls diff diffs changelist patch patches to and also this that these those following svn git sha hash number with id cset
		csets both - – = / > parent previous earlier introduced added original offending upstream effectively temporarily submission done #
		temporary my our essentially basically on master main branch trunk head reland for now please clean version automated code merges work
		first second landed recent back through thru until bug broken bad bogus buggy faulty wrong incorrect erroneous stray unintended
		unintentional accidental inadvertent`: false,
		"part parts some most mostly half bits portion portions partially partial functional only": true,
	} {
		for word := range strings.FieldsSeq(words) {
			f, ok := Commit(incident.Commit{Message: "Light the hall\n\nThis reverts " + word + " r4711.\n"}, Options{})
			if !ok || f.Strength != Likely || len(f.Claims) == 0 || f.Claims[0] != claim("svn", "4711") || f.Partial != partial {
				t.Errorf("%s: found %v, %s, partial %v, %v", word, ok, f.Strength, f.Partial, f.Claims)
			}
		}
	}
	for _, word := range []string{"nothing", "lamps", "after", "like"} {
		if f, _ := Commit(incident.Commit{Message: "Light the hall\n\nThis reverts " + word + " r4711.\n"}, Options{}); f.Strength != Weak {
			t.Errorf("%s: %s", word, f.Strength)
		}
	}
}
