package trace

import (
	"slices"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// TestFixLeavesOutTheHarmless holds that who changed nothing but tests, or how they are run, is no cause of what a fix
// repairs in the code, however many of its lines were theirs; and is one of what it repairs in tests alone.
func TestFixLeavesOutTheHarmless(t *testing.T) {
	const (
		code  = "def dim(n):\n    if n < 0:\n        return None\n    return n * 2\n"
		tests = "import lamp\n\n\ndef test_dim():\n    assert lamp.dim(1) == 2\n"
		more  = tests + "\n\ndef test_dark():\n    assert lamp.dim(-1) is None\n    assert lamp.dim(-2) is None\n"
	)
	r := gittest.New(t)
	faulty := r.Commit("lamp: dim it", gittest.Files{"lamp.py": code, "tests/test_lamp.py": tests, ".travis.yml": "script: run\n"})
	r.Commit("hall: a door", gittest.Files{"door.py": "closed = 1\n"})
	told := r.Commit("Test that the lamp goes dark", gittest.Files{"tests/test_lamp.py": more})
	checked := r.Commit("Run the tests of the lamp", gittest.Files{".travis.yml": "script: run tests of the lamp\n"})
	mended := tests + "\n\ndef test_dark():\n    assert lamp.dim(-1) == 0\n    assert lamp.dim(-2) == 0\n"
	fix := r.Commit("Test that the lamp is never dark", gittest.Files{
		"lamp.py":            code[:len(code)-len("    return n * 2\n")] + "    n = max(n, 1)\n    return n * 2\n",
		"tests/test_lamp.py": mended, ".travis.yml": "script: run all tests of the lamp\n",
	})
	alone := r.Commit("Test the lamp otherwise", gittest.Files{
		"tests/test_lamp.py": tests + "\n\ndef test_dark():\n    assert lamp.dim(-1) == 1\n    assert lamp.dim(-2) == 1\n",
	})
	h := openRepository(t, r.GitDir)

	got, err := Fix(t.Context(), h, fix, FixOptions{IgnoreMessage: true})
	if err != nil || len(got) == 0 || got[0].SHA != faulty || slices.Contains(shasOf(got), told) || slices.Contains(shasOf(got), checked) {
		t.Errorf("traced to %v, %v, want %s without %s and %s", shasOf(got), err, faulty, told, checked)
	}
	if got, err := Fix(t.Context(), h, alone, FixOptions{IgnoreMessage: true}); err != nil || !slices.Contains(shasOf(got), fix) {
		t.Errorf("what mends tests alone is traced to %v, %v, without %s", shasOf(got), err, fix)
	}
}

// TestDoes holds what counts as code where one of a branch's commits is chosen.
func TestDoes(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"lamp.py": "dim = 1\n", "VERSION": "1.0\n"})
	for message, files := range map[string]gittest.Files{
		"code":  {"lamp.py": "dim = 2\n", "tests/test_lamp.py": "a\n"},
		"tells": {"tests/test_lamp.py": "b\n", "docs/lamp.md": "b\n", ".github/workflows/ci.yml": "b\n", ".travis.yml": "b\n", ".eslintrc.json": "b\n"},
		"none":  {"VERSION": "1.1\n"},
	} {
		want := map[string]Doing{"code": ChangesCode, "tells": OnlyTells, "none": Nothing}[message]
		sha := r.Commit(message, files)
		if got, err := Does(t.Context(), openRepository(t, r.GitDir), sha, nil); err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", message, got, err, want)
		}
	}
}
