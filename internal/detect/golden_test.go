package detect

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ownup-dev/ownup/internal/incident"
)

var update = flag.Bool("update", false, "rewrite the findings of the golden files")

// show writes a finding the way the golden files hold it.
func show(f Finding, ok bool) string {
	if !ok {
		return "nothing\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s\n", f.Strength, f.Kind, f.Dialect)
	if f.Partial {
		b.WriteString("partial\n")
	}
	for _, c := range f.Claims {
		fmt.Fprintf(&b, "claim %s %s\n", c.Type, c.Value)
	}
	if f.Because != "" {
		fmt.Fprintf(&b, "because %s\n", f.Because)
	}
	return b.String()
}

// golden returns the cases of every golden file: name and message, with the finding that is wanted.
func golden(t testing.TB) map[string]*txtar.Archive {
	t.Helper()
	names, err := filepath.Glob("testdata/golden/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	out := map[string]*txtar.Archive{}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = a
	}
	return out
}

func TestGolden(t *testing.T) {
	for name, archive := range golden(t) {
		changed := false
		if n := len(archive.Files); n%2 != 0 {
			t.Fatalf("%s: %s is not followed by its finding", name, archive.Files[n-1].Name)
		}
		for i := 0; i+1 < len(archive.Files); i += 2 {
			message, want := archive.Files[i], &archive.Files[i+1]
			if want.Name != message.Name+".finding" {
				t.Fatalf("%s: %s is not followed by its finding", name, message.Name)
			}
			f, ok := Commit(incident.Commit{Message: string(message.Data)}, Options{})
			got := show(f, ok)
			if *update {
				changed = changed || got != string(want.Data)
				want.Data = []byte(got)
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar")+"/"+message.Name, func(t *testing.T) {
				if diff := cmp.Diff(string(want.Data), got); diff != "" {
					t.Errorf("%s\n%s", message.Data, diff)
				}
			})
		}
		if changed {
			if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}
