package sqlite

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/deskside/deskside/server/internal/store"
)

// trouble names what the disk is at fault for. It may go better later, when there is
// room, or when somebody has mended it, and until then it is nobody's mistake. A
// database that is damaged does not heal by itself.
func trouble(err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok || errors.Is(err, store.ErrUnavailable) {
		return err
	}
	switch e.Code() & 0xff { // the upper bits say more of the same; sqlite.org/rescode.html
	case codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN, codes.SQLITE_BUSY:
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

// troubled is a row whose reading may meet the disk.
type troubled struct{ scanner }

func (t troubled) Scan(dest ...any) error { return trouble(t.scanner.Scan(dest...)) }
