package app

import (
	"regexp"
	"runtime/debug"
)

// version of this build, as Go's tools stamp it into the binary: a tag, or a commit.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}

// release is the form of a version that packages are compared by: a build between two
// releases comes with the package of the one before.
var release = regexp.MustCompile(`^v\d+\.\d+\.\d+$`)

// released is the version of this build if it is a release, else nothing.
func released() string {
	if v := version(); release.MatchString(v) {
		return v
	}
	return ""
}
