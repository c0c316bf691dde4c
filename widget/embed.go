// Package widget holds the built pages: the agents' widget, the admin page, the
// customers' contact page and its loader. `npm run build` fills dist.
package widget

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Files returns the built pages: agent.html, admin.html, contact.html, contact.js and
// assets/. Before the first build there is nothing in it.
func Files() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // the path is a constant, and valid
	}
	return dist
}
