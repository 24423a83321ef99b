package yamlline

import (
	"errors"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestOf(t *testing.T) {
	for text, want := range map[string]int{
		"a: 1\nb: [1,\n":          3, // by the parser, which counts from 0
		"a: 1\n- b\n":             2, // and here
		"a: 1\nb: @c\n":           2, // by the scanner
		"a: 1\nb: c: d\n":         2, // and here
		"a: 1\nb: x\n":            2, // of the wrong type
		"b: 1\na: line 7: none\n": 2, // what is quoted is no line
		"a: line 7: none\n":       0, // it leaves out the first
		"a: *nobody\n":            0, // it names none
	} {
		var into struct{ A, B int }
		err := yaml.Unmarshal([]byte(text), &into)
		if err == nil {
			t.Fatalf("%q is read", text)
		}
		line, said := Of(err)
		if line != want || said == "" {
			t.Errorf("%q: line %d, want %d: %q, of %v", text, line, want, said, err)
		}
	}
	if line, said := Of(errors.New("the disk is broken")); line != 0 || said != "the disk is broken" {
		t.Errorf("%d, %q", line, said)
	}
}
