package edge

import "github.com/deskside/deskside/server/internal/api/contract"

// Files is what the blob store takes.
type Files interface {
	MaxBytes() int64
	Types() []string
}

// FileLimits of an account: what its CRM does not take is refused at the door.
func (e *Edge) FileLimits(account string) contract.FileLimits {
	return LimitsOf(e.Files, e.Accounts, account)
}

// LimitsOf an account, by its name.
func LimitsOf(f Files, accounts []Account, name string) contract.FileLimits {
	limits := contract.FileLimits{MaxBytes: f.MaxBytes(), Types: contract.List(f.Types())}
	for _, a := range accounts {
		if a.Name == name && a.FileBytes > 0 {
			limits.MaxBytes = min(limits.MaxBytes, a.FileBytes)
		}
	}
	return limits
}
