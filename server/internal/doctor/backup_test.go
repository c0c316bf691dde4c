package doctor

import (
	"strings"
	"testing"
	"time"
)

func TestBackup(t *testing.T) {
	now := time.Date(2026, 3, 12, 10, 0, 0, 0, time.UTC)
	const week = 7 * 24 * time.Hour
	for _, c := range []struct {
		name   string
		got    Check
		state  string
		says   string
		advice bool
	}{
		{"never", Backup(time.Time{}, now, week), "warn", "never was a backup", true},
		{"never, and nobody wants any", Backup(time.Time{}, now, 0), "ok", "none is asked for", false},
		{"just now", Backup(now.Add(-time.Minute), now, week), "ok", "2026-03-12 09:59 UTC, less than an hour ago", false},
		{"last night", Backup(now.Add(-9*time.Hour), now, week), "ok", "9 hours ago", false},
		{"a week and an hour", Backup(now.Add(-week-time.Hour), now, week), "warn", "2026-03-05 09:00 UTC, 7 days ago", true},
		{"old, and nobody minds", Backup(now.Add(-week-time.Hour), now, 0), "ok", "7 days ago", false},
		{"Redis", BackupBesideRedis(time.Time{}, now), "ok", "its own affair", false},
		{"Redis, and files", BackupBesideRedis(now.Add(-72*time.Hour), now), "ok", "3 days ago", false},
	} {
		if c.got.State != c.state || !strings.Contains(c.got.Text, c.says) || strings.Contains(c.got.Next, "deskside backup DIR") != c.advice {
			t.Errorf("%s: %+v", c.name, c.got)
		}
	}
}
