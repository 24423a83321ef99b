package event

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestAnnotation(t *testing.T) {
	tests := []struct{ level, message, want string }{
		{Warning, "plain", "::warning::plain\n"},
		{Error, "100%\r\n::set-output name=x::y", "::error::100%25%0D%0A::set-output name=x::y\n"},
		{Notice, "%0A", "::notice::%250A\n"},
		{"set-env name=A", "b", "::notice::b\n"},
	}
	for _, tt := range tests {
		if got := Annotation(tt.level, tt.message); got != tt.want {
			t.Errorf("Annotation(%q, %q) = %q, want %q", tt.level, tt.message, got, tt.want)
		}
	}
}

func FuzzAnnotation(f *testing.F) {
	f.Add("a\n::set-output name=x::y\r%")
	f.Fuzz(func(t *testing.T, message string) {
		got := Annotation(Error, message)
		if strings.Count(got, "\n") != 1 || !strings.HasSuffix(got, "\n") || strings.Contains(got, "\r") {
			t.Fatalf("%q is not one line", got)
		}
		body := strings.TrimSuffix(strings.TrimPrefix(got, "::error::"), "\n")
		if back := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(body); back != message {
			t.Errorf("the runner reads %q, want %q", back, message)
		}
	})
}

func TestGuard(t *testing.T) {
	tests := map[string]struct {
		writes []string
		want   string
	}{
		"nothing":   {nil, ""},
		"empty":     {[]string{""}, ""},
		"a line":    {[]string{"::set-output name=x::y\n"}, "::stop-commands::T\n::set-output name=x::y\n::T::\n"},
		"half line": {[]string{"a\n", "b"}, "::stop-commands::T\na\nb\n::T::\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			g := Guard(&out, "T")
			for _, w := range tt.writes {
				if _, err := io.WriteString(g, w); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 { // closing twice ends the guard once
				if err := g.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if out.String() != tt.want {
				t.Errorf("got %q, want %q", out.String(), tt.want)
			}
		})
	}
}

// TestGuardSaysWhatItCouldNotWrite has each of its writes fail: the beginning, the text, and the end. Where it can't
// begin, nothing of the text comes through.
func TestGuardSaysWhatItCouldNotWrite(t *testing.T) {
	for well, calls := range []int{1, 3, 3} {
		w := &failing{well: well}
		g := Guard(w, "T")
		_, err := io.WriteString(g, "::set-output name=x::y\n")
		if err := errors.Join(err, g.Close()); err == nil || w.calls != calls {
			t.Errorf("after %d writes: %d writes, want %d; %v", well, w.calls, calls, err)
		}
	}
}

type failing struct{ well, calls int }

func (f *failing) Write(p []byte) (int, error) {
	if f.calls++; f.calls > f.well {
		return 0, errors.New("closed pipe")
	}
	return len(p), nil
}

func TestOutput(t *testing.T) {
	if got, want := Output("url", "a\nverdict=open", "T"), "url<<T\na\nverdict=open\nT\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
