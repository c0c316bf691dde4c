package config

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxIndex bounds list elements that are named by their number.
const maxIndex = 99

// foreign are variables with our prefix that are not ours. A Kubernetes service
// named deskside, or deskside-redis, puts the first two kinds into every pod; the
// last are a switch of the tests, and what names the file.
var foreign = regexp.MustCompile(`_SERVICE_(HOST|PORT(_.*)?)$|_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$|^DESKSIDE_(REQUIRE_ALL|CONFIG)$`)

// readEnv lays the environment over what the file says. An empty variable is one
// that is not set. Lists of texts are separated by commas; elements of other
// lists are named by number, or by name once they have one.
func (l *loading) readEnv(env []string) {
	var vars []string
	for _, kv := range env {
		if name, value, _ := strings.Cut(kv, "="); strings.HasPrefix(name, envPrefix) && value != "" && !foreign.MatchString(name) {
			vars = append(vars, kv)
		}
	}
	slices.Sort(vars)
	// A variable may speak of an element by the name that another one gives it.
	for range 2 {
		var unknown []string
		for _, kv := range vars {
			name, value, _ := strings.Cut(kv, "=")
			if !l.setEnv(reflect.ValueOf(&l.cfg).Elem(), "", strings.TrimPrefix(name, envPrefix), name, value) {
				unknown = append(unknown, kv)
			}
		}
		vars = unknown
	}
	for _, kv := range vars {
		name, _, _ := strings.Cut(kv, "=")
		l.failVariable(name, "unknown variable"+hint(name, l.envNames()))
	}
}

// envNames are all variables that would be understood, given the elements that
// there are by now.
func (l *loading) envNames() []string {
	var names []string
	for _, k := range Keys() {
		list, rest, isElement := strings.Cut(k.Env, "_<NAME>")
		if !isElement {
			names = append(names, k.Env)
			continue
		}
		key := strings.ToLower(strings.TrimPrefix(list, envPrefix))
		s, _ := find(reflect.TypeFor[Config](), key)
		v := reflect.ValueOf(l.cfg).FieldByIndex(s.index)
		for i := range v.Len() {
			if name := elementName(v.Index(i)); name != "" {
				names = append(names, list+"_"+name+rest)
			}
		}
		names = append(names, list+"_0"+rest)
	}
	return names
}

// setEnv follows rest, such as ACCOUNTS_SUPPORT_CLIENT_SECRET, from v down, which
// stands at path. It answers false if that leads nowhere.
func (l *loading) setEnv(v reflect.Value, path, rest, name, value string) bool {
	if isStruct(v.Type()) {
		for _, s := range settings(v.Type()) {
			after, ok := strings.CutPrefix(rest, strings.ToUpper(s.key))
			f := v.FieldByIndex(s.index)
			switch {
			case !ok:
			case after == "":
				if isStruct(f.Type()) || f.Kind() == reflect.Slice && isStruct(f.Type().Elem()) {
					return false
				}
				l.setValue(f, s, name, value)
				l.from.vars[join(path, s.key)] = name
				return true
			case after[0] == '_' && (isStruct(f.Type()) || f.Kind() == reflect.Slice) && l.setEnv(f, join(path, s.key), after[1:], name, value):
				return true
			}
		}
		return false
	}
	if !isStruct(v.Type().Elem()) {
		return false
	}
	if digits, after, ok := strings.Cut(rest, "_"); ok {
		if i, err := strconv.Atoi(digits); err == nil && i >= 0 && i <= maxIndex {
			return l.setElement(v, i, path, after, name, value)
		}
	}
	// The longest name first: "support-eu" before "support".
	order := make([]int, v.Len())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return len(elementName(v.Index(b))) - len(elementName(v.Index(a)))
	})
	for _, i := range order {
		n := elementName(v.Index(i))
		if after, ok := strings.CutPrefix(rest, n+"_"); n != "" && ok && l.setEnv(v.Index(i), fmt.Sprintf("%s[%d]", path, i), after, name, value) {
			return true
		}
	}
	return false
}

// setElement sets inside the i-th element of a list, which grows as needed; a
// hole is noticed by the validation, since an element without a name is refused.
func (l *loading) setElement(v reflect.Value, i int, path, after, name, value string) bool {
	elem := reflect.New(v.Type().Elem()).Elem()
	if i < v.Len() {
		elem.Set(v.Index(i))
	}
	if !l.setEnv(elem, fmt.Sprintf("%s[%d]", path, i), after, name, value) {
		return false
	}
	for v.Len() <= i {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
	}
	v.Index(i).Set(elem)
	return true
}

func (l *loading) setValue(f reflect.Value, s setting, name, value string) {
	switch {
	case f.Type() == secretType:
		l.setSecret(f, s, name, value)
	case f.Type() == fieldsType:
		fields, err := parseFields(value)
		if err != nil {
			l.failVariable(name, err.Error())
			return
		}
		f.Set(reflect.ValueOf(fields))
	case f.Type() == labelType:
		f.Set(reflect.ValueOf(Label{Text: value}))
	case f.Kind() == reflect.Slice:
		var list []string
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
		if f.Type().Elem() == labelType {
			f.Set(reflect.ValueOf(labels(list)))
			return
		}
		f.Set(reflect.ValueOf(list))
	default:
		if err := setScalar(f, value); err != nil {
			l.failVariable(name, err.Error())
		}
	}
}

// setSecret replaces what the file says, be it the secret or its file twin. Both
// of them in the environment contradict each other.
func (l *loading) setSecret(f reflect.Value, s setting, name, value string) {
	twin := strings.TrimSuffix(name, "_FILE")
	if !s.file {
		twin = name + "_FILE"
	}
	if l.fromEnv[twin] {
		l.failVariable(name, fmt.Sprintf("is set together with %s; set one of them", twin))
		return
	}
	l.fromEnv[name] = true
	if s.file {
		f.Set(reflect.ValueOf(Secret{file: value}))
	} else {
		f.Set(reflect.ValueOf(Secret{value: value}))
	}
}

// elementName is how an element of a list is called in the environment.
func elementName(v reflect.Value) string {
	s, ok := find(v.Type(), "name")
	if !ok {
		return ""
	}
	return envName(v.FieldByIndex(s.index).String())
}

func envName(name string) string { return strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }
