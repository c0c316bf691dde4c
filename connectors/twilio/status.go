package twilio

// Status of a call.
type Status string

// Statuses of a call, in the order a call goes through them; the last five end it.
const (
	Queued     Status = "queued"
	Initiated  Status = "initiated" // in callbacks only
	Ringing    Status = "ringing"
	InProgress Status = "in-progress"
	Completed  Status = "completed"
	Busy       Status = "busy"
	NoAnswer   Status = "no-answer"
	Failed     Status = "failed"
	Canceled   Status = "canceled"
)

// Rank orders statuses, since callbacks arrive in any order: a status of lower
// rank than one seen before is old news. An unknown status ranks below all.
func (s Status) Rank() int {
	switch s {
	case Queued:
		return 1
	case Initiated:
		return 2
	case Ringing:
		return 3
	case InProgress:
		return 4
	case Completed, Busy, NoAnswer, Failed, Canceled:
		return 5
	}
	return 0
}

// Final reports that the call has ended.
func (s Status) Final() bool { return s.Rank() == Completed.Rank() }
