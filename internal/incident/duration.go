package incident

import "time"

// Duration says a length of time in its two largest units: "1 day 16 hours", and in days alone from a week on. It is
// empty for none.
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
		return Count(int(d.Round(24*time.Hour)/(24*time.Hour)), "day")
	case days > 0 && hours > 0:
		return Count(days, "day") + " " + Count(hours, "hour")
	case days > 0:
		return Count(days, "day")
	case hours > 0 && minutes%60 > 0:
		return Count(hours, "hour") + " " + Count(minutes%60, "minute")
	case hours > 0:
		return Count(hours, "hour")
	}
	return Count(minutes, "minute")
}
