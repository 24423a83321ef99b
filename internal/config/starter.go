package config

import (
	"fmt"
	"strings"
)

// Starter is a .ownup.yaml to begin with: the given tracker, and every other key that may stand in it as a comment with
// its meaning and its default.
func Starter(tracker string) string {
	var b strings.Builder
	b.WriteString("# ownup's configuration. `ownup config` shows what is in force and where it comes from.\n")
	b.WriteString("# To set a key that stands below another, take the # away from both lines.\n")
	group := ""
	for _, k := range table {
		if k.private || k.trusted {
			continue
		}
		b.WriteString("\n")
		for _, line := range wrap(k.Doc, 100) {
			b.WriteString("# " + line + "\n")
		}
		if k.Name == "tracker" {
			b.WriteString("tracker: " + tracker + "\n")
			continue
		}
		first, last, nested := strings.Cut(k.Name, ".")
		if !nested {
			group = ""
			fmt.Fprintf(&b, "#%s: %s\n", k.Name, yamlValue(k.Default))
			continue
		}
		if first != group {
			group = first
			fmt.Fprintf(&b, "#%s:\n", first)
		}
		fmt.Fprintf(&b, "#  %s: %s\n", last, yamlValue(k.Default))
	}
	return b.String()
}

func yamlValue(v any) string {
	switch v := v.(type) {
	case string:
		if v == "" || strings.ContainsAny(v, "*:#[]{}/") {
			return fmt.Sprintf("%q", v)
		}
		return v
	case []string:
		items := make([]string, len(v))
		for i, s := range v {
			items[i] = yamlValue(s)
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// wrap breaks a text into lines of at most so many characters, at spaces.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
