package github

import (
	"net/url"
	"strings"

	"github.com/ownup-dev/ownup/internal/lazy"
)

// secret matches what GitHub's tokens look like, whoever they belong to: the documented prefixes (ghp_, gho_, ghu_,
// ghs_, ghr_, github_pat_) and what follows a scheme in an Authorization header. Since 2026 an installation's is
// ghs_APPID_JWT, with dots and hyphens.
var secret = lazy.Regexp(`ghs_[A-Za-z0-9._-]{9,}[A-Za-z0-9_-]|gh[pour]_[A-Za-z0-9_]{10,}|github_pat_[A-Za-z0-9_]{10,}|(?i:(?:bearer|token|basic) +)[A-Za-z0-9._~+/=-]{16,}`)

// redactor returns a function that takes tokens out of a text: the given one, and whatever looks like one.
func redactor(token string) func(string) string {
	return func(s string) string {
		if len(token) > 3 {
			s = strings.ReplaceAll(s, token, "***")
			s = strings.ReplaceAll(s, url.QueryEscape(token), "***")
		}
		return secret().ReplaceAllString(s, "***")
	}
}

// redactURL takes user and password out of an address.
func redactURL(s string) string {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		u.User, u.RawQuery = nil, ""
		return u.String()
	}
	if at := strings.LastIndexByte(s, '@'); at >= 0 {
		return "***" + s[at:]
	}
	return s
}
