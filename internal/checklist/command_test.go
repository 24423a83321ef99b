package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestCommands(t *testing.T) {
	for comment, want := range map[string][]Command{
		"/ownup ack":                              {{Verb: Ack}},
		"Thanks!\n\n/ownup ack\n":                 {{Verb: Ack}},
		"Thanks!\n/ownup close\nSee you":          {{Verb: CloseIt}},
		"/ownup ACK\r\n/ownup close\r\n":          {{Verb: Ack}, {Verb: CloseIt}},
		"/ownup measure Check it @mira #12":       {{Verb: AddMeasure, Measure: incident.Measure{Text: "Check it", Owner: "@mira", Refs: []string{"#12"}}}},
		"/ownup done 2":                           {{Verb: TickOff, N: 2}},
		"/ownup done 2 with #12, #13":             {{Verb: TickOff, N: 2, Measure: incident.Measure{Refs: []string{"#12", "#13"}}}},
		"/ownup not-doing 2 because it is gone":   {{Verb: DropIt, N: 2, Because: "it is gone"}},
		"/ownup not-doing #2 because: it is gone": {{Verb: DropIt, N: 2, Because: "it is gone"}},
		"/ownup owner @mira":                      {{Verb: SetOwner, Owner: "@mira"}},
		"/ownup owner 2 @org/team":                {{Verb: SetOwner, N: 2, Owner: "@org/team"}},
		"/ownup due 2 2026-12-01":                 {{Verb: SetDue, N: 2, Due: day1()}},
		"/ownup due 2. by 2026-12-01":             {{Verb: SetDue, N: 2, Due: day1()}},
		"/ownup\tdue  2\t2026-12-01":              {{Verb: SetDue, N: 2, Due: day1()}},
		"/ownup owner   @mira":                    {{Verb: SetOwner, Owner: "@mira"}},
		"/ownup due 2 on 2026-12-01":              {{Verb: SetDue, N: 2, Due: day1()}},
		"/ownup promote 3":                        {{Verb: Promote, N: 3}},
		"/ownup dismiss because it was planned":   {{Verb: Dismiss, Because: "it was planned"}},
		"- a list\n\n/ownup close":                {{Verb: CloseIt}},
		"> /ownup close":                          nil,
		"> hello\n/ownup close":                   nil, // the quote goes on
		"`/ownup close`":                          nil,
		"```\n/ownup close\n```":                  nil,
		"    /ownup close":                        nil,
		"- /ownup close":                          nil,
		"`a\n/ownup close\nb`":                    nil,
		"<!--\n/ownup close\n-->":                 nil,
		"a <!--\n/ownup close\n-->":               nil,
		"please /ownup close":                     nil,
		"/ownupclose":                             nil,
		"/OWNUP ack":                              {{Verb: Ack}},
		"/ownup: ack":                             {{Verb: Ack}},
		"/ownup, close.":                          {{Verb: CloseIt}},
		"/ownup\u00a0ack\u00a0":                   {{Verb: Ack}},
		"/ownup owner\u00a0@mira":                 {{Verb: SetOwner, Owner: "@mira"}},
		"\ufeff/ownup ack!":                       {{Verb: Ack}},
		"/ownup-close":                            nil,
		"/ownup/x":                                nil,
	} {
		got, errs := ParseCommands(comment)
		if len(errs) > 0 {
			t.Errorf("%q: %v", comment, errs)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q:\n%s", comment, diff)
		}
	}
}

// TestMeasureWithAFlaw is that a measure is noted whose day can't be read, and that the reply says so.
func TestMeasureWithAFlaw(t *testing.T) {
	for comment, want := range map[string]string{
		"/ownup measure Check it @mira due 2026-02-30":  "The measure is noted. “2026-02-30” is no day of the calendar",
		"/ownup measure Check it due tomorrow":          "The measure is noted. “due tomorrow” is not read as a day",
		"/ownup measure Check it due `x` @octocat 12/1": "",
	} {
		commands, errs := ParseCommands(comment + "\n/ownup ack")
		if len(commands) != 2 || !strings.HasPrefix(commands[0].Measure.Text, "Check it") || !commands[0].Measure.Due.IsZero() {
			t.Errorf("%q: %+v", comment, commands)
		}
		if (len(errs) == 0) != (want == "") || !strings.Contains(CommandReply(errs), want) {
			t.Errorf("%q: %v, want %q", comment, errs, want)
		}
		harmless(t, CommandReply(errs))
	}
	if commands, _ := ParseCommands(strings.Repeat("/ownup measure Check it due tomorrow\n", 30)); len(commands) != maxCommands {
		t.Errorf("%d of %d measures were noted", len(commands), maxCommands)
	}
}

func TestCommandMistakes(t *testing.T) {
	for comment, want := range map[string]string{
		"/ownup":                           "wants one of these words",
		"/ownup clsoe":                     "is `/ownup close` meant?",
		"/ownup notdoing 2 because x":      "is `/ownup not-doing` meant?",
		"/ownup not doing 2 because x":     "is `/ownup not-doing` meant?",
		"/ownup dismiss it was planned":    "A few words on why, behind `because`",
		"/ownup not-doing 2 it is gone":    "its number and a reason behind `because`",
		"/ownup mesure x":                  "is `/ownup measure` meant?",
		"/ownup make-coffee":               "these are known: `ack`",
		"/ownup owner @org/team":           "An incident is assigned to people, and not to a team: name somebody of `@org/team`",
		"/ownup @octocat":                  "There is no command `/ownup @octocat`",
		"/ownup dismissing because x":      "is `/ownup dismiss` meant?",
		"/ownup fix":                       "these are known: `ack`",
		"/ownup measure @mira":             "Say what will be different",
		"/ownup promote 3 now":             "by its number",
		"/ownup measure #12":               "Say what will be different",
		"/ownup measure":                   "Say what will be different",
		"/ownup not-doing 2":               "its number and a reason",
		"/ownup not-doing because x":       "its number and a reason",
		"/ownup owner mira":                "given as a login",
		"/ownup due 2 tomorrow":            "year, month and day",
		"/ownup due 2 2026-02-30":          "no day of the calendar",
		"/ownup due 2026-12-01":            "the measure's number",
		"/ownup done":                      "with its number",
		"/ownup promote":                   "by its number",
		"/ownup dismiss":                   "A few words on why",
		"/ownup `x`":                       "no command",
		strings.Repeat("/ownup ack\n", 30): "One comment can hold 20 commands",
	} {
		commands, errs := ParseCommands(comment)
		if slices.ContainsFunc(commands, func(c Command) bool { return c.Verb != Ack }) {
			t.Errorf("%q is obeyed: %+v", comment, commands)
		}
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), want) || incident.ProblemOf(errs[0]) != incident.Usage {
			t.Errorf("%q: %v, want one with %q", comment, errs, want)
		}
		harmless(t, CommandReply(errs))
	}
	if obeyed, _ := ParseCommands(strings.Repeat("/ownup ack\n", 30)); len(obeyed) != maxCommands {
		t.Errorf("%d commands of one comment", len(obeyed))
	}
	p := incident.Progress{Measures: []incident.Measure{{N: 1}}, Numbered: 3}
	for n, want := range map[int]string{2: "no longer listed", 3: "no longer listed", 4: "There is no measure 4", 0: "There is no measure 0"} {
		if err := NoSuchMeasure(n, p); !strings.Contains(err.Error(), want) {
			t.Error(err)
		}
	}
}

func FuzzCommands(f *testing.F) {
	f.Add("/ownup measure a @b due 2026-12-01\n> /ownup close\n/ownup x")
	f.Add("/ownup not-doing 99999 because " + hostileText)
	f.Fuzz(func(t *testing.T, comment string) {
		commands, errs := ParseCommands(comment)
		if len(commands) > maxCommands || len(errs) > maxCommands+1 {
			t.Error("too many")
		}
		for _, c := range commands {
			if c.Verb == DropIt && (c.N == 0 || c.Because == "") || c.Verb == SetOwner && c.Owner == "" || c.Verb == AddMeasure && c.Measure.Text == "" {
				t.Errorf("half a command: %+v", c)
			}
		}
		harmless(t, CommandReply(errs))
	})
}
