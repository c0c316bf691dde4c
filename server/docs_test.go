package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// documents that people follow.
func documents(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, p := range append(paths, "../README.md", "../CHANGELOG.md") {
		if filepath.Base(p) == "commands.md" { // it is what the commands say, see TestCommandsAreWrittenDown
			continue
		}
		raw, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(p)] = string(raw)
	}
	return out
}

var (
	fenced  = regexp.MustCompile("(?ms)^ *```(\\w+)\n(.*?)^ *```")
	inline  = regexp.MustCompile("`([^`\n]+(?:\n[^`\n]+)?)`")
	program = regexp.MustCompile(`^(bin/deskside|deskside|make|docker|sf|openssl|chown|go|git|npm|sudo|apt-get|kubectl|curl)( |$)`)
	comment = regexp.MustCompile(`\s+#.*$`)
)

// commandsOf a document, as one would type them.
func commandsOf(text string) []string {
	var out []string
	for _, block := range fenced.FindAllStringSubmatch(text, -1) {
		if block[1] == "sh" || block[1] == "bash" || block[1] == "console" {
			for line := range strings.Lines(block[2]) {
				if line = strings.TrimSpace(comment.ReplaceAllString(strings.TrimSpace(line), "")); line != "" && !strings.HasPrefix(line, "#") {
					out = append(out, line)
				}
			}
		}
	}
	for _, m := range inline.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		c := strings.Join(strings.Fields(m[1]), " ")
		if bare := strings.Count(c, " ") == 0 && !strings.HasSuffix(c, "make"); program.MatchString(c) && !bare { // else a program is named, not called
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestDocumentedCommands: every command in README and docs does what it says here, with
// a configuration of that name, beside a running server. What needs other people's
// programs is held to our side of it.
func TestDocumentedCommands(t *testing.T) {
	all := map[string][]string{}
	for name, text := range documents(t) {
		all[name] = commandsOf(text)
	}
	dockerfile, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	documentedServer(t)
	seen := 0
	for name, commands := range all {
		for _, c := range commands {
			seen++
			words := strings.Fields(c)
			switch words[0] {
			case "bin/deskside", "deskside":
				documentedRun(t, name, words[1:])
			case "make":
				cmd := exec.CommandContext(t.Context(), "make", append([]string{"-n"}, words[1:]...)...)
				cmd.Dir = root
				if said, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s: %s: %v\n%s", name, c, err, said)
				}
			case "docker":
				documentedContainer(t, name, words, string(dockerfile))
			case "sf", "openssl", "chown": // Salesforce's and the system's own
			default:
				t.Errorf("%s: nobody checks %q", name, c)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d commands are found", seen)
	}
}

// documentedServer serves what the documents' commands act on, and goes into its folder.
func documentedServer(t *testing.T) {
	t.Helper()
	const public = "https://desk.example.com"
	zendesk, org := zendesktest.New(zendesktest.Options{}), salesforcetest.New(salesforcetest.Options{})
	t.Cleanup(func() { _ = org.Close() })
	org.SeedPackage("1.0.0", "sales", public)
	tw := twiliotest.New(twiliotest.Options{
		AccountSID: "AC00000000000000000000000000000001", AuthToken: twilioToken,
		Numbers: []twiliotest.Number{{PhoneNumber: "+15550100100", VoiceURL: public + "/twilio/voice"}},
	})
	t.Cleanup(tw.Close)
	listen := freeAddress(t)
	dir := t.TempDir()
	text := fmt.Sprintf(`listen: %s
public_url: %s
twilio: {account_sid: AC00000000000000000000000000000001, auth_token: %s, numbers: ["+15550100100"], api_url: "%s"}
accounts:
  - {name: support, kind: zendesk, url: "%s", client_id: deskside, client_secret: %s}
  - {name: sales, kind: salesforce, url: "%s", client_id: consumer-key, client_secret: consumer-secret}
`, listen, public, twilioToken, serveOn(t, tw.Handler()), serveOn(t, zendesk.Handler()), zendesk.ClientSecret(), serveOn(t, org.Handler()))
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	out, ended := printed{&said{}}, make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--config", "config.yaml"}, nil, io.Discard, out) }()
	t.Cleanup(func() { stop(); <-ended })
	out.await(t, "Deskside is ready", 1)
}

func documentedRun(t *testing.T, document string, args []string) {
	t.Helper()
	in, err := understand(args)
	if len(args) > 0 && err != nil {
		t.Errorf("%s: deskside %s: %v", document, strings.Join(args, " "), err)
		return
	}
	if len(args) == 0 || in.command.name == "serve" || !in.given(configFlag) && !in.command.unconfigured {
		return // it runs already, or is named without what it needs
	}
	code, stdout, stderr := deskside(t, nil, args...)
	if code != done && (in.command.name != "doctor" || code == notUnderstood) || stdout == "" {
		t.Errorf("%s: deskside %s: %d\n%s%s", document, strings.Join(args, " "), code, stdout, stderr)
	}
}

// documentedContainer holds docker's commands to the image.
func documentedContainer(t *testing.T, document string, words []string, dockerfile string) {
	t.Helper()
	line := strings.Join(words, " ")
	switch words[1] {
	case "exec":
		if len(words) == 2 {
			return // named, not called
		}
		if _, err := understand(words[4:]); err != nil || words[3] != "/deskside" {
			t.Errorf("%s: %s: %v", document, line, err)
		}
	case "run":
		for _, has := range []struct{ inLine, inImage string }{
			{":/etc/deskside/config.yaml", "DESKSIDE_CONFIG=/etc/deskside/config.yaml"}, {":/data ", "VOLUME /data"}, {":8080 ", "EXPOSE 8080"},
		} {
			if !strings.Contains(line, has.inLine) || !strings.Contains(dockerfile, has.inImage) {
				t.Errorf("%s: %s: no %s, or no %s in the image", document, line, has.inLine, has.inImage)
			}
		}
	case "build", "logs", "kill":
	default:
		t.Errorf("%s: nobody checks %q", document, line)
	}
}

// TestDocumentedSettings: every key in the documents' YAML is one, and the guide of each
// kind of CRM has all that its accounts can be set.
func TestDocumentedSettings(t *testing.T) {
	texts := documents(t)
	for name, text := range texts {
		for _, block := range fenced.FindAllStringSubmatch(text, -1) {
			if block[1] != "yaml" {
				continue
			}
			file := filepath.Join(t.TempDir(), "config.yaml")
			if err := os.WriteFile(file, []byte(dedented(block[2])), 0o600); err != nil {
				t.Fatal(err)
			}
			// It lacks this and that, and names files that are not here; but what is there is known.
			if _, err := config.Load(file, nil); err != nil {
				for line := range strings.Lines(err.Error()) {
					if strings.Contains(line, "unknown key") || strings.Contains(line, "not YAML") || strings.Contains(line, "own host") || strings.Contains(line, "belongs to") {
						t.Errorf("%s: %s", name, line)
					}
				}
			}
		}
	}
	others := map[string][]string{
		"install-zendesk.md":    {"certificate_file", "org_id", "api_version", "assignment_rules", "open_cti", "customer_id_field", "record_type", "origin"},
		"install-salesforce.md": {"app_id", "installation_id", "scope", "brand_id", "ticket_form_id", "group_id", "priority"},
	}
	for _, k := range config.Keys() {
		key, of := strings.CutPrefix(k.Path, "accounts[].")
		if !of {
			continue
		}
		for guide, not := range others {
			if !slices.Contains(not, key) && !regexp.MustCompile("\\b"+key+"(_file)?\\b").MatchString(texts[guide]) {
				t.Errorf("%s says nothing of %s", guide, key)
			}
		}
	}
}

// dedented is a block of a list without the list's indentation.
func dedented(block string) string {
	margin := len(block) - len(strings.TrimLeft(block, " "))
	var b strings.Builder
	for line := range strings.Lines(block) {
		b.WriteString(strings.TrimPrefix(line, strings.Repeat(" ", margin)))
	}
	return b.String()
}

// TestGuidesGoForward: no step of a guide needs what a later one makes.
func TestGuidesGoForward(t *testing.T) {
	texts := documents(t)
	for guide, steps := range map[string][]string{
		"install-zendesk.md":    {"OAuth clients**", "client_secret_file:", "deskside package", "Upload private app", "deskside doctor", "app_id:", "**Try it.**"},
		"install-salesforce.md": {"Download Certificate", "certificate_file:", "deskside package", "A user for the server", "Consumer Key and Secret", "## 6. Agents", "deskside doctor"},
	} {
		last := -1
		for _, step := range steps {
			at := strings.Index(texts[guide], step)
			if at <= last {
				t.Errorf("%s: %q stands before what it needs", guide, step)
			}
			last = at
		}
	}
}

var linked = regexp.MustCompile(`-ldflags "([^"]+)"`)

// TestImage: the image's defaults, as its Dockerfile links them, give way to a file, and
// the file to the environment; its health check asks where the server then listens.
func TestImage(t *testing.T) {
	dockerfile, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	flags := linked.FindStringSubmatch(string(dockerfile))
	if flags == nil || !strings.Contains(string(dockerfile), `CMD ["/deskside", "healthy"]`) || strings.Contains(string(dockerfile), "DESKSIDE_LISTEN") {
		t.Fatalf("another Dockerfile:\n%s", dockerfile)
	}
	binary, file := filepath.Join(t.TempDir(), "deskside"), filepath.Join(t.TempDir(), "config.yaml")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "nomsgpack", "-ldflags", strings.ReplaceAll(flags[1], "\\\n", " "), "-o", binary, ".")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}
	asked := func(env ...string) string {
		cmd := exec.CommandContext(t.Context(), binary, "healthy")
		cmd.Env = append([]string{"DESKSIDE_CONFIG=" + file}, env...)
		said, _ := cmd.CombinedOutput() // nobody is there: it says whom it asked
		return string(said)
	}
	mounted, variable := free(), free()
	if got := asked(); !strings.Contains(got, "127.0.0.1:8080") {
		t.Errorf("without a file: %s", got)
	}
	if err := os.WriteFile(file, []byte("listen: "+mounted+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := asked(); !strings.Contains(got, mounted) {
		t.Errorf("the file does not win over the image: %s", got)
	}
	if got := asked("DESKSIDE_LISTEN=" + variable); !strings.Contains(got, variable) {
		t.Errorf("the environment does not win over the file: %s", got)
	}
}
