package passphrase

// The race detector makes hashing many times slower; what it costs is not what is tested.
func init() { cost = parameters{passes: 1, memory: 64, threads: 1} }

// Occupy the time that there is for looking at strangers' passphrases.
func (l *Lock) Occupy() (release func()) {
	l.hashing <- struct{}{}
	return func() { <-l.hashing }
}
