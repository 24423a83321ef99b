package main

import "github.com/ownup-dev/ownup/internal/incident"

// reasonSentence says what a verdict's reason word means.
func reasonSentence(reason string) string {
	if s := incident.Reason(reason).Sentence(); s != "" {
		return s
	}
	return reason
}
