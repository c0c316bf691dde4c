package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/server/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childDatabase); path != "" {
		commitUntilKilled(path)
		return
	}
	goleak.VerifyTestMain(m)
}

func TestSuite(t *testing.T) { suite(t, open) }

// What is not in memory is read.
func TestSuiteWithoutMemory(t *testing.T) {
	suite(t, func(t testing.TB, path string) *sqlite.Store {
		s := open(t, path)
		s.Forgetful()
		return s
	})
}

func suite(t *testing.T, open func(testing.TB, string) *sqlite.Store) {
	storetest.Suite(t, func(t *testing.T) storetest.Opened {
		path := filepath.Join(t.TempDir(), "deskside.db")
		s := open(t, path)
		return storetest.Opened{Store: s, Reopen: func(t *testing.T) store.Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, path)
		}}
	})
}

// open a database that is closed at the end of the test.
func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
