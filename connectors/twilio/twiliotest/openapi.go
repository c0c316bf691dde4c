package twiliotest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Spec is Twilio's OpenAPI description, against which requests and the
// stand-in's own answers are checked.
type Spec struct{ router routers.Router }

// LoadSpec reads twilio_api_v2010.json of Twilio's public descriptions.
func LoadSpec(path string) (*Spec, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, err
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	return &Spec{router: router}, nil
}

// newerFields are known to Twilio's libraries and not yet to the description.
var newerFields = map[string]bool{"Passports": true, "RecordingConfigurationId": true}

// CheckRequest gives what is wrong with a request, a sentence each. The
// library's own validation of forms takes absent fields for null, so fields are
// checked one by one here.
func (s *Spec) CheckRequest(method, path string, form url.Values) []string {
	route, params, err := s.route(method, path)
	if err != nil {
		return []string{err.Error()}
	}
	var wrong []string
	query := map[string]*openapi3.Schema{}
	for _, ref := range route.Operation.Parameters {
		p := ref.Value
		switch p.In {
		case "path":
			if err := p.Schema.Value.VisitJSON(params[p.Name]); err != nil {
				wrong = append(wrong, "path "+p.Name+": "+firstLine(err))
			}
		case "query":
			query[p.Name] = p.Schema.Value
		}
	}
	if method != http.MethodPost {
		return append(wrong, checkFields(form, query, nil)...)
	}
	fields := map[string]*openapi3.Schema{}
	var required []string
	if body := route.Operation.RequestBody; body != nil {
		if content := body.Value.Content["application/x-www-form-urlencoded"]; content != nil {
			required = content.Schema.Value.Required
			for name, ref := range content.Schema.Value.Properties {
				fields[name] = ref.Value
			}
		}
	}
	return append(wrong, checkFields(form, fields, required)...)
}

func checkFields(form url.Values, known map[string]*openapi3.Schema, required []string) []string {
	var wrong []string
	for _, name := range required {
		if !form.Has(name) {
			wrong = append(wrong, name+": missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		schema, ok := known[name]
		if !ok {
			if !newerFields[name] {
				wrong = append(wrong, name+": unknown")
			}
			continue
		}
		if problem := checkField(schema, form[name]); problem != "" {
			wrong = append(wrong, name+": "+problem)
		}
	}
	return wrong
}

func checkField(schema *openapi3.Schema, values []string) string {
	if schema.Type.Is("array") {
		list := make([]any, len(values))
		for i, v := range values {
			list[i] = v
		}
		return visit(schema, list)
	}
	if len(values) > 1 {
		return "repeated"
	}
	v := values[0]
	switch {
	case schema.Type.Is("integer"), schema.Type.Is("number"):
		n, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return "not a number"
		}
		return visit(schema, n)
	case schema.Type.Is("boolean"):
		b, err := strconv.ParseBool(v)
		if err != nil {
			return "not a boolean"
		}
		return visit(schema, b)
	case schema.Format == "uri" && v != "":
		u, err := url.Parse(v)
		if err != nil || u.Host == "" {
			return "not an absolute URI"
		}
		if strings.Contains(u.Hostname(), "_") {
			return "underscore in the host"
		}
	}
	return visit(schema, v)
}

func visit(schema *openapi3.Schema, value any) string {
	if err := schema.VisitJSON(value); err != nil {
		return firstLine(err)
	}
	return ""
}

// CheckAnswer gives what is wrong with an answer.
func (s *Spec) CheckAnswer(method, path string, status int, body []byte) []string {
	route, _, err := s.route(method, path)
	if err != nil {
		return []string{err.Error()}
	}
	if status >= 400 { // the description has no error bodies
		return nil
	}
	answer := route.Operation.Responses.Status(status)
	if answer == nil {
		return []string{fmt.Sprintf("%s does not answer %d", route.Operation.OperationID, status)}
	}
	content := answer.Value.Content["application/json"]
	if content == nil {
		if len(body) > 0 {
			return []string{"a body where none is described"}
		}
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return []string{err.Error()}
	}
	if problem := visit(content.Schema.Value, withoutBlanks(value)); problem != "" {
		return []string{problem}
	}
	return nil
}

// withoutBlanks drops nulls and empty strings: the description's own examples
// have them where its schemas want a SID or one word of a list.
func withoutBlanks(value any) any {
	switch v := value.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(_ string, x any) bool { return x == nil || x == "" })
		for k, x := range v {
			v[k] = withoutBlanks(x)
		}
	case []any:
		for i, x := range v {
			v[i] = withoutBlanks(x)
		}
	}
	return value
}

func (s *Spec) route(method, path string) (*routers.Route, map[string]string, error) {
	r, err := http.NewRequest(method, "https://api.twilio.com"+path, nil)
	if err != nil {
		return nil, nil, err
	}
	return s.router.FindRoute(r)
}

func firstLine(err error) string { return strings.SplitN(err.Error(), "\n", 2)[0] }
