package github

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ownup-dev/ownup/internal/incident"
)

// FuzzRefusal is that whatever a server refuses with becomes one bounded sentence on one line, without the token.
func FuzzRefusal(f *testing.F) {
	f.Add(403, `{"message":"Resource not accessible by integration"}`, "issues=write", "", "60")
	f.Add(422, `{"message":"Validation Failed","errors":[{"field":"labels","code":"invalid"},"plain",7]}`, "", "", "")
	f.Add(429, `<html>`, "", "0", "Wed, 21 Oct 2026 07:28:00 GMT")
	f.Add(502, "\x00\xff\n::set-output name=x::y", "a\r\nb", "-1", "999999999999999999999")
	f.Add(301, `{}`, "x=\x1b[31m", "", "soon")
	client, err := New(Options{Repo: "o/r", Token: "sesame-open-0123456789", Now: func() time.Time { return time.Unix(1780000000, 0) }})
	if err != nil {
		f.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, "https://api.github.com/repos/o/r/issues", nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body, permissions, remaining, after string) {
		h := http.Header{"Content-Type": {"application/json"}, "X-Accepted-Github-Permissions": {permissions}, "X-Ratelimit-Remaining": {remaining}, "Retry-After": {after}}
		err := client.transport.refused(req, &answer{status: status, header: h, body: []byte(body)})
		var p *incident.Problem
		if !errors.As(err, &p) {
			t.Fatalf("%v is no Problem", err)
		}
		s := p.Sentence
		if s == "" || !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\x00\x1b") || len(s) > 20000 || strings.Contains(s, "sesame") {
			t.Errorf("sentence %.300q", s)
		}
		if p.RetryAfter < 0 {
			t.Errorf("retry after %v", p.RetryAfter)
		}
	})
}
