package interaction_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// TestEveryEventIsRegistered subtracts the registry from the types that have an
// event method.
func TestEveryEventIsRegistered(t *testing.T) {
	registered := map[string]string{}
	for name, d := range Registry() {
		registered[reflect.TypeOf(d).Name()] = name
	}
	equal(t, "each type once", len(registered), len(Registry()))
	for _, f := range sources(t) {
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != "event" {
				continue
			}
			typ := fn.Recv.List[0].Type.(*ast.Ident).Name
			if want := snake(typ); registered[typ] != want {
				t.Errorf("%s stands in the registry as %q, want %q", typ, registered[typ], want)
			}
			delete(registered, typ)
		}
	}
	equal(t, "registered, but no event", registered, map[string]string{})
}

func snake(camel string) string {
	return strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(camel, "${1}_$2"))
}

// sources of the package, without tests.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		t.Fatal("no sources")
	}
	return files
}

// TestImports: the domain needs the standard library alone.
func TestImports(t *testing.T) {
	for _, f := range sources(t) {
		for _, imp := range f.Imports {
			path, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
				t.Errorf("the domain imports %s", path)
			}
			if slices.Contains([]string{"os", "net", "net/http", "database/sql", "log", "log/slog", "io", "math/rand", "crypto/rand"}, path) {
				t.Errorf("the domain imports %s: it is pure", path)
			}
		}
	}
}

// TestCodec: what is in an event comes back, every field of it.
func TestCodec(t *testing.T) {
	for name, zero := range Registry() {
		full := reflect.New(reflect.TypeOf(zero)).Elem()
		fill(t, full, name)
		for _, d := range []Data{zero, full.Interface().(Data)} {
			got, data, err := Encode(d)
			if err != nil || got != name || TypeName(d) != name {
				t.Errorf("%s: encoded as %q, %v", name, got, err)
			}
			back, err := Decode(name, data)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			equal(t, name+" as "+string(data), back, d)
		}
		// A newer server may have written more.
		if _, err := Decode(name, []byte(`{"of_the_future":{"x":[1]}}`)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, bad := range []string{"", "[]", "{", `"x"`} {
			if _, err := Decode(name, []byte(bad)); err == nil {
				t.Errorf("%s: %q was understood", name, bad)
			}
		}
	}
	if _, err := Decode("unheard_of", []byte("{}")); err == nil {
		t.Error("an unknown event was understood")
	}
	if _, _, err := Encode(nil); err == nil {
		t.Error("nothing was encoded")
	}
}

// fill every field with something that is not its zero value.
func fill(t *testing.T, v reflect.Value, name string) {
	t.Helper()
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(t0))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.Anonymous && f.Tag.Get("json") == "" {
				t.Errorf("%s: %s.%s has no name in the log", name, v.Type().Name(), f.Name)
			}
			if f.Tag.Get("json") != "-" {
				fill(t, v.Field(i), name)
			}
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"number": "35"}))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), name)
		fill(t, v.Index(1), name)
	case reflect.String:
		v.SetString("ä\"<\x00\u2028💡" + v.Type().Name())
	case reflect.Int, reflect.Int64:
		v.SetInt(1<<53 - 1)
	case reflect.Float64:
		v.SetFloat(-139.745438)
	case reflect.Bool:
		v.SetBool(true)
	default:
		t.Fatalf("%s: nothing to fill a %s with", name, v.Type())
	}
}
