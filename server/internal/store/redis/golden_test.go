package redis_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"testing"

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
