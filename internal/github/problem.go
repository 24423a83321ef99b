package github

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// failure is what the room itself needs to know of a failed request; it is the cause inside every Problem.
type failure struct {
	status    int           // of the answer, zero where there was none
	uncertain bool          // GitHub may have acted on it
	passing   bool          // worth sending again
	limited   bool          // refused by a rate limit: certainly not acted on
	wait      time.Duration // how long a limit asks to wait
	fields    []field       // what a 422 complains of
	err       error
}

func (f *failure) Error() string {
	switch {
	case f.err != nil:
		return f.err.Error()
	case f.status != 0:
		return fmt.Sprintf("status %d", f.status)
	}
	return "no answer"
}

func (f *failure) Unwrap() error { return f.err }

// uncertain reports whether a failed write may have been carried out all the same.
func uncertain(err error) bool {
	f, ok := errors.AsType[*failure](err)
	return ok && f.uncertain
}

// field is one of a request's, with what GitHub says is wrong with it: "already_exists", "invalid".
type field struct{ name, code string }

// complains reports whether GitHub refused a write because of one of its fields; an empty name or code stands for any.
func complains(err error, name, code string) bool {
	f, ok := errors.AsType[*failure](err)
	return ok && slices.ContainsFunc(f.fields, func(c field) bool {
		return (name == "" || name == c.name) && (code == "" || code == c.code)
	})
}

// redacted is an error whose text holds no token, with its cause behind it for errors.Is.
type redacted struct {
	text  string
	cause error
}

func (r *redacted) Error() string { return r.text }
func (r *redacted) Unwrap() error { return r.cause }

func (t *transport) failed(kind incident.ProblemKind, f *failure, format string, args ...any) error {
	if f.err != nil {
		f.err = &redacted{t.redact(f.err.Error()), f.err}
	}
	return &incident.Problem{Kind: kind, Sentence: t.redact(fmt.Sprintf(format, args...)), Err: f}
}

// what names a request in a sentence: "POST repos/o/r/issues".
func what(req *http.Request) string {
	return req.Method + " " + strings.TrimPrefix(req.URL.Path, "/")
}

// unreachable is the Problem of a request that got no answer; ctx is the exchange's own, with its timeout.
func (t *transport) unreachable(ctx context.Context, req *http.Request, err error) error {
	var (
		dns  *net.DNSError
		dial *net.OpError
	)
	host := t.api.Host
	f := &failure{err: err}
	switch {
	case req.Context().Err() != nil:
		f.uncertain = true
		return t.failed(incident.Unavailable, f, "Stopped before GitHub had answered %s.", what(req))
	case errors.As(err, &dial) && dial.Op == "proxyconnect": // as net/http names it
		return t.failed(incident.Unavailable, f, "The proxy on the way to %s can't be reached: check HTTPS_PROXY and the network.", host)
	case strings.Contains(err.Error(), http.StatusText(http.StatusProxyAuthRequired)): // net/http has no more than the text
		return t.failed(incident.Failed, f, "The proxy on the way to %s asks who you are: put a name and password into HTTPS_PROXY, as in http://NAME:PASSWORD@HOST:PORT.", host)
	case errors.As(err, &dns):
		return t.failed(incident.Unavailable, f, "The host %s is not known here: check the network and GITHUB_API_URL.", host)
	case errors.Is(err, syscall.ECONNREFUSED):
		return t.failed(incident.Unavailable, f, "%s refuses connections: check the network and GITHUB_API_URL.", host)
	case certificate(err):
		return t.failed(incident.Failed, f, "The certificate of %s is not trusted here: check GITHUB_API_URL, and install the server's certificate authority on this machine.", host)
	case errors.As(err, &dial) && dial.Op == "dial":
		return t.failed(incident.Unavailable, f, "%s cannot be reached: check the network.", host)
	}
	f.uncertain, f.passing = true, true
	if ctx.Err() != nil || isTimeout(err) {
		f.passing = false // a second half minute would not help anyone who waits
		return t.failed(incident.Unavailable, f, "%s did not answer %s within %v; %s.", host, what(req), t.timeout, t.advice.later)
	}
	return t.failed(incident.Unavailable, f, "The connection to %s broke before it had answered %s; %s.", host, what(req), t.advice.later)
}

// certificate recognises the errors of a certificate that is not accepted. They are told by their text since crypto/tls
// and crypto/x509 have a dozen types for them.
func certificate(err error) bool {
	return strings.Contains(err.Error(), "x509: ") || strings.Contains(err.Error(), "tls: failed to verify")
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// brokenOff is the Problem of an answer that ended early; ctx is the exchange's own, with its timeout.
func (t *transport) brokenOff(ctx context.Context, req *http.Request, status int, err error) error {
	f := &failure{status: status, uncertain: true, passing: true, err: err}
	if req.Context().Err() != nil {
		return t.failed(incident.Unavailable, f, "Stopped while GitHub answered %s.", what(req))
	}
	if ctx.Err() != nil || isTimeout(err) {
		f.passing = false
		return t.failed(incident.Unavailable, f, "%s did not finish answering %s within %v; %s.", t.api.Host, what(req), t.timeout, t.advice.later)
	}
	return t.failed(incident.Unavailable, f, "%s broke off its answer to %s; %s.", t.api.Host, what(req), t.advice.later)
}

// complaint is the body of GitHub's refusals.
type complaint struct {
	Message string          `json:"message"`
	Errors  json.RawMessage `json:"errors"` // a list, or one alone
}

// refused is the Problem of an answer that is no success.
func (t *transport) refused(req *http.Request, a *answer) error {
	var c complaint
	_ = json.Unmarshal(a.body, &c) // as far as it is of that form
	if !json.Valid(a.body) && a.status < 500 && strings.Contains(a.header.Get("Content-Type"), "json") {
		// Refused, but the answer was cut off, and with it the reason.
		return t.failed(incident.Unavailable, &failure{status: a.status, passing: true}, "%s broke off its answer to %s (status %d); %s.", t.api.Host, what(req), a.status, t.advice.later)
	}
	c.Message = plain(c.Message)
	f := &failure{status: a.status}
	if wait, primary, ok := limited(a, c.Message, t.now()); ok {
		f.limited, f.wait = true, wait
		if !primary || resource(a.header) == "core" {
			t.limits.until(wait)
		}
		if primary {
			return t.failed(incident.Unavailable, f, "GitHub's rate limit is used up; %s.", resumes(wait))
		}
		return t.failed(incident.Unavailable, f, "GitHub asks to slow down (secondary rate limit); %s.", resumes(wait))
	}
	switch a.status {
	case http.StatusUnauthorized:
		if t.token == "" {
			return t.failed(incident.Auth, f, "GitHub asks for a token: %s.", t.advice.signIn)
		}
		return t.failed(incident.Auth, f, "GitHub refuses the token (%s): it may have expired or been revoked; %s.", orStatus(c.Message, a.status), t.advice.signIn)
	case http.StatusForbidden:
		switch lower := strings.ToLower(c.Message); {
		case strings.Contains(lower, "archived"):
			return t.failed(incident.Gone, f, "The repository is archived, so nothing can be written to it; %s.", t.advice.archived)
		case strings.Contains(lower, "access blocked"):
			return t.failed(incident.Gone, f, "GitHub has blocked this repository.")
		}
		return t.failed(incident.Permission, f, "%s", forbidden(req, a, c.Message, t.token != ""))
	case http.StatusNotFound:
		if req.Method == http.MethodPost && t.token != "" && lacksScope(a) { // GitHub hides so what the token may not do
			return t.failed(incident.Permission, f, "%s", forbidden(req, a, c.Message, true))
		}
		hint := "check the name, and that the token may see it"
		if t.token == "" {
			hint = "check the name; a private repository needs a token (GITHUB_TOKEN, GH_TOKEN or `gh auth login`)"
		}
		return t.failed(incident.NotFound, f, "GitHub has no %s: %s.", subject(req), hint)
	case http.StatusGone:
		if strings.Contains(strings.ToLower(c.Message), "issues") {
			return t.failed(incident.Gone, f, "Issues are disabled in this repository: %s.", t.advice.disabled)
		}
		return t.failed(incident.Gone, f, "GitHub says that %s is gone for good.", subject(req))
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		kind, reasons := incident.Failed, reasons(c, f)
		if strings.Contains(reasons, "too long") {
			kind = incident.TooLarge
		}
		return t.failed(kind, f, "GitHub does not accept %s: %s.", what(req), reasons)
	case http.StatusUnavailableForLegalReasons:
		return t.failed(incident.Gone, f, "GitHub has blocked this repository for legal reasons.")
	}
	if a.status >= 500 || a.status == http.StatusRequestTimeout {
		f.uncertain, f.passing = true, true
		return t.failed(incident.Unavailable, f, "GitHub is having trouble (status %d to %s); %s.", a.status, what(req), t.advice.later)
	}
	return t.failed(incident.Failed, f, "GitHub answered %s with status %d (%s).", what(req), a.status, orStatus(c.Message, a.status))
}

// advice is what is to be done, in the words of where it is read.
type advice struct{ signIn, archived, disabled, later string }

func adviceFor(workflow bool) advice {
	if workflow {
		return advice{
			signIn: "look at the input `token` of this step", archived: "take ownup's workflows out of it",
			disabled: "enable them in its settings, or take ownup's workflows out of it", later: "it may pass",
		}
	}
	return advice{
		signIn: "set GITHUB_TOKEN or GH_TOKEN, or sign in with `gh auth login`", archived: "use the local tracker (tracker: local)",
		disabled: "enable them in its settings, or use the local tracker (tracker: local)", later: "it is tried again with the next run",
	}
}

func resumes(wait time.Duration) string {
	wait = wait.Round(time.Second)
	if wait >= 2*time.Minute {
		return fmt.Sprintf("it allows more in %d minutes", int(wait.Minutes()+0.999))
	}
	if wait <= time.Second {
		return "it allows more in a second"
	}
	return fmt.Sprintf("it allows more in %d seconds", int(wait.Seconds()))
}

func orStatus(message string, status int) string {
	if message != "" {
		return strings.TrimRight(message, ".")
	}
	return http.StatusText(status)
}

// plain makes a message of the server's fit for one line of a terminal.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\ufffd' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	s = strings.Join(strings.Fields(s), " ")
	const most = 300
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return s
}

// reasons puts a validation failure's errors into words, and their fields into f.
func reasons(c complaint, f *failure) string {
	var out []string
	var all []json.RawMessage
	if json.Unmarshal(c.Errors, &all) != nil {
		all = []json.RawMessage{c.Errors}
	}
	const most = 5 // a person reads the first ones
	for _, raw := range all[:min(most, len(all))] {
		var e struct{ Field, Code, Message string }
		var text string
		switch {
		case json.Unmarshal(raw, &text) == nil:
			out = append(out, plain(text))
		case json.Unmarshal(raw, &e) == nil:
			f.fields = append(f.fields, field{e.Field, e.Code})
			if e.Message != "" {
				out = append(out, plain(e.Message))
			} else {
				out = append(out, plain(fmt.Sprintf("%s %s", e.Field, strings.ReplaceAll(e.Code, "_", " "))))
			}
		}
	}
	if len(out) == 0 {
		return orStatus(c.Message, http.StatusUnprocessableEntity)
	}
	return strings.TrimRight(strings.Join(out, "; "), ".")
}
