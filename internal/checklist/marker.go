package checklist

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The hidden words. People may translate and rearrange everything else: what is read back hangs on these alone.
const (
	markKey     = "ownup:v1"
	markStatus  = "ownup:status:v1"
	markComment = "ownup:comment:v1"
	markStep    = "ownup:step="
	markTask    = "ownup:task="
	markOwner   = "ownup:owner"

	taskPlan = "plan" // the task of step 5 below which the measures stand

	maxMarker = 8000 // bytes; a real key takes 15
)

// MaxAliases is how many aliases a Marker keeps.
const MaxAliases = 200

// Marker returns the hidden line by which an incident's page is found again: its key and the other keys under which the
// same chain may be known, of which the first 200 are kept (fewer where they are very long).
func Marker(key string, aliases []string) string {
	var b strings.Builder
	b.WriteString("<!-- " + markKey + " key=" + encode(key))
	written := 0
	for _, a := range aliases {
		a = encode(a)
		if a == "" || b.Len()+len(a) > maxMarker {
			continue
		}
		if written == MaxAliases {
			break
		}
		b.WriteString([]string{" aliases=", ","}[min(written, 1)] + a)
		written++
	}
	b.WriteString(" -->")
	return b.String()
}

// ParseMarker reads the first Marker of a page's text. A marker counts only where it stands by itself, outside quotes,
// lists and code: a pasted one does not. Whether its writer may speak for ownup is for the caller to check.
func ParseMarker(body string) (key string, aliases []string, ok bool) {
	fields := find(body, markKey)
	if fields["key"] == "" {
		return "", nil, false
	}
	for _, a := range strings.Split(fields["aliases"], ",") {
		if a = decode(a); a != "" && len(aliases) < MaxAliases {
			aliases = append(aliases, a)
		}
	}
	return decode(fields["key"]), aliases, true
}

// StatusMarker returns the hidden line that begins the one status comment of an incident.
func StatusMarker(key string) string { return statusMarker(key, "") }

func statusMarker(key, fields string) string {
	return "<!-- " + markStatus + " key=" + encode(key) + fields + statusHint + " -->"
}

// statusHint is for whoever edits the status comment, and so sees its hidden line.
const statusHint = " | ownup writes this comment anew with each change: what you would add, say in a comment of your own"

// ParseStatusMarker reads the StatusMarker of a comment.
func ParseStatusMarker(body string) (key string, ok bool) {
	key = decode(find(body, markStatus)["key"])
	return key, key != ""
}

// CommentMarker returns the hidden line that ends a comment of ownup's, so that a comment whose answer was lost on the
// way is recognised and not written a second time.
func CommentMarker(id string) string {
	return "<!-- " + markComment + " id=" + encode(id) + " -->"
}

// ParseCommentMarker reads the CommentMarker of a comment.
func ParseCommentMarker(body string) (id string, ok bool) {
	id = decode(find(body, markComment)["id"])
	return id, id != ""
}

// find returns the fields of the first comment in body that begins with word.
func find(body, word string) map[string]string {
	if !strings.Contains(body, word) { // most texts: no need to parse them
		return nil
	}
	source, doc := parse(body)
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		block, isHTML := n.(*ast.HTMLBlock)
		if !isHTML {
			continue
		}
		for _, c := range blockComments(block, source) {
			if fields, ok := readFields(c, word); ok {
				return fields
			}
		}
	}
	return nil
}

// readFields reads "word a=b c=d".
func readFields(comment, word string) (map[string]string, bool) {
	words := strings.Fields(comment)
	if len(words) == 0 || words[0] != word {
		return nil, false
	}
	fields := map[string]string{}
	for _, w := range words[1:] {
		if name, value, _ := strings.Cut(w, "="); fields[name] == "" {
			fields[name] = value
		}
	}
	return fields, true
}

// blockComments returns the insides of the HTML comments that begin the block, one after another.
func blockComments(block *ast.HTMLBlock, source []byte) []string {
	if block.HTMLBlockType != ast.HTMLBlockType2 {
		return nil
	}
	var text strings.Builder
	text.Write(block.Lines().Value(source))
	if block.HasClosure() {
		text.Write(block.ClosureLine.Value(source))
	}
	var out []string
	for rest := text.String(); ; {
		inside, after, ok := cutComment(rest)
		if !ok {
			return out
		}
		out = append(out, inside)
		rest = after
	}
}

// cutComment splits an HTML comment off the beginning of s.
func cutComment(s string) (inside, after string, ok bool) {
	s, ok = strings.CutPrefix(strings.TrimLeft(s, " \t\r\n"), "<!--")
	if !ok {
		return "", "", false
	}
	inside, after, ok = strings.Cut(s, "-->")
	return strings.TrimSpace(inside), after, ok
}

// stepMarker is the hidden comment behind the heading of a step.
func stepMarker(id incident.StepID) string { return "<!-- " + markStep + string(id) + " -->" }

// stepOf reads the step marker of a comment.
func stepOf(comment string) (incident.StepID, bool) {
	id, ok := strings.CutPrefix(comment, markStep)
	step := incident.StepID(strings.TrimSpace(id))
	return step, ok && slices.Contains(incident.Steps[:], step)
}

// encode writes s as one word that can stand in a comment's field and a list of them: letters, digits and a few signs
// as they are, all other bytes as %XX. Hyphens that could end the comment are among the latter.
func encode(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		plain := '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' ||
			strings.IndexByte("._/", c) >= 0 ||
			c == ':' && i > 0 && i+1 < len(s) && s[i+1] != ':' && s[i+1] != '/' && s[i-1] != ':' ||
			c == '-' && i > 0 && s[i-1] != '-' && i+1 < len(s)
		if plain {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// decode undoes encode; what is not encoded stays as it is.
func decode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
