package checklist

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestRealReverts renders the facts that ownup gathered of two reverts in whole clones of public repositories (people's
// names are replaced): reading the golden files is reading what a team would get.
func TestRealReverts(t *testing.T) {
	for _, name := range []string{"cargo", "prow"} {
		data, err := os.ReadFile("testdata/real/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var in incident.Incident
		if err := json.Unmarshal(data, &in); err != nil {
			t.Fatal(err)
		}
		title, body, err := Render(in, nil, Options{Now: time.Date(2026, 8, 21, 0, 0, 0, 0, time.UTC), Repository: "example/" + name, Commands: true})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "real/"+name+".issue.md", "# "+title+"\n\n"+body)
	}
}
