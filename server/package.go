package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/app"
)

func checkPack(in *invocation) error {
	switch kind := in.args[0]; {
	case !slices.Contains(app.Packages(), kind):
		return &misuse{says: fmt.Sprintf("There is no package of the kind %q: say %s.", kind, strings.Join(app.Packages(), " or ")), about: "package"}
	case in.flags["o"] == "":
		return &misuse{says: "Say where to write it with -o.", about: "package"}
	}
	return nil
}

// pack is the command line of packages.
func pack(_ context.Context, in *invocation) error {
	return packAccount(in.cfg, in.args[0], in.flags["account"], in.flags["o"], in.stdout, in.stderr)
}

func packAccount(cfg *config.Config, kind, name, out string, stdout, stderr io.Writer) error {
	a, err := accountOf(cfg, kind, name)
	if err != nil {
		return err
	}
	zip, warnings, err := app.Package(cfg, a)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintln(stderr, "warning:", w)
	}
	if out == "-" {
		_, err := stdout.Write(zip)
		return err
	}
	if err := replace(out, zip); err != nil {
		return fmt.Errorf("the package cannot be written: %w", err)
	}
	fmt.Fprintf(stdout, "%s: the %s package of the account %s, for %s\n", out, kind, a.Name, cfg.PublicURL)
	return nil
}

// accountOf is the account that is meant: the one of that name, or the only one of
// its kind.
func accountOf(cfg *config.Config, kind, name string) (config.Account, error) {
	var named []string
	var found []config.Account
	for _, a := range cfg.Accounts {
		if a.Kind == kind {
			named, found = append(named, a.Name), append(found, a)
		}
	}
	list := strings.Join(named, ", ")
	if name != "" {
		if a, ok := cfg.Account(name); ok && a.Kind != kind {
			return config.Account{}, fmt.Errorf("the account %s is of the kind %s, not %s", name, a.Kind, kind)
		}
		if i := slices.Index(named, name); i >= 0 {
			return found[i], nil
		}
		if list == "" {
			list = "none"
		}
		return config.Account{}, fmt.Errorf("the configuration has no account %q; of the kind %s there is: %s", name, kind, list)
	}
	switch len(found) {
	case 0:
		return config.Account{}, fmt.Errorf("the configuration has no account of the kind %s", kind)
	case 1:
		return found[0], nil
	}
	return config.Account{}, fmt.Errorf("there are several accounts of the kind %s; name one with -account: %s", kind, list)
}

// replace writes a file whole or not at all.
func replace(path string, data []byte) error {
	part, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part.Name()) }() //nolint:gosec // beside the file that was asked for; gone already when all went well
	_, err = part.Write(data)
	if e := part.Chmod(0o644); err == nil { // nothing in it is secret
		err = e
	}
	if e := part.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(part.Name(), path) //nolint:gosec // where the person who runs this wants it
}
