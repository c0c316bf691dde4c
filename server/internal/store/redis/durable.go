package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

// inspect Redis: what would it forget? It is done at Open and after each outage,
// since another Redis may have come back.
func (s *Store) inspect(ctx context.Context) error {
	v, err := ask(ctx, s.client)
	if err != nil {
		return err
	}
	for _, warning := range v.warnings {
		s.o.Log.Warn(warning)
	}
	s.waits.Store(v.wait)
	return nil
}

// Examine tells what a Redis that a server may be using would forget, and with a
// *mark.Loss what it lacks of what the mark in file tells of. It changes nothing.
func Examine(ctx context.Context, url, file string) (warnings []string, err error) {
	client, _, err := dial(url)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	v, err := ask(ctx, client)
	if err == nil {
		_, err = missing(ctx, url, file)
	}
	return v.warnings, err
}

// dial a Redis beside whoever uses it, and tell its place.
func dial(url string) (client *goredis.Client, where string, err error) {
	silence()
	options, err := goredis.ParseURL(url)
	if err != nil {
		return nil, "", errors.New("the url cannot be read") // its text may hold a password
	}
	o := Options{}.withDefaults()
	tune(options, o)
	return goredis.NewClient(options), place(options, o.Prefix), nil
}

// ask a Redis for its settings, and judge them.
func ask(ctx context.Context, client *goredis.Client) (verdict, error) {
	text, err := client.Info(ctx).Result()
	if err != nil {
		return verdict{}, err
	}
	info := parseInfo(text)
	major, minor, err := version(info["redis_version"])
	if err != nil {
		return verdict{}, err
	}
	if major < 7 {
		return verdict{}, fmt.Errorf("Redis %s is too old, 7.0 is the least", info["redis_version"])
	}
	canWait := major > 7 || minor >= 2 // WAITAOF
	settings, err := client.ConfigGet(ctx, "append*").Result()
	policy, wrong := client.ConfigGet(ctx, "maxmemory-policy").Result()
	if err := errors.Join(err, wrong); err != nil {
		if passing(err) {
			return verdict{}, err
		}
		v := findings(info["aof_enabled"] == "1", "", "", canWait)
		v.warnings = append(v.warnings, "Redis does not tell its settings, so it is not known whether it keeps what is acknowledged; "+
			"it must run with appendonly yes, appendfsync always and maxmemory-policy noeviction")
		return v, nil
	}
	return findings(info["aof_enabled"] == "1", settings["appendfsync"], policy["maxmemory-policy"], canWait), nil
}

// verdict on a Redis's settings.
type verdict struct {
	wait     bool // commits ask for the disk
	warnings []string
}

// findings: fsync and policy are empty if Redis does not tell them.
func findings(aof bool, fsync, policy string, canWait bool) (v verdict) {
	warn := func(text string) { v.warnings = append(v.warnings, text) }
	switch {
	case !aof:
		warn("Redis keeps no append-only file: what is acknowledged is lost when it restarts; set appendonly yes and appendfsync always")
	case fsync == "always":
	case canWait:
		v.wait = true
		if fsync != "" {
			warn("Redis writes to its disk with appendfsync " + fsync + ": every change waits for it, up to a second and longer; appendfsync always is faster")
		}
	case fsync != "":
		warn("Redis writes to its disk with appendfsync " + fsync + ": a power cut loses what was acknowledged last; set appendfsync always, or use Redis 7.2")
	}
	if policy != "" && policy != "noeviction" {
		warn("Redis forgets when its memory is full (maxmemory-policy " + policy + "); set maxmemory-policy noeviction")
	}
	return v
}

// parseInfo reads the lines "name:value".
func parseInfo(text string) map[string]string {
	info := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			info[name] = value
		}
	}
	return info
}

func version(text string) (major, minor int, err error) {
	parts := strings.SplitN(text, ".", 3)
	if len(parts) >= 2 {
		if major, err = strconv.Atoi(parts[0]); err == nil {
			minor, err = strconv.Atoi(parts[1])
		}
	}
	if len(parts) < 2 || err != nil {
		return 0, 0, fmt.Errorf("it does not tell its version: %q", text)
	}
	return major, minor, nil
}
