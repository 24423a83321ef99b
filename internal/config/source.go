package config

import (
	"fmt"
	"reflect"
)

// SourceKind says from which layer a value comes.
type SourceKind int

// The layers, weakest first.
const (
	FromDefault SourceKind = iota
	FromLogin              // gh's own login
	FromAction             // because it runs inside the Action
	FromUser
	FromRepository
	FromEnvironment
	FromFlag
)

// Source says where a value comes from.
type Source struct {
	Kind SourceKind
	Name string // of the file, variable or key
	Line int    // in a file
}

func (s Source) String() string {
	switch s.Kind {
	case FromLogin:
		return "gh's login, " + s.Name
	case FromAction:
		return "the Action"
	case FromUser, FromRepository:
		return fmt.Sprintf("%s:%d", s.Name, s.Line)
	case FromEnvironment:
		return "environment " + s.Name
	case FromFlag:
		return "flag"
	}
	return "default"
}

// Value is one value with its source, as `ownup config` shows it. A token is masked.
type Value struct {
	Key    string `json:"key"`
	Value  any    `json:"value"` // string, []string, bool or int
	Source string `json:"source"`
}

// Values returns every value with its source, in the order of Keys.
func (c Config) Values() []Value {
	all := make([]Value, 0, len(table))
	for _, k := range table {
		all = append(all, Value{Key: k.Name, Value: c.values[k.Name], Source: c.sources[k.Name].String()})
	}
	return all
}

// Source returns where the value of a key comes from.
func (c Config) Source(key string) Source { return c.sources[key] }

// permission is whether ownup may write to GitHub, and why.
type permission struct {
	granted bool
	because string
}

// MayWriteGitHub reports whether ownup may write to GitHub here, with one sentence that says why or why not. Nobody who
// tries ownup in a clone of someone's project may file issues with them: so it takes the committed configuration, a
// flag, or the Action.
func (c Config) MayWriteGitHub() (bool, string) { return c.write.granted, c.write.because }

func (c Config) permission(o Options, committed map[string]setting) permission {
	if c.Tracker != "github" {
		return permission{false, "the tracker is local, so incidents stay on this machine"}
	}
	switch from := c.sources["tracker"]; from.Kind {
	case FromFlag:
		return permission{true, "a flag says tracker: github"}
	case FromRepository:
		if same(committed, "tracker", "github") && c.committedRepository(committed) {
			return permission{true, from.String() + " is committed and says tracker: github"}
		}
		return permission{false, from.String() + " says tracker: github but is not committed that way: commit it first, or pass --tracker github"}
	default:
		if o.Action {
			return permission{true, "the Action writes to GitHub"}
		}
		if same(committed, "tracker", "github") && c.committedRepository(committed) {
			return permission{true, "the committed configuration says tracker: github"}
		}
		return permission{false, "tracker: github comes from " + from.String() + ", which allows reading only: commit it in " + FileName + ", or pass --tracker github"}
	}
}

// committedRepository reports whether the repository written to is the one of the committed file, or none of the file's
// doing.
func (c Config) committedRepository(committed map[string]setting) bool {
	return c.sources["github.repository"].Kind != FromRepository || same(committed, "github.repository", c.GitHub.Repository)
}

func same(settings map[string]setting, key string, value any) bool {
	return reflect.DeepEqual(settings[key].value, value)
}
