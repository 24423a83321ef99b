package trace

import (
	"context"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Sample is what the model is fitted on: a fix with each commit that may have introduced what it repairs, as numbers.
type Sample struct {
	Fix      incident.Commit
	OnlyAdds bool // the fix deletes no code
	Commits  []SampleCommit
}

// SampleCommit is one commit of a Sample.
type SampleCommit struct {
	SHA     string
	Subject string
	Numbers []float64 // parallel to Aspects
}

// Aspects names the numbers of a SampleCommit.
func Aspects() []string {
	names := make([]string, len(aspects()))
	for i, a := range aspects() {
		names[i] = a.name
	}
	return names
}

// SampleFix computes what the model sees of one fix.
func SampleFix(ctx context.Context, h History, sha string) (Sample, error) {
	v, err := study(ctx, h, sha, nil)
	if err != nil {
		return Sample{}, err
	}
	s := Sample{Fix: v.fix.commit, OnlyAdds: v.fix.onlyAdds()}
	for _, c := range v.all {
		if v.worth(c) {
			s.Commits = append(s.Commits, SampleCommit{c.commit.SHA, c.commit.Subject(), v.numbers(c)})
		}
	}
	return s, nil
}

// PassingSample is a commit that a fix's message names in passing, as the model of such sees it.
type PassingSample struct {
	SHA     string
	Numbers PassingNumbers
}

// SamplePassing tells which commit a fix's lines lead to, "" for none, and computes what the model sees of those that
// the message would name in passing, were it the fix's. There are none where it names one outright.
func SamplePassing(ctx context.Context, h History, sha, message string) (byLines string, passing []PassingSample, err error) {
	v, err := study(ctx, h, sha, nil)
	if err != nil {
		return "", nil, err
	}
	v.fix.commit.Message = message
	lines := v.byLines()
	all, err := v.named(ctx, h, FixOptions{})
	if err != nil {
		return "", nil, err
	}
	for _, n := range all {
		if n.link.How == detect.Outright {
			return "", nil, nil
		}
		passing = append(passing, PassingSample{n.commit.SHA, passingNumbers(lines, all, n)})
	}
	if len(lines) > 0 {
		byLines = lines[0].commit.SHA
	}
	return byLines, passing, nil
}

func (v *view) numbers(c *introducer) []float64 {
	out := make([]float64, len(aspects()))
	for i, a := range aspects() {
		out[i] = a.of(v, c)
	}
	return out
}
