package incident

import "time"

// Ref is a branch or tag with the commit it points to.
type Ref struct {
	Name   string // "main", "v1.2.0"; without refs/heads/ or a remote's name
	Commit string
	At     time.Time // the tag's or the commit's time
	Remote string    // the remote a remote-tracking branch belongs to; empty for local ones
}
