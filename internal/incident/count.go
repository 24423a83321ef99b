package incident

import "strconv"

// Count says how many there are: "1 day", "2 days". The word for one takes an s for more.
func Count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}
