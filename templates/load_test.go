package templates_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskside/deskside/templates"
)

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestOverride(t *testing.T) {
	s, err := templates.Load(folder(t, map[string]string{
		"note.html": "<p>{{.Agent}} says <i>{{.Text}}</i></p>", "prompt-unavailable.txt": "Auf\nWiedersehen.\n",
		".gitkeep": "", "contact.txt": "{{range .Unsigned}}{{.Label}}{{end}}contact",
	}))
	if err != nil {
		t.Fatal(err)
	}
	b := note(t, s, templates.AgentNote{Agent: "Kim", At: at, Text: "<b>hi</b>"})
	if b.HTML != "<p>Kim says <i>&lt;b&gt;hi&lt;/b&gt;</i></p>" || !strings.HasPrefix(b.Text, "Note by Kim") {
		t.Errorf("%+v", b)
	}
	if got := s.Prompt(templates.PromptUnavailable); got != "Auf Wiedersehen." {
		t.Errorf("prompt %q", got)
	}
	// Values are cleaned whatever the template does.
	if b := note(t, s, templates.Contact{Trust: "unsigned", Unsigned: []templates.Field{{Label: "{", Value: "x"}, {Label: "{x\x00}", Value: "y"}}}); strings.Contains(b.Text, "{{") || strings.Contains(b.Text, "\x00") {
		t.Errorf("%q", b.Text)
	}
}

func TestBrokenFiles(t *testing.T) {
	for _, c := range []struct{ name, file, content, want string }{
		{"unknown file", "kontact.txt", "x", "kontact.txt: there is no template of that name; did you mean contact.txt?"},
		{"unknown ending", "note.md", "x", "note.md: there is no template of that name; did you mean note."},
		{"does not parse", "note.txt", "a\nb {{.Agent", "note.txt:2: unclosed action"},
		{"unknown function", "note.txt", "{{shout .Agent}}", `note.txt:1: function "shout" not defined`},
		{"unknown field", "note.txt", "\n\n{{.Agnet}}", "note.txt:3: <.Agnet>: can't evaluate field Agnet"},
		{"unknown field in one branch", "contact.html", `{{if eq .Trust "rejected"}}` + "\n{{.Why}}{{end}}x", "contact.html:2: <.Why>: can't evaluate field Why"},
		{"script", "note.html", "<p>\n<script>x</script></p>", "note.html:2: <script> is not allowed"},
		{"event handler", "note.html", "<p onclick=\"x\">{{.Text}}</p>", "note.html:1: <p onclick="},
		{"open tag", "note.html", "<p>{{.Text}}<a href=\"", "note.html: "},
		{"unsafe link", "contact.html", "{{range .Signed}}<a href=\"javascript:{{.URL}}\">x</a>{{end}}x", "contact.html"},
		{"nothing", "file.txt", "  \n", "file.txt: gives no words at all"},
		{"silent prompt", "prompt-wait.txt", "", "prompt-wait.txt: gives no words at all"},
		{"prompt with data", "prompt-wait.txt", "{{.Name}}", "prompt-wait.txt:1: <.Name>: "},
		{"endless", "note.txt", `{{template "note.txt" .}}`, "note.txt:1: "},
		{"too large", "note.txt", strings.Repeat("x", 300<<10), "note.txt: is larger than 262144 bytes"},
	} {
		dir := folder(t, map[string]string{c.file: c.content})
		_, err := templates.Load(dir)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestAllBrokenFilesAtOnce(t *testing.T) {
	_, err := templates.Load(folder(t, map[string]string{"note.txt": "{{", "file.txt": "{{", "x.txt": ""}))
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("got %v", err)
	}
	if _, err := templates.Load("/nowhere"); err == nil {
		t.Error("a folder that is not there was taken")
	}
}

// TestSigned: whether a note says who wrote it is the template's, not what somebody wrote.
func TestSigned(t *testing.T) {
	for source, want := range map[string]bool{"": true, "{{.Text}}": false, "{{.At}} {{with .Agent}}{{.}}: {{end}}{{.Text}}": true, "{{/* .Agent */}}{{.Text}}": false} {
		files := map[string]string{}
		if source != "" {
			files["note.txt"] = source
		}
		s, err := templates.Load(folder(t, files))
		if err != nil {
			t.Fatal(err)
		}
		if b := note(t, s, templates.AgentNote{Agent: "Kim", At: at, Text: "Kim said {{.Agent}}"}); b.Signed != want {
			t.Errorf("%q: %v", source, b.Signed)
		}
	}
}
