package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strings"
)

// maxSecret bounds a secret's file, in bytes.
const maxSecret = 64 << 10

// Load reads the file at path, lays env (as os.Environ gives it) over it, reads
// the files of secrets and certificates, fills in defaults and checks
// everything. Without a path everything comes from env. The error is an *Error
// with one line per problem.
func Load(path string, env []string) (*Config, error) {
	l := &loading{cfg: fixed(), lines: map[string]int{}, fromEnv: map[string]bool{}}
	file := "environment"
	if path != "" {
		file = path
		doc, err := readFile(path, maxFile)
		if err != nil {
			l.fail("", "%v", err)
			return nil, l.err(file)
		}
		l.readYAML(doc)
	}
	l.readEnv(env)
	l.readSecrets(reflect.ValueOf(&l.cfg).Elem(), "")
	l.cfg.derive()
	l.validate()
	if err := l.err(file); err != nil {
		return nil, err
	}
	return &l.cfg, nil
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
		return
	}
	twin := path + fileSuffix
	if s.value != "" {
		l.fail(twin, "is set together with %s; set one of them", path)
		return
	}
	content, err := readFile(s.file, maxSecret)
	text := strings.TrimRight(string(content), "\r\n")
	switch {
	case err != nil:
		l.fail(twin, "%v", err)
	case text == "":
		l.fail(twin, "the file %s is empty", s.file)
	case strings.ContainsAny(text, "\r\n\x00"):
		l.fail(twin, "the file %s must hold the secret alone, on one line", s.file)
	}
	// A file at fault has been reported; its secret is not missing as well.
	v.Set(reflect.ValueOf(Secret{value: text, file: s.file}))
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
