package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/yamlline"
)

// maxFile bounds a configuration file; a full one has some two kilobytes.
const maxFile = 64 << 10

// setting is one value with the place it comes from.
type setting struct {
	value  any
	source Source
}

// readFile reads a configuration file; one that is not there has no settings. A person's own may be a link. In a
// repository that could lead to any file of this machine, whose lines would then be printed for what is wrong in them.
func readFile(name, shown string, from SourceKind) (map[string]setting, error) {
	look := os.Stat
	if from == FromRepository {
		look = os.Lstat
	}
	info, err := look(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return nil, usage(nil, "%s is a symbolic link, and none is followed in a repository: put the file itself in its place, or remove the link", shown)
	}
	if err == nil && !info.Mode().IsRegular() {
		return nil, usage(nil, "%s is not a regular file: put ownup's configuration there, or remove it", shown)
	}
	var data []byte
	if err == nil {
		var f *os.File
		if f, err = os.Open(name); err == nil {
			data, err = io.ReadAll(io.LimitReader(f, maxFile+1))
			_ = f.Close()
		}
	}
	if err != nil {
		return nil, usage(err, "%s can't be read (%s): check its permissions", shown, plainCause(err))
	}
	return parseFile(data, shown, from)
}

func plainCause(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}

// parseFile reads a configuration file's text. It takes the plain part of YAML that a configuration needs and refuses
// the rest, so that nothing a stranger writes there costs time or memory.
func parseFile(data []byte, name string, from SourceKind) (found map[string]setting, err error) {
	if err := plainText(data, name); err != nil {
		return nil, err
	}
	defer func() { // the parser is foreign code that reads foreign text
		if r := recover(); r != nil {
			found, err = nil, usage(nil, "%s is not YAML that ownup can read: write it as `key: value` lines", name)
		}
	}()
	var doc yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	if err := decoder.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, syntax(err, name, data)
	}
	var more yaml.Node
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, usage(nil, "%s holds more than one YAML document: keep the first and remove what follows the `---`", name)
	}
	r := reader{name: name, from: from, found: map[string]setting{}}
	if len(doc.Content) == 1 {
		if err := r.mapping(doc.Content[0], ""); err != nil {
			return nil, err
		}
	}
	return r.found, nil
}

func plainText(data []byte, name string) error {
	if len(data) > maxFile {
		return usage(nil, "%s is larger than %d kB: a configuration has a few lines; remove what does not belong there", name, maxFile>>10)
	}
	for i, line := range strings.Split(string(data), "\n") {
		switch {
		case !utf8.ValidString(line):
			return usage(nil, "%s:%d is not UTF-8 text: save the file as UTF-8", name, i+1)
		case strings.ContainsRune(line, 0):
			return usage(nil, "%s:%d holds a NUL byte: save the file as plain text", name, i+1)
		case strings.HasPrefix(strings.TrimLeft(line, " "), "\t") && strings.TrimSpace(line) != "":
			return usage(nil, "%s:%d begins with a tab: YAML wants spaces there", name, i+1)
		}
	}
	return nil
}

// syntax puts what the parser says into a sentence, with the line where it names one: it leaves out the first.
func syntax(err error, name string, data []byte) error {
	line, said := yamlline.Of(err)
	if line > 0 {
		last := 1 + strings.Count(strings.TrimRight(string(data), "\n"), "\n")
		name += ":" + strconv.Itoa(min(line, last)) // what is never closed ends below it
	}
	return usage(err, "%s can't be read (%s): write `key: value`, with quotes around a value that begins with a sign, as in owner: \"@name\"", name, printable(said))
}

// reader walks the nodes of one file.
type reader struct {
	name  string
	from  SourceKind
	found map[string]setting
}

func (r *reader) wrong(n *yaml.Node, format string, args ...any) error {
	return usage(nil, "%s:%d: %s", r.name, n.Line, fmt.Sprintf(format, args...))
}

func (r *reader) mapping(n *yaml.Node, prefix string) error {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil // "labels:" with everything under it commented out
	}
	if n.Kind != yaml.MappingNode {
		if prefix == "" {
			return r.wrong(n, "expected `key: value` lines")
		}
		return r.wrong(n, "%s holds keys of its own: write them indented on the lines below", strings.TrimSuffix(prefix, "."))
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			return r.wrong(key, "a key must be a plain word")
		}
		if err := r.entry(key, value, prefix+key.Value); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) entry(key, value *yaml.Node, name string) error {
	if value.Kind == yaml.AliasNode || value.Anchor != "" || key.Anchor != "" {
		return r.wrong(key, "anchors and aliases (& and *) are not read here: write the value out")
	}
	k, known := lookup(name)
	if !known {
		for _, other := range table {
			if strings.HasPrefix(other.Name, name+".") {
				return r.mapping(value, name+".")
			}
		}
		if near := nearest(name); near != "" {
			return r.wrong(key, "there is no key %q: the nearest is %q", printable(name), near)
		}
		return r.wrong(key, "there is no key %q: remove it, and `ownup config` lists those there are", printable(name))
	}
	if k.private {
		return r.wrong(key, "a token does not belong in a file: remove the line (and revoke the token if it was shared), then set GITHUB_TOKEN or GH_TOKEN in the environment")
	}
	if k.trusted && r.from == FromRepository {
		return r.wrong(key, "%s is not taken from the repository's file, because your token would follow it: set it in your user file, or as %s", name, k.Env[0])
	}
	if _, twice := r.found[name]; twice {
		return r.wrong(key, "%s is set twice: keep one", name)
	}
	v, wrong := nodeValue(k, value)
	if wrong != "" {
		return r.wrong(value, "%s %s", name, wrong)
	}
	if v != nil {
		r.found[name] = setting{v, Source{Kind: r.from, Name: r.name, Line: key.Line}}
	}
	return nil
}

// nodeValue turns a node into the value of a key, or says what it must be. A key without a value is left at its
// default.
func nodeValue(k Key, n *yaml.Node) (any, string) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil, ""
	}
	if k.form == list {
		if n.Kind == yaml.ScalarNode {
			return k.lines([]string{n.Value})
		}
		if n.Kind != yaml.SequenceNode {
			return nil, "must be " + k.wanted()
		}
		values := make([]string, 0, len(n.Content))
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode || item.Anchor != "" || item.Tag == "!!null" {
				return nil, "must be a list of plain words"
			}
			values = append(values, item.Value)
		}
		return k.lines(values)
	}
	if n.Kind != yaml.ScalarNode {
		return nil, "must be " + k.wanted()
	}
	return k.parse(n.Value)
}

// maxCount bounds what is counted: days without end would reach beyond the calendar.
const maxCount = 999_999

func (k Key) wanted() string {
	switch k.form {
	case choice:
		return strings.Join(k.Choices, " or ")
	case toggle:
		return "true or false"
	case count:
		return fmt.Sprintf("a whole number from %d to %d", k.min, maxCount)
	case span:
		return "a length of time such as 36h, 14d or 2w"
	case list:
		return "a list"
	}
	return "one line of text"
}

// parse turns text into a value of the key, or says what it must be.
func (k Key) parse(s string) (any, string) {
	switch k.form {
	case list:
		var items []string
		for item := range strings.SplitSeq(s, ",") {
			if item = strings.TrimSpace(item); item != "" {
				items = append(items, item)
			}
		}
		return k.lines(items)
	case choice:
		if slices.Contains(k.Choices, s) {
			return s, ""
		}
	case toggle:
		switch strings.ToLower(s) {
		case "true", "yes", "on", "1":
			return true, ""
		case "false", "no", "off", "0":
			return false, ""
		}
	case count:
		if n, err := strconv.Atoi(s); err == nil && n >= k.min && n <= maxCount {
			return n, ""
		}
	case span:
		if _, err := ParseSpan(s); err == nil {
			return s, ""
		}
	case text:
		if wrong := k.check(s); wrong != "" {
			return nil, wrong
		}
		return s, ""
	}
	return nil, "must be " + k.wanted() + got(s)
}

func got(s string) string {
	if letters := []rune(s); len(letters) > 40 {
		s = string(letters[:40]) + "…"
	}
	return fmt.Sprintf(", not %q", s)
}

func (k Key) lines(items []string) (any, string) {
	if len(items) > 1000 {
		return nil, "has more than 1000 entries"
	}
	for _, item := range items {
		if wrong := k.check(item); wrong != "" {
			return nil, wrong + got(item)
		}
	}
	if items == nil {
		items = []string{}
	}
	return items, ""
}

func usage(cause error, format string, args ...any) error {
	return &incident.Problem{Kind: incident.Usage, Sentence: fmt.Sprintf(format, args...) + ".", Err: cause}
}
