package doctor

import (
	"fmt"
	"time"
)

const (
	backup    = "backup"
	howBackup = "Make one now, and every night from then on: deskside backup DIR (docs/operations.md, Backup and recovery)."
)

// Backup that was made last; zero: none ever was. within: how old it may become; 0: any age.
func Backup(last, now time.Time, within time.Duration) Check {
	switch {
	case within == 0 && last.IsZero():
		return well(backup, "None was made by deskside backup, and none is asked for (backup_within).")
	case last.IsZero():
		return warned(backup, "There never was a backup: what is lost with this disk is lost.", howBackup)
	case within > 0 && now.Sub(last) > within:
		return warned(backup, lastMade(last, now), howBackup)
	}
	return well(backup, lastMade(last, now))
}

// BackupBesideRedis is of the customers' files alone.
func BackupBesideRedis(last, now time.Time) Check {
	const whose = "The database is in Redis, whose backups are its own affair and are not seen from here (docs/operations.md, Backup and recovery)."
	if last.IsZero() {
		return well(backup, whose+" Customers' files were never copied by deskside backup.")
	}
	return well(backup, whose+" Of customers' files: "+lastMade(last, now))
}

// NothingToBackUp before the first start.
func NothingToBackUp() Check { return well(backup, "There is nothing to back up yet.") }

func lastMade(at, now time.Time) string {
	ago := "less than an hour ago"
	switch hours := int(now.Sub(at).Hours()); {
	case hours >= 48:
		ago = fmt.Sprintf("%d days ago", hours/24)
	case hours > 1:
		ago = fmt.Sprintf("%d hours ago", hours)
	case hours == 1:
		ago = "an hour ago"
	}
	return "The last backup was made at " + at.UTC().Format("2006-01-02 15:04") + " UTC, " + ago + "."
}
