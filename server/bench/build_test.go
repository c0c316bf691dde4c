package bench

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// build of the server: the real binary, and the one of the sandbox, whose agents sign
// in without proof and which is the same otherwise.
type build struct {
	name            string // new, or a commit
	server, sandbox string
}

// build the tree at root into a folder.
func (b *bench) build(root, into string) *build {
	b.t.Helper()
	sandbox := b.compile(root, "./server/cmd/sandbox", filepath.Join(into, "sandbox"))
	if raced {
		return &build{"new", sandbox, sandbox} // a small run needs no second one
	}
	return &build{"new", b.compile(root, "./server", filepath.Join(into, "deskside")), sandbox}
}

// buildCommit of this repository, with its own pages, out of a copy of its tree. What
// was built once is kept in the folder.
func (b *bench) buildCommit(commit, folder string) *build {
	b.t.Helper()
	sha := strings.TrimSpace(b.command(".", nil, "git", "rev-parse", "--verify", "--quiet", commit+"^{commit}"))
	folder, err := filepath.Abs(filepath.Join(folder, sha))
	if err != nil {
		b.t.Fatal(err)
	}
	of := &build{commit, filepath.Join(folder, "deskside"), filepath.Join(folder, "sandbox")}
	if _, err := os.Stat(of.sandbox); err == nil {
		return of
	}
	tree := filepath.Join(b.dir, "tree")
	if err := os.MkdirAll(tree, 0o755); err != nil {
		b.t.Fatal(err)
	}
	archive := b.command("../..", nil, "git", "archive", "--format=tar", sha)
	b.command(tree, []byte(archive), "tar", "-x")
	b.buildPages(tree)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.t.Fatal(err)
	}
	b.compile(tree, "./server", of.server)
	b.compile(tree, "./server/cmd/sandbox", of.sandbox)
	return of
}

// buildPages of a tree, with the packages that this tree has installed, if they are the same.
func (b *bench) buildPages(tree string) {
	b.t.Helper()
	widget := filepath.Join(tree, "widget")
	ours, err := filepath.Abs("../../widget")
	if err != nil {
		b.t.Fatal(err)
	}
	here, errHere := os.ReadFile(filepath.Join(ours, "package-lock.json"))
	there, errThere := os.ReadFile(filepath.Join(widget, "package-lock.json"))
	installed, err := os.Stat(filepath.Join(ours, "node_modules"))
	if err == nil && installed.IsDir() && errHere == nil && errThere == nil && bytes.Equal(here, there) {
		b.command(widget, nil, "cp", "-a", filepath.Join(ours, "node_modules"), "node_modules")
	} else {
		b.command(widget, nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	}
	b.command(widget, nil, "npm", "run", "build")
}

// compile as the Dockerfile does. With the race detector where this test has it:
// what it says then is of no use, but what it needs has been compiled already.
func (b *bench) compile(root, pkg, out string) string {
	b.t.Helper()
	args := []string{"go", "build", "-tags", "nomsgpack", "-o", out}
	var env []string
	if raced {
		args = append(args, "-race")
	} else {
		args = append(args, "-trimpath", "-ldflags", "-s -w")
		env = append(env, "CGO_ENABLED=0")
	}
	c := exec.CommandContext(b.t.Context(), args[0], append(args[1:], pkg)...)
	c.Dir, c.Env = root, append(os.Environ(), env...)
	if said, err := c.CombinedOutput(); err != nil {
		b.t.Fatalf("build %s: %v\n%s", pkg, err, said)
	}
	return out
}

// floor is the program that does the least.
func (b *bench) floor() string { return b.binaryOf("floor", ".", "./testdata/floor") }

// peer is a program of server/bench/peers, a module of its own.
func (b *bench) peer(name string) string { return b.binaryOf(name, "peers", "./"+name) }

func (b *bench) binaryOf(name, root, pkg string) string {
	b.t.Helper()
	if b.binaries[name] == "" {
		b.binaries[name] = b.compile(root, pkg, filepath.Join(b.dir, name+".bin"))
	}
	return b.binaries[name]
}

// command that must succeed, and what it says.
func (b *bench) command(dir string, in []byte, name string, args ...string) string {
	b.t.Helper()
	c := exec.CommandContext(context.Background(), name, args...)
	c.Dir, c.Stdin = dir, bytes.NewReader(in)
	var said, complaint bytes.Buffer
	c.Stdout, c.Stderr = &said, &complaint
	if err := c.Run(); err != nil {
		b.t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, complaint.String(), said.String())
	}
	return said.String()
}
