package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what is made from the table into docs/configuration.md")

// page is the page that people read; its table is made from the one in keys.go.
const page = "../../docs/configuration.md"

const tableBegin, tableEnd = "<!-- keys:begin, written by go test ./internal/config -update -->\n", "<!-- keys:end -->\n"

func TestDocumentationIsInStep(t *testing.T) {
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), tableBegin)
	_, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has lost the lines around its table", page)
	}
	want := before + tableBegin + documented() + tableEnd + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("run go test ./internal/config -update: %s", diff)
	}
}

func documented() string {
	var b strings.Builder
	for _, k := range Keys() {
		var env []string
		for _, name := range k.Env {
			env = append(env, "`"+name+"`")
		}
		if k.Flag != "" {
			env = append(env, "`--"+k.Flag+"`")
		}
		fmt.Fprintf(&b, "### `%s`\n\n%s\n\n%s. Default: %s. Set in: %s (%s).\n\n", k.Name, k.Doc, sentence(k.Form()), shownDefault(k), k.Where(), strings.Join(env, ", "))
	}
	return b.String()
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func shownDefault(k Key) string {
	v := yamlValue(k.Default)
	if v == `""` || v == "[]" {
		return "empty"
	}
	return "`" + v + "`"
}

// TestExamplesOnThePageLoad reads every YAML block of the page as a repository's file.
func TestExamplesOnThePageLoad(t *testing.T) {
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(data), -1)
	if len(blocks) == 0 {
		t.Fatal("the page has no example")
	}
	for _, b := range blocks {
		if _, err := Load(Options{Committed: []byte(b[1]), CommittedOnly: true}); err != nil {
			t.Errorf("%v in:\n%s", err, b[1])
		}
	}
}

func TestStarterSaysWhatHoldsAnyway(t *testing.T) {
	starter := Starter("github")
	c := load(t, Options{Committed: []byte(starter), CommittedOnly: true})
	if may, why := c.MayWriteGitHub(); !may {
		t.Error(why)
	}
	comment := regexp.MustCompile(`\n# (\S.*)`)
	read := comment.ReplaceAllString(starter, " $1") // the comments as they were before they were wrapped
	for _, k := range Keys() {
		group, _, nested := strings.Cut(k.Name, ".")
		if shown := strings.Contains(read, "\n "+k.Doc+"\n"); shown == (k.private || k.trusted) {
			t.Errorf("what %s is for stands in the starter: %t", k.Name, shown)
		}
		if nested && strings.Count(starter, "\n#"+group+":\n") != 1 {
			t.Errorf("%s: does not stand once in the starter", group)
		}
	}
	for _, line := range comment.FindAllString(starter, -1) {
		if len(line) > len("\n# ")+100 {
			t.Errorf("the starter has a comment of %d: %s", len(line), line)
		}
	}
	all := regexp.MustCompile(`(?m)^#( *[a-z_]+:)`).ReplaceAllString(starter, "$1")
	if all == starter {
		t.Fatal("no key is commented out")
	}
	set := load(t, Options{Committed: []byte(all), CommittedOnly: true})
	for i, v := range set.Values() {
		was := c.Values()[i]
		if !cmp.Equal(was.Value, v.Value) {
			t.Errorf("%s: the starter says %v, the default is %v", v.Key, v.Value, was.Value)
		}
		if k, _ := lookup(v.Key); !k.private && !k.trusted && v.Source == "default" {
			t.Errorf("%s is not in the starter", v.Key)
		}
	}
}

func TestEveryKeyHasAField(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Keys() {
		if seen[k.Name] || k.Doc == "" || k.Default == nil || !strings.HasSuffix(k.Doc, ".") {
			t.Errorf("%+v", k)
		}
		seen[k.Name] = true
	}
	dir := t.TempDir()
	// viper's UnmarshalExact fails on a key of the table without a field; a field without a key would be found by
	// nobody, so that each is set once and must change the Config.
	plain := load(t, Options{})
	for _, k := range Keys() {
		value := map[form]string{text: "x", list: "x", toggle: strconv.FormatBool(k.Default != true), count: "77", span: "77d"}[k.form]
		switch {
		case k.form == choice:
			value = k.Choices[1]
			if k.Default == value {
				value = k.Choices[0]
			}
		case k.Name == "github.repository":
			value = "a/b"
		case k.trusted:
			value = "https://x.example"
		case k.private:
			continue
		}
		c := load(t, Options{Dir: dir, Flags: map[string]string{k.Name: value}})
		c.sources, c.values, c.write = plain.sources, plain.values, plain.write
		if cmp.Equal(fmt.Sprintf("%+v", plain), fmt.Sprintf("%+v", c)) {
			t.Errorf("setting %s to %v changes no field", k.Name, value)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, FileName)); err == nil {
		t.Error("Load wrote a file")
	}
}

// Form says in words what a value of the key looks like.
func (k Key) Form() string {
	if k.form == choice {
		return "`" + strings.Join(k.Choices, "` or `") + "`"
	}
	return [...]string{text: "text", list: "list", toggle: "true or false", count: "whole number", span: "length of time"}[k.form]
}

// Where says what may set the key.
func (k Key) Where() string {
	where := "any file, environment"
	switch {
	case k.private:
		where = "environment"
	case k.trusted:
		where = "your own file, environment"
	}
	if k.Flag != "" {
		where += ", flag"
	}
	return where
}
