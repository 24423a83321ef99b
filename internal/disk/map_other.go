//go:build !unix

package disk

import "os"

// Map returns the bytes of a file, which must not be changed.
func Map(path string) ([]byte, error) { return os.ReadFile(path) }
