package quote_test

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/quote"
)

// TestURLIsSafe holds what an address may be, and what of it is written otherwise so that it ends nothing around it.
func TestURLIsSafe(t *testing.T) {
	const host = "https://git.example/"
	for address, want := range map[string]string{
		host + "a":                       host + "a",
		" http://git.example/a ":         "http://git.example/a",
		"ftp://git.example/a":            "",
		"/a":                             "",
		"https:///a":                     "",
		"https://ada@git.example/a":      "",
		host + "%zz":                     "",
		host + strings.Repeat("a", 1980): host + strings.Repeat("a", 1980),
		host + strings.Repeat("a", 1981): "",
		host + "(a)":                     host + "%28a%29",
		host + "?a=<b>\"'`":              host + "?a=%3Cb%3E%22%27%60",
		host + "?a=*[]|\\@":              host + "?a=%2A%5B%5D%7C%5C%40",
		host + "?a=!~":                   host + "?a=!~",
		host + "?a=lämp":                 "",
		host + "?a=\x7f":                 "",
		host + "?a=b c":                  "",
	} {
		if got := quote.URL(address); got != want {
			t.Errorf("%.60q: %.60q, want %.60q", address, got, want)
		}
	}
	if got := quote.Link("lamp", host+"a"); got != "[lamp]("+host+"a)" {
		t.Error(got)
	}
	if got := quote.Link("lamp", "javascript:dim()"); got != "lamp" {
		t.Error(got)
	}
}

func TestIsLogin(t *testing.T) {
	for name, want := range map[string]bool{
		"@ada": true, "@ada-2_corp": true, "@hall/lamp.team": true, "@" + strings.Repeat("a", 100): true,
		"@AZ/az09": true, "@09": true, "@" + strings.Repeat("a", 90) + "/" + strings.Repeat("b", 48): true,
		"@a/b{": false, "@a`b": false, "@a[b": false, "@a@b": false, "@a:b": false, "@a~": false, "@a/b~": false,
		"ada": false, "@": false, "@-ada": false, "@a.da": false, "@hall/": false, "@hall/a b": false, "@ada, @grace": false,
		"@" + strings.Repeat("a", 101): false, "@" + strings.Repeat("a", 90) + "/" + strings.Repeat("b", 49): false,
	} {
		if quote.IsLogin(name) != want {
			t.Errorf("%q: %t", name, !want)
		}
	}
}
