//go:build !linux

package git

func hugePages() {}

func populate([]byte) {}
