package salesforce

import (
	"context"
	"crypto/md5" //nolint:gosec // what Salesforce tells of a file; it guards against accidents
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// stored is a file as it was sent, and the version that Salesforce has made of it.
// Whether that holds the same bytes is seen when it is put on a Case.
type stored struct {
	key, version string
	size         int64
	md5          string // hex
}

// filesPart is the name of the part that finds files which hold what was sent.
const filesPart = "files"

// wholePart finds the versions that hold what was sent, and no others: what refers
// to the last of as many records as there are files is undone, with everything
// around it, unless all are whole. It costs no call of its own. A checksum that
// Salesforce does not tell is not asked for.
func (c *Connector) wholePart(files []stored) part {
	each := make([]string, len(files))
	for i, f := range files {
		each[i] = fmt.Sprintf("(Id=%s AND ContentSize=%d AND (Checksum=%s OR Checksum=null))", quote(f.version), f.size, quote(f.md5))
	}
	return c.queryPart(filesPart, "SELECT Id,ContentDocumentId FROM ContentVersion WHERE "+strings.Join(each, " OR "))
}

// wholeFile refers to a field of one of the records that wholePart finds.
func wholeFile(index int, field string) string {
	return fmt.Sprintf("@{%s.records[%d].%s}", filesPart, index, field)
}

// timesBroken is how often a file is sent again because it has not arrived whole,
// before a person has to look.
const timesBroken = 4

// broken looks at the files of an update that was undone. One that is not whole is
// removed, which frees its key, and is to be sent again. No error: they are whole,
// and it was undone for another reason.
func (c *Connector) broken(ctx context.Context, op string, files []stored) *connectors.Error {
	if len(files) == 0 {
		return nil
	}
	keys := make([]string, len(files))
	for i, f := range files {
		keys[i] = f.key
	}
	versions, failed := c.versions(ctx, op, keys)
	if failed != nil {
		return failed
	}
	for _, f := range files {
		i := slices.IndexFunc(versions, func(v version) bool { return v.ID == f.version })
		if i < 0 {
			return &connectors.Error{Kind: connectors.Transient, Op: op, Item: f.key, Reason: connectors.Because("salesforce_file_gone")}
		}
		if versions[i].holds(f) {
			c.mu.Lock()
			delete(c.notWhole, f.key)
			c.mu.Unlock()
			continue
		}
		return c.remove(ctx, op, f.key, versions[i])
	}
	return nil
}

// remove a version that is not what was sent, with its document.
func (c *Connector) remove(ctx context.Context, op, key string, v version) *connectors.Error {
	if _, failed := c.do(ctx, request{op: op, method: http.MethodDelete, path: "sobjects/ContentDocument/" + v.Document}); failed != nil {
		if failed.Kind == connectors.Rejected {
			failed.Item, failed.Reason = key, connectors.Because("salesforce_file_other")
		}
		return failed
	}
	e := &connectors.Error{Kind: connectors.Transient, Op: op, Item: key, Code: "NOT_WHOLE", Reason: connectors.Because("salesforce_file_part")}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.notWhole == nil || len(c.notWhole) > maxSeen {
		c.notWhole = map[string]int{}
	}
	if c.notWhole[key]++; c.notWhole[key] >= timesBroken {
		delete(c.notWhole, key)
		e.Kind, e.Reason = connectors.Rejected, connectors.Because("salesforce_file_never")
	}
	return e
}

// holds tells whether a version is what was sent, as far as Salesforce tells.
func (v version) holds(f stored) bool {
	return v.Size == f.size && (v.Checksum == "" || strings.EqualFold(v.Checksum, f.md5))
}

// md5Of a file that has not been sent to its end.
func md5Of(f connectors.File) (string, error) {
	in, err := f.Open()
	if err != nil {
		return "", err
	}
	defer in.Close() //nolint:errcheck // only read
	h := md5.New()   //nolint:gosec // see above
	_, err = io.Copy(h, in)
	return hex.EncodeToString(h.Sum(nil)), err
}
