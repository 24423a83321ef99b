package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// What a sieve lets through may be too much, never too little: each is held against the plain rule it spares.
func FuzzSieves(f *testing.F) {
	seed(f)
	f.Add("back\n-out\fRE-LAND re lan rolling these back undi rol")
	f.Add("x: [take 2] y (retry) [again")
	f.Add("\f> quoted\n\v»»» x\n  Original CL description:\n\nCL: 12\ncommit 0123456 upstream")
	f.Fuzz(func(t *testing.T, s string) {
		plain := false
		for i := range len(s) {
			plain = plain || stemAt(s, i)
		}
		if hasStem(s) != plain {
			t.Errorf("hasStem(%q) is %v", s, !plain)
		}
		if parseTitle(s).worded() && !mayBeWorded(s) {
			t.Errorf("%q has a layer", s)
		}
		for line := range strings.Lines(s) {
			line = strings.TrimSpace(line)
			if names := lineNames(line); names != nil && !nameBeginnings.begin(line) {
				t.Errorf("%q names %v", line, names)
			}
			low := lower(cut(line, 80))
			if (strings.HasPrefix(line, ">") || strings.HasPrefix(line, "»»»") || beginsOriginal(low)) && !quoteBeginnings.beginAny(s) {
				t.Errorf("%q begins a quotation", line)
			}
		}
		eachName(s, func(_ string, n incident.Claim) {
			if !tellingLines.beginAny(s) {
				t.Errorf("a line of %q names %v", s, n)
			}
		})
	})
}

// A word of the team's own is found in any case and anywhere; one that holds a stem is looked for only once.
func TestMayFindOptions(t *testing.T) {
	o := Options{HotfixBranches: []string{"", "emergency/", "hotfix/"}}
	for message, want := range map[string]bool{
		"Merge branch 'EMERGENCY/login'": true, "x\n\nemergency/": true, "HotFix/": true,
		"": false, "emergency": false,
	} {
		if got := o.mayFind(message); got != want {
			t.Errorf("mayFind(%q) = %v", message, got)
		}
	}
}

// ordinary is a message as most are: it undoes nothing and is named by its subject alone.
const ordinary = `net: phy: Read the delay of the RGMII lines from the device tree

The controller has been told a fixed delay so far, which suits the boards that are
supported. Newer ones route the clock differently, and the link drops packets as
soon as it runs at its full rate. Take the value from the tree where there is one.

While here, document the property and say which unit it is in.

Signed-off-by: A. Developer <developer@example.com>
Reviewed-by: A. Maintainer <maintainer@example.com>
Cc: Release Manager <releases@example.com>
`

func BenchmarkNames(b *testing.B) {
	c := incident.Commit{Message: ordinary}
	b.SetBytes(int64(len(c.Message)))
	b.ReportAllocs()
	for b.Loop() {
		Names(c)
	}
}

func BenchmarkMayFind(b *testing.B) {
	o := Options{HotfixBranches: []string{"hotfix/", "hotfix-"}}
	b.SetBytes(int64(len(ordinary)))
	b.ReportAllocs()
	for b.Loop() {
		o.mayFind(ordinary)
	}
}
