package redis_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"
	"unicode/utf8"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
	"github.com/deskside/deskside/server/internal/store/storetest"
)

// TestGolden: the keys that an older version left are understood.
func TestGolden(t *testing.T) {
	for _, version := range storetest.GoldenVersions(t) {
		t.Run(version, func(t *testing.T) {
			server := redistest.Start(t)
			loadGolden(t, server.URL, "testdata/golden/"+version+".jsonl")
			storetest.Golden(t, version, open(t, server.URL, redis.Options{}))
		})
	}
}

// loadGolden carries out commands, one a line as a list of words. A word that is no
// text stands in base64.
func loadGolden(t *testing.T, url, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	options, err := goredis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := goredis.NewClient(options)
	defer client.Close()
	pipe := client.Pipeline()
	for line := range bytes.Lines(raw) {
		var words []any
		if err := json.Unmarshal(line, &words); err != nil {
			t.Fatal(err)
		}
		for i, w := range words {
			if m, ok := w.(map[string]any); ok {
				words[i], err = base64.StdEncoding.DecodeString(m["base64"].(string))
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		pipe.Do(t.Context(), words...)
	}
	if _, err := pipe.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestMakeGolden writes what this version makes; see scripts/golden.
func TestMakeGolden(t *testing.T) {
	version := os.Getenv(storetest.GoldenVariable)
	if version == "" {
		t.Skip("a release is not made")
	}
	server := redistest.Start(t)
	storetest.MakeGolden(t, version, open(t, server.URL, redis.Options{}))
	var out bytes.Buffer
	for _, command := range commandsOf(t, client(t, server)) {
		for i, w := range command {
			if text, ok := w.(string); ok && !utf8.ValidString(text) {
				command[i] = map[string]string{"base64": base64.StdEncoding.EncodeToString([]byte(text))}
			}
		}
		line, err := json.Marshal(command)
		must(t, err)
		out.Write(append(line, '\n'))
	}
	must(t, os.WriteFile("testdata/golden/"+version+".jsonl", out.Bytes(), 0o644))
}

// commandsOf a Redis: what makes every key of it that does not expire, in any version.
func commandsOf(t *testing.T, c *goredis.Client) (out [][]any) {
	t.Helper()
	ctx := t.Context()
	keys, err := c.Keys(ctx, "*").Result()
	must(t, err)
	slices.Sort(keys)
	for _, key := range keys {
		if ttl, err := c.TTL(ctx, key).Result(); err != nil || ttl > 0 {
			must(t, err)
			continue
		}
		kind, err := c.Type(ctx, key).Result()
		must(t, err)
		var words []string
		command := map[string]string{"string": "SET", "hash": "HSET", "set": "SADD", "list": "RPUSH", "zset": "ZADD"}[kind]
		switch kind {
		case "string":
			var value string
			value, err = c.Get(ctx, key).Result()
			words = []string{value}
		case "hash":
			var all map[string]string
			all, err = c.HGetAll(ctx, key).Result()
			for _, field := range slices.Sorted(maps.Keys(all)) {
				words = append(words, field, all[field])
			}
		case "set":
			words, err = c.SMembers(ctx, key).Result()
			slices.Sort(words)
		case "list":
			words, err = c.LRange(ctx, key, 0, -1).Result()
		case "zset":
			var all []goredis.Z
			all, err = c.ZRangeWithScores(ctx, key, 0, -1).Result()
			for _, z := range all {
				words = append(words, strconv.FormatFloat(z.Score, 'f', -1, 64), z.Member.(string))
			}
		case "stream":
			entries, err := c.Do(ctx, "XRANGE", key, "-", "+").Slice()
			must(t, err)
			for _, e := range entries {
				entry := e.([]any)
				out = append(out, append([]any{"XADD", key, entry[0]}, entry[1].([]any)...))
			}
			continue
		default:
			t.Fatalf("%s is a %s", key, kind)
		}
		must(t, err)
		line := []any{command, key}
		for _, w := range words {
			line = append(line, w)
		}
		out = append(out, line)
	}
	return out
}
