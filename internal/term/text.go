package term

import "github.com/ownup-dev/ownup/internal/quote"

// Clean makes a line of foreign text safe to be shown: no control characters, no escape sequences, nothing that
// turns the direction of writing, at most limit characters.
func Clean(s string, limit int) string { return quote.Clean(s, limit) }
