package incident

import (
	"fmt"
	"time"
)

// Duration says a length of time in its two largest units: "1 day 16 hours", and in days alone from a week on. It is empty for none.
func Duration(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	minutes := int(d.Round(time.Minute) / time.Minute)
	days, hours := minutes/1440, minutes/60%24
	switch {
	case minutes == 0:
		return "less than a minute"
	case days >= 7:
		return count(int(d.Round(24*time.Hour)/(24*time.Hour)), "day")
	case days > 0 && hours > 0:
		return count(days, "day") + " " + count(hours, "hour")
	case days > 0:
		return count(days, "day")
	case hours > 0 && minutes%60 > 0:
		return count(hours, "hour") + " " + count(minutes%60, "minute")
	case hours > 0:
		return count(hours, "hour")
	}
	return count(minutes, "minute")
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
