package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"unicode"
)

// maxSecret bounds a secret's file, in bytes.
const maxSecret = 64 << 10

// Load reads the file at path, lays env (as os.Environ gives it) over it, reads
// the files of secrets and certificates, fills in defaults and checks
// everything. Without a path everything comes from env. The error is an *Error
// with one line per problem.
func Load(path string, env []string) (*Config, error) {
	l := newLoading(path)
	if err := l.read(env); err != nil {
		return nil, err
	}
	l.readSecrets(reflect.ValueOf(&l.cfg).Elem(), "")
	l.cfg.derive()
	l.validate()
	if err := l.err(); err != nil {
		return nil, err
	}
	l.cfg.from = l.from
	l.cfg.Idle = l.idle()
	return &l.cfg, nil
}

// Listen is where a server of this configuration listens, as far as that can be told:
// a health check has neither the secrets nor the time to load everything.
func Listen(path string, env []string) string {
	l := newLoading(path)
	if l.read(env) != nil {
		l.from.file = ""
		_ = l.read(env) // the file cannot be read: what the environment says is all there is
	}
	return l.cfg.Listen
}

func newLoading(path string) *loading {
	return &loading{
		cfg: fixed(), fromEnv: map[string]bool{},
		from: sources{file: path, lines: map[string]int{}, vars: map[string]string{}},
	}
}

// read the file and lay the environment over it. The error is a file that cannot be
// read at all.
func (l *loading) read(env []string) error {
	if l.from.file != "" {
		doc, err := readFile(l.from.file, maxFile)
		if err != nil {
			l.problems = append(l.problems, Problem{Message: err.Error()})
			return l.err()
		}
		l.readYAML(doc)
	}
	l.readEnv(env)
	return nil
}

// readSecrets replaces every file twin by what the file holds.
func (l *loading) readSecrets(v reflect.Value, path string) {
	switch {
	case v.Type() == secretType:
		l.readSecret(v, path)
	case isStruct(v.Type()):
		for _, s := range settings(v.Type()) {
			if !s.file {
				l.readSecrets(v.FieldByIndex(s.index), join(path, s.key))
			}
		}
	case v.Kind() == reflect.Slice && isStruct(v.Type().Elem()):
		for i := range v.Len() {
			l.readSecrets(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

func (l *loading) readSecret(v reflect.Value, path string) {
	s := v.Interface().(Secret)
	if s.file == "" {
		if text := bare(s.value); text != s.value {
			l.fail(path, "begins or ends with a blank")
			v.Set(reflect.ValueOf(Secret{value: text}))
		}
		return
	}
	twin := path + fileSuffix
	if s.value != "" {
		l.fail(twin, "is set together with %s; set one of them", path)
		return
	}
	content, err := readFile(s.file, maxSecret)
	text, wrong := strings.TrimRight(string(content), "\r\n"), ""
	switch {
	case err != nil:
		wrong = err.Error()
	case text == "":
		wrong = fmt.Sprintf("the file %s is empty", s.file)
	case strings.ContainsAny(text, "\r\n\x00"):
		wrong = fmt.Sprintf("the file %s must hold the secret alone, on one line", s.file)
	case text != bare(text):
		wrong = fmt.Sprintf("the file %s has a blank, or a mark of its encoding, before or after the secret", s.file)
	}
	if wrong != "" {
		l.fail(twin, "%s", wrong)
		text = "" // a file at fault has been reported; what it holds is not looked at, nor missed
	}
	v.Set(reflect.ValueOf(Secret{value: text, file: s.file}))
}

// bare takes off what surrounds a secret, is seen by nobody and forgiven by no cloud:
// blanks, and the byte order mark of an editor.
func bare(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' })
}

func readFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			return nil, fmt.Errorf("cannot read %s: %w", path, pe.Err)
		}
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, fmt.Errorf("cannot read %s: %w", path, err)
	case int64(len(content)) > limit:
		return nil, fmt.Errorf("%s is larger than %d bytes", path, limit)
	}
	return content, nil
}
