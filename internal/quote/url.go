package quote

import (
	"net/url"
	"strings"
)

// Link returns a Markdown link whose text is Markdown made by this package or by ownup itself. Where the address is not
// a plain http or https one, the text stands alone.
func Link(text, address string) string {
	if address = URL(address); address == "" {
		return text
	}
	return "[" + text + "](" + address + ")"
}

// URL returns the address in a form that is safe inside Markdown's parentheses and an HTML attribute; the empty string
// when it is not an absolute http or https address, holds credentials, or is longer than 2,000 bytes.
func URL(address string) string {
	if len(address) > 2000 {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	safe := u.String()
	if strings.ContainsFunc(safe, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22", "'", "%27",
		`\`, "%5C", "`", "%60", "*", "%2A", "[", "%5B", "]", "%5D", "|", "%7C", "@", "%40").Replace(safe)
}

// Mention returns name as a deliberate mention when it is a login or a team ("@ada", "@org/team"), and quotes it
// otherwise. It is for names that ownup means to call: everything else goes through Code or Text.
func Mention(name string) string {
	if IsLogin(name) {
		return name
	}
	return TextN(strings.TrimPrefix(name, "@"), 80)
}

// IsLogin reports whether name has the form of a forge's login or team with its at sign. The logins of people whom a
// company manages on GitHub have an underscore.
func IsLogin(name string) bool {
	login, ok := strings.CutPrefix(name, "@")
	if !ok || len(name) > 140 {
		return false
	}
	org, team, isTeam := strings.Cut(login, "/")
	return loginPart(org, "-_") && (!isTeam || loginPart(team, "-_."))
}

func loginPart(s, also string) bool {
	if s == "" || !isWord(s[0]) || len(s) > 100 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isWord(s[i]) && strings.IndexByte(also, s[i]) < 0 {
			return false
		}
	}
	return true
}
