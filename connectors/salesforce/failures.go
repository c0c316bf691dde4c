package salesforce

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// failure is one error of the data API. Its message may quote the customer's data: an
// admin gets it cleaned, and nothing is decided by it.
type failure struct {
	Code       string   `json:"errorCode"`
	StatusCode string   `json:"statusCode"` // collections say it so
	Message    string   `json:"message"`
	Fields     []string `json:"fields"`
}

func (f failure) code() string {
	if f.Code == "" {
		return f.StatusCode
	}
	return f.Code
}

// readFailures gives none for HTML, empty answers and the list of addresses
// that a 300 has.
func readFailures(body []byte) []failure {
	var list []failure
	if json.Unmarshal(body, &list) != nil || len(list) > 0 && list[0].code() == "" {
		return nil
	}
	return list
}

// detail of it for an admin.
func (f failure) detail() string { return connectors.Detail(safeCode(f.code()), f.Message) }

var codeForm = regexp.MustCompile(`^[A-Za-z0-9_]{1,80}$`)

// safeCode lets nothing into errors and logs that is not a code.
func safeCode(code string) string {
	if codeForm.MatchString(code) {
		return code
	}
	return ""
}

// dailyPause is how long to leave an organisation alone whose calls of the day
// are used up. The budget is a rolling window of 24 hours, so some come free
// all the time.
const dailyPause = 15 * time.Minute

// busyPause is how long to leave it alone when too much runs at once.
const busyPause = 5 * time.Second

// refusedAnswer reads an answer that is not a success.
func refusedAnswer(r request, x *transport.Exchange) *connectors.Error {
	failures := readFailures(x.Body)
	if len(failures) > 0 && x.Status < 500 {
		return refusal(r.op, x.Status, failures[0], x.Response)
	}
	e := &connectors.Error{Kind: connectors.Rejected, Op: r.op, Status: x.Status, Reason: connectors.Because("salesforce_refused")}
	if len(failures) > 0 {
		e.Code = safeCode(failures[0].code())
	}
	switch {
	case x.Status >= 500 || x.Status == http.StatusRequestTimeout:
		e.Kind, e.Reason, e.RetryAfter = connectors.Transient, connectors.Because("salesforce_down"), retryAfter(x.Response, 0)
		if r.writes {
			e.Kind = connectors.Unknown
		}
	case x.Status == http.StatusTooManyRequests || x.Status == 420:
		e.Kind, e.Reason, e.RetryAfter = connectors.Throttled, reasonBusy, retryAfter(x.Response, busyPause)
	case x.Status == http.StatusUnauthorized:
		e.Kind, e.Reason = connectors.Unauthorized, reasonSession
	case x.Status == http.StatusPreconditionFailed:
		e.Kind, e.Reason = connectors.Conflict, reasonConflict
	case x.Status >= 300 && x.Status < 400:
		e.Reason = connectors.Because("salesforce_redirect")
	case x.Status == http.StatusNotFound:
		e.Reason = connectors.Because("salesforce_version")
	}
	return e
}

var (
	reasonBusy     = connectors.Because("salesforce_busy")
	reasonDaily    = connectors.Because("salesforce_daily")
	reasonSession  = connectors.Because("salesforce_session")
	reasonConflict = connectors.Because("salesforce_conflict")
	reasonGone     = connectors.Because("salesforce_gone")
	reasonPackage  = connectors.Because("salesforce_package")
)

// refusal gives one error of the data API its kind. Whatever has a code has not
// taken effect.
func refusal(op string, status int, f failure, header http.Header) *connectors.Error {
	e := &connectors.Error{Kind: connectors.Rejected, Op: op, Status: status, Code: safeCode(f.code()), Reason: connectors.Because("salesforce_rejected")}
	switch f.code() {
	case "INVALID_SESSION_ID":
		e.Kind, e.Reason = connectors.Unauthorized, reasonSession
	case "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED":
		e.Kind, e.Reason = connectors.Unauthorized, connectors.Because("salesforce_api_off")
	case "REQUEST_LIMIT_EXCEEDED":
		if usedUp(header) {
			e.Kind, e.Reason, e.Daily, e.RetryAfter = connectors.Throttled, reasonDaily, true, retryAfter(header, dailyPause)
		} else {
			e.Kind, e.Reason, e.RetryAfter = connectors.Throttled, reasonBusy, retryAfter(header, busyPause)
		}
	case "UNABLE_TO_LOCK_ROW":
		e.Kind, e.Reason = connectors.Conflict, reasonConflict
	case "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION", "QUERY_TIMEOUT":
		e.Kind, e.Reason = connectors.Transient, connectors.Because("salesforce_not_now")
	case "ENTITY_IS_DELETED":
		e.Kind, e.Reason = connectors.Gone, reasonGone
	case "INVALID_FIELD", "INVALID_TYPE", "NOT_FOUND":
		e.Reason = reasonPackage
	case "INVALID_FIELD_FOR_INSERT_UPDATE", "INSUFFICIENT_ACCESS_OR_READONLY", "INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "ENTITY_IS_LOCKED":
		e.Reason = connectors.Because("salesforce_rights")
	case "FIELD_CUSTOM_VALIDATION_EXCEPTION":
		e.Reason = connectors.Because("salesforce_validation")
	case "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY":
		e.Reason = connectors.Because("salesforce_flow")
	case "REQUIRED_FIELD_MISSING":
		e.Reason = connectors.Because("salesforce_field")
	case "DUPLICATES_DETECTED":
		e.Reason = connectors.Because("salesforce_duplicate")
	case "STORAGE_LIMIT_EXCEEDED":
		e.Reason = connectors.Because("salesforce_storage")
	case "INACTIVE_OWNER_OR_USER":
		e.Reason = connectors.Because("salesforce_owner")
	case "STRING_TOO_LONG":
		e.Reason = connectors.Because("salesforce_too_long")
	case "DUPLICATE_VALUE":
		e.Reason = connectors.Because("salesforce_key_taken")
	}
	return e
}

// named gives the reason that names the fields of a record at fault.
func named(object string, f failure, e *connectors.Error) {
	e.Detail = f.detail()
	var fields []string
	for _, field := range f.Fields {
		if nameForm.MatchString(field) {
			fields = append(fields, object+"."+field)
		}
	}
	if e.Kind != connectors.Rejected || object == "" || len(fields) == 0 {
		return
	}
	list := strings.Join(fields[:min(5, len(fields))], ", ")
	switch f.code() {
	case "REQUIRED_FIELD_MISSING":
		e.Reason = connectors.Because("salesforce_fields_missing", "fields", list)
	case "FIELD_CUSTOM_VALIDATION_EXCEPTION":
		e.Reason = connectors.Because("salesforce_fields_validation", "fields", list)
	case "INVALID_FIELD_FOR_INSERT_UPDATE", "INSUFFICIENT_ACCESS_OR_READONLY", "INSUFFICIENT_ACCESS":
		e.Reason = connectors.Because("salesforce_fields_rights", "fields", list)
	default:
		e.Reason = connectors.Because("salesforce_fields", "fields", list)
	}
}

// usedUp reads Sforce-Limit-Info: api-usage=100000/100000. It is on every answer; whether
// a limit of the day or of the moment is meant, no code of the data API tells.
func usedUp(header http.Header) bool {
	m := apiUsage.FindStringSubmatch(header.Get("Sforce-Limit-Info"))
	if m == nil {
		return false
	}
	spent, err := strconv.Atoi(m[1])
	limit, err2 := strconv.Atoi(m[2])
	return err == nil && err2 == nil && spent >= limit
}

// apiUsage stands before that of single apps: api-usage=18/5000; per-app-api-usage=17/250(appName=x).
var apiUsage = regexp.MustCompile(`(?:^|[;,\s])api-usage=(\d{1,12})/(\d{1,12})`)

// aboutTheCase tells whether a refusal may mean that the Case itself takes
// nothing more. Salesforce does not say; the Case does.
func aboutTheCase(code string) bool {
	return slices.Contains([]string{
		"ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "INSUFFICIENT_ACCESS_OR_READONLY", "ENTITY_IS_LOCKED",
		"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "NOT_FOUND", "MALFORMED_ID",
	}, code)
}

// locksOut tells whether a refusal is what a closed Case gives that is locked.
func locksOut(code string) bool {
	return code == "INSUFFICIENT_ACCESS_OR_READONLY" || code == "ENTITY_IS_LOCKED"
}

// retryAfter is what the answer asks for, in seconds, or else the given pause.
func retryAfter(header http.Header, otherwise time.Duration) time.Duration {
	if seconds, err := strconv.Atoi(header.Get("Retry-After")); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	return otherwise
}
