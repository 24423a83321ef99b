package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var pinned = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40}$`)

// workflowFaults says what is unsafe in a workflow or an action: steps that are not pinned to a commit, scripts that
// have foreign text pasted into them, a head checked out where the token may write, permissions left to the default.
func workflowFaults(source []byte) ([]string, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(source, &root); err != nil {
		return nil, err
	}
	var found []string
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(n.Content); i += 2 {
				key, value := n.Content[i].Value, n.Content[i+1].Value
				switch {
				case key == "uses" && value != "./" && !strings.HasPrefix(value, "ownup-dev/ownup@") && !pinned.MatchString(value):
					found = append(found, "not pinned: "+value)
				case key == "run" && strings.Contains(value, "${{"):
					found = append(found, "an expression in a script: "+value)
				case key == "ref" && strings.Contains(value, "head"):
					found = append(found, "a head checked out: "+value)
				case value == "write-all":
					found = append(found, "every permission")
				}
			}
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(&root)
	var top struct {
		Jobs        map[string]any
		Permissions any
	}
	if err := root.Decode(&top); err != nil {
		return nil, err
	}
	if top.Jobs != nil && top.Permissions == nil {
		found = append(found, "no permissions at the top")
	}
	return found, nil
}

func TestWorkflows(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../../action.yml", "../../.github/workflows/*.yml", "../../examples/*.yml"} {
		matches, err := filepath.Glob(pattern)
		if err != nil || len(matches) == 0 {
			t.Fatalf("%s: no files (%v)", pattern, err)
		}
		files = append(files, matches...)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found, err := workflowFaults(source)
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for _, fault := range found {
			t.Errorf("%s: %s", file, fault)
		}
	}
}

func TestWorkflowFaultsAreFound(t *testing.T) {
	const unsafe = `
on: pull_request_target
jobs:
  a:
    permissions: write-all
    steps:
      - uses: actions/checkout@v7
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - run: echo "${{ github.event.pull_request.title }}"
`
	found, err := workflowFaults([]byte(unsafe))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"not pinned", "an expression in a script", "a head checked out", "every permission", "no permissions"} {
		if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, want) }) {
			t.Errorf("%q is not found: %q", want, found)
		}
	}
}
