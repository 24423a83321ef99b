// Package config turns flags, environment, the repository's .ownup.yaml, the user's file and defaults into one typed
// Config, with the source of every value. It reads files and writes none. viper stays in here.
//
// What is read from a repository is a stranger's text: it can't choose where a token is sent, name a path outside of
// the repository, or make ownup write to GitHub unless it is committed.
package config

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/viper"
)

// FileName is the configuration's name in a repository.
const FileName = ".ownup.yaml"

// Config is the whole configuration. Its fields carry the names of the keys; Keys says what each is for.
type Config struct {
	Tracker string `mapstructure:"tracker"` // "local" or "github"
	Local   struct {
		Dir string `mapstructure:"dir"` // slash-separated, inside the repository; empty: in the git directory
	} `mapstructure:"local"`
	GitHub struct {
		Repository string `mapstructure:"repository"` // "owner/name" or empty
		APIURL     string `mapstructure:"api_url"`    // always set after Load
		ServerURL  string `mapstructure:"server_url"` // always set after Load, without a slash at the end
	} `mapstructure:"github"`
	Token        Secret   `mapstructure:"token"`
	Owner        []string `mapstructure:"owner"`
	Stakeholders []string `mapstructure:"stakeholders"`
	AssignAuthor bool     `mapstructure:"assign_author"`
	Labels       struct {
		Incident string `mapstructure:"incident"`
		Revert   string `mapstructure:"revert"`
		Hotfix   string `mapstructure:"hotfix"`
		Overdue  string `mapstructure:"overdue"`
		Progress string `mapstructure:"progress"`
	} `mapstructure:"labels"`
	Branches struct {
		Maintained []string `mapstructure:"maintained"`
	} `mapstructure:"branches"`
	Releases struct {
		Tags []string `mapstructure:"tags"`
	} `mapstructure:"releases"`
	Hotfix struct {
		Branches []string `mapstructure:"branches"`
		Labels   []string `mapstructure:"labels"`
	} `mapstructure:"hotfix"`
	Since    Span `mapstructure:"since"`
	Silent   bool `mapstructure:"silent"`
	DailyCap int  `mapstructure:"daily_cap"`
	Hold     struct {
		Bots        bool `mapstructure:"bots"`
		Docs        bool `mapstructure:"docs"`
		SameRelease bool `mapstructure:"same_release"`
	} `mapstructure:"hold"`
	WatchDays       int    `mapstructure:"watch_days"`
	Measures        string `mapstructure:"measures"` // "tasks" or "sub-issues"
	CourtesyComment bool   `mapstructure:"courtesy_comment"`
	Template        string `mapstructure:"template"`
	Message         struct {
		Template string `mapstructure:"template"`
	} `mapstructure:"message"`
	Report struct {
		Weeks int `mapstructure:"weeks"`
	} `mapstructure:"report"`
	Hook struct {
		Open string `mapstructure:"open"` // "sync" or "commit"
	} `mapstructure:"hook"`

	sources map[string]Source
	values  map[string]any
	write   permission
}

// Span is a length of time as people write it: "14d".
type Span string

// Duration is the length; a Span that Load has accepted always has one.
func (s Span) Duration() time.Duration {
	d, _ := ParseSpan(string(s))
	return d
}

// Secret is a token. It prints as stars, whatever prints it; Reveal is for the one place that sends it.
type Secret string

const stars = "********"

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return stars
}

// GoString keeps %#v from showing it.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// MarshalText keeps JSON, YAML and slog from showing it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal returns the token itself.
func (s Secret) Reveal() string { return string(s) }

// Options says where the configuration is to be taken from.
type Options struct {
	Dir           string            // folder that holds .ownup.yaml, the top of the work tree; empty: none is read (bare repository)
	Committed     []byte            // .ownup.yaml as it is committed at HEAD, or on the default branch; nil when it is not committed
	CommittedName string            // how sentences name it, such as "main:.ownup.yaml"; empty: .ownup.yaml
	CommittedOnly bool              // take the committed file in place of the one in Dir: in the Action and in bare repositories
	UserFile      string            // empty: UserFile(Env)
	Env           Env               // nil: an empty environment
	Flags         map[string]string // by key, only those given, as a variable of the environment would say it
	Action        bool              // inside the GitHub Action: the tracker is GitHub unless configured otherwise
}

// Env looks up an environment variable; one that is not set is empty. os.Getenv is one.
type Env func(name string) string

// UserFile is where a person's own configuration lives: $XDG_CONFIG_HOME/ownup/config.yaml, or below ~/.config; on
// Windows below %AppData%. It is empty where the environment names no home.
func UserFile(env Env) string {
	if dir := configHome(env); dir != "" {
		return filepath.Join(dir, "ownup", "config.yaml")
	}
	return ""
}

// Load reads the configuration. What is wrong with it is an *incident.Problem of kind Usage that names file and line,
// variable or flag.
func Load(o Options) (Config, error) {
	if o.Env == nil {
		o.Env = func(string) string { return "" }
	}
	v, sources := viper.New(), map[string]Source{}
	for _, k := range table {
		v.SetDefault(k.Name, k.Default)
	}
	if o.Action {
		v.SetDefault("tracker", "github")
		sources["tracker"] = Source{Kind: FromAction}
	}
	repository, committed, err := o.repositoryFiles()
	if err != nil {
		return Config{}, err
	}
	user, err := o.userFile()
	if err != nil {
		return Config{}, err
	}
	environment, err := fromEnv(o.Env)
	if err != nil {
		return Config{}, err
	}
	flags, err := fromFlags(o.Flags)
	if err != nil {
		return Config{}, err
	}
	for _, layer := range []map[string]setting{user, repository, environment, flags} { // later ones win
		for name, s := range layer {
			v.Set(name, s.value)
			sources[name] = s.source
		}
	}
	c := Config{sources: sources}
	if err := v.UnmarshalExact(&c); err != nil {
		return Config{}, usage(err, "The configuration can't be read: %v", err)
	}
	c.addresses()
	c.login(o.Env)
	c.write = c.permission(o, committed)
	c.values = map[string]any{}
	for _, k := range table {
		c.values[k.Name] = v.Get(k.Name)
	}
	c.values["token"], c.values["github.api_url"], c.values["github.server_url"] = c.Token.String(), c.GitHub.APIURL, c.GitHub.ServerURL
	return c, nil
}

func (o Options) repositoryFiles() (used, committed map[string]setting, err error) {
	name := o.CommittedName
	if name == "" {
		name = FileName
	}
	committed, err = parseFile(o.Committed, name, FromRepository)
	if o.CommittedOnly || o.Dir == "" {
		return committed, committed, err
	}
	// A committed file that can't be read grants nothing; the one in the work tree, which may mend it, is what counts.
	used, err = readFile(filepath.Join(o.Dir, FileName), FileName, FromRepository)
	return used, committed, err
}

func (o Options) userFile() (map[string]setting, error) {
	name := o.UserFile
	if name == "" {
		name = UserFile(o.Env)
	}
	if name == "" {
		return nil, nil
	}
	return readFile(name, name, FromUser)
}

// fromEnv takes each key from the first variable that is set. The token is found by login.
func fromEnv(env Env) (map[string]setting, error) {
	found := map[string]setting{}
	for _, k := range Keys() {
		for _, name := range k.Env {
			s := env(name)
			if s == "" || k.private {
				continue
			}
			if name == "GH_HOST" {
				s = "https://" + s
			}
			value, wrong := k.parse(strings.TrimSpace(s))
			if wrong != "" && name == "GH_HOST" {
				wrong = "must be a host's name such as github.example.com"
			}
			if wrong != "" {
				return nil, usage(nil, "%s in the environment %s", name, wrong)
			}
			found[k.Name] = setting{value, Source{Kind: FromEnvironment, Name: name}}
			break
		}
	}
	return found, nil
}

func fromFlags(flags map[string]string) (map[string]setting, error) {
	found := map[string]setting{}
	for name, given := range flags {
		k, ok := lookup(name)
		if !ok || k.private {
			return nil, usage(nil, "There is no configuration key %q for a flag to set", printable(name))
		}
		value, wrong := k.parse(given)
		if wrong != "" {
			flag := "The flag for " + name
			if k.Flag != "" {
				flag = "--" + k.Flag
			}
			return nil, usage(nil, "%s %s", flag, wrong)
		}
		found[name] = setting{value, Source{Kind: FromFlag, Name: name}}
	}
	return found, nil
}

// addresses completes the two addresses from each other.
func (c *Config) addresses() {
	c.GitHub.ServerURL = strings.TrimRight(c.GitHub.ServerURL, "/")
	c.GitHub.APIURL = strings.TrimRight(c.GitHub.APIURL, "/")
	if c.GitHub.APIURL != "" {
		return
	}
	c.GitHub.APIURL = apiOf(c.GitHub.ServerURL)
	c.sources["github.api_url"] = c.sources["github.server_url"]
}

// apiOf is the API's address of a server: its own host on github.com, on a data-residency tenant (*.ghe.com) and on
// gh's development host; a path on Enterprise servers. See docs.github.com/rest, "Getting started", for each product.
func apiOf(server string) string {
	u, err := url.Parse(server)
	if err != nil {
		return "https://api.github.com"
	}
	host := strings.ToLower(u.Host)
	if host == "github.com" || host == "github.localhost" || strings.HasSuffix(host, ".ghe.com") {
		return u.Scheme + "://api." + host
	}
	return u.Scheme + "://" + u.Host + "/api/v3"
}
