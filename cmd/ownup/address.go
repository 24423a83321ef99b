package main

import "strings"

// remoteName reads "owner/name" from the remote that is on the server's host: upstream before origin, since in a fork's
// clone the issues belong upstream.
func remoteName(remotes map[string]string, server string) string {
	for _, remote := range []string{"upstream", "origin"} {
		host, path := splitAddress(remotes[remote])
		if host == "" || !strings.EqualFold(host, withoutPort(server)) && !strings.EqualFold(host, "ssh."+server) {
			continue // ssh.github.com is there for networks that let nothing but port 443 through
		}
		if strings.Count(path, "/") == 1 {
			return path
		}
	}
	return ""
}

// splitAddress takes a remote's address apart, by URL or as scp has it: git@HOST:PATH. host has no port, path no slash
// at its ends and no ".git". host is empty for a folder of this machine.
func splitAddress(address string) (host, path string) {
	var ok bool
	if _, rest, isURL := strings.Cut(address, "://"); isURL {
		host, path, ok = strings.Cut(rest, "/")
		host = withoutPort(host[strings.LastIndexByte(host, '@')+1:])
	} else if host, path, ok = strings.Cut(address, ":"); strings.Contains(host, "/") {
		ok = false
	} else {
		host = host[strings.LastIndexByte(host, '@')+1:]
	}
	if !ok {
		return "", ""
	}
	return host, strings.TrimSuffix(strings.Trim(path, "/"), ".git")
}

func withoutPort(host string) string {
	host, _, _ = strings.Cut(host, ":")
	return host
}
