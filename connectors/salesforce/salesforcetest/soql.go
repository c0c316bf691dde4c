package salesforcetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// query is a parsed SOQL statement: the part of the language that Deskside and
// common clients send.
type query struct {
	fields   []string
	children []query // subqueries in the field list; from is the relation's name
	count    bool
	from     string
	where    condition // nil: all
	order    []ordering
	limit    int // -1: none
	offset   int
}

type ordering struct {
	field string
	desc  bool
}

// condition is a node of a WHERE tree.
type condition interface{}

type (
	both    struct{ left, right condition }
	either  struct{ left, right condition }
	negated struct{ of condition }
	compare struct {
		field string
		op    string // = != < <= > >= LIKE IN NOT IN
		to    []any  // string, float64, bool, time.Time, nil
		sub   *query // IN (SELECT …)
	}
)

type token struct {
	text   string
	quoted bool
}

type soqlParser struct {
	tokens []token
	at     int
}

func parseSOQL(s string) (query, *refusal) {
	tokens, err := lexSOQL(s)
	if err == nil {
		p := &soqlParser{tokens: tokens}
		var q query
		if q, err = p.statement(); err == nil && p.at < len(p.tokens) {
			err = fmt.Errorf("unexpected token: '%s'", p.tokens[p.at].text)
		}
		if err == nil {
			return q, nil
		}
	}
	return query{}, refuse(400, "MALFORMED_QUERY", err.Error())
}

func lexSOQL(s string) ([]token, error) {
	var tokens []token
	rs := []rune(s)
	for i := 0; i < len(rs); {
		c := rs[i]
		switch {
		case unicode.IsSpace(c):
			i++
		case c == '\'':
			var b strings.Builder
			i++
			for ; i < len(rs) && rs[i] != '\''; i++ {
				if rs[i] == '\\' && i+1 < len(rs) {
					i++
					switch rs[i] {
					case 'n':
						b.WriteRune('\n')
					case 'r':
						b.WriteRune('\r')
					case 't':
						b.WriteRune('\t')
					case '%', '_': // kept for LIKE
						b.WriteRune('\\')
						b.WriteRune(rs[i])
					default:
						b.WriteRune(rs[i])
					}
					continue
				}
				b.WriteRune(rs[i])
			}
			if i >= len(rs) {
				return nil, fmt.Errorf("unterminated string literal")
			}
			i++
			tokens = append(tokens, token{b.String(), true})
		case strings.ContainsRune("(),", c):
			tokens = append(tokens, token{text: string(c)})
			i++
		case strings.ContainsRune("=!<>", c):
			j := i + 1
			for j < len(rs) && strings.ContainsRune("=>", rs[j]) {
				j++
			}
			tokens = append(tokens, token{text: string(rs[i:j])})
			i = j
		default:
			j := i
			for j < len(rs) && (unicode.IsLetter(rs[j]) || unicode.IsDigit(rs[j]) || strings.ContainsRune("_.:+-", rs[j])) {
				j++
			}
			if j == i {
				return nil, fmt.Errorf("unexpected token: '%c'", c)
			}
			tokens = append(tokens, token{text: string(rs[i:j])})
			i = j
		}
	}
	return tokens, nil
}

func (p *soqlParser) peek(word string) bool {
	return p.at < len(p.tokens) && !p.tokens[p.at].quoted && strings.EqualFold(p.tokens[p.at].text, word)
}

func (p *soqlParser) accept(words ...string) bool {
	for i, w := range words {
		if p.at+i >= len(p.tokens) || p.tokens[p.at+i].quoted || !strings.EqualFold(p.tokens[p.at+i].text, w) {
			return false
		}
	}
	p.at += len(words)
	return true
}

func (p *soqlParser) expect(word string) error {
	if !p.accept(word) {
		return fmt.Errorf("expecting '%s'", word)
	}
	return nil
}

func (p *soqlParser) word() (string, error) {
	if p.at >= len(p.tokens) || p.tokens[p.at].quoted {
		return "", fmt.Errorf("unexpected end of statement")
	}
	p.at++
	return p.tokens[p.at-1].text, nil
}

func (p *soqlParser) statement() (query, error) {
	q := query{limit: -1}
	if err := p.expect("SELECT"); err != nil {
		return q, err
	}
	for {
		switch {
		case p.accept("COUNT", "(", ")"):
			q.count = true
		case p.accept("("):
			child, err := p.statement()
			if err != nil {
				return q, err
			}
			if err := p.expect(")"); err != nil {
				return q, err
			}
			q.children = append(q.children, child)
		default:
			f, err := p.word()
			if err != nil {
				return q, err
			}
			q.fields = append(q.fields, f)
		}
		if !p.accept(",") {
			break
		}
	}
	if err := p.expect("FROM"); err != nil {
		return q, err
	}
	var err error
	if q.from, err = p.word(); err != nil {
		return q, err
	}
	if p.accept("WHERE") {
		if q.where, err = p.or(); err != nil {
			return q, err
		}
	}
	if p.accept("ORDER", "BY") {
		for {
			f, err := p.word()
			if err != nil {
				return q, err
			}
			o := ordering{field: f}
			if p.accept("DESC") {
				o.desc = true
			} else {
				p.accept("ASC")
			}
			if p.accept("NULLS") && !p.accept("FIRST") && !p.accept("LAST") {
				return q, fmt.Errorf("expecting 'FIRST' or 'LAST'")
			}
			q.order = append(q.order, o)
			if !p.accept(",") {
				break
			}
		}
	}
	for _, clause := range []struct {
		word string
		to   *int
	}{{"LIMIT", &q.limit}, {"OFFSET", &q.offset}} {
		if p.accept(clause.word) {
			n, err := p.word()
			if err != nil {
				return q, err
			}
			if *clause.to, err = strconv.Atoi(n); err != nil {
				return q, fmt.Errorf("expecting a number after %s", clause.word)
			}
		}
	}
	return q, nil
}

func (p *soqlParser) or() (condition, error) {
	left, err := p.and()
	for err == nil && p.accept("OR") {
		var right condition
		if right, err = p.and(); err == nil {
			left = either{left, right}
		}
	}
	return left, err
}

func (p *soqlParser) and() (condition, error) {
	left, err := p.not()
	for err == nil && p.accept("AND") {
		var right condition
		if right, err = p.not(); err == nil {
			left = both{left, right}
		}
	}
	return left, err
}

func (p *soqlParser) not() (condition, error) {
	if p.accept("NOT") {
		c, err := p.not()
		return negated{c}, err
	}
	if p.accept("(") {
		c, err := p.or()
		if err == nil {
			err = p.expect(")")
		}
		return c, err
	}
	return p.comparison()
}

func (p *soqlParser) comparison() (condition, error) {
	f, err := p.word()
	if err != nil {
		return nil, err
	}
	c := compare{field: f}
	switch {
	case p.accept("NOT", "IN"):
		c.op = "NOT IN"
	case p.accept("IN"):
		c.op = "IN"
	case p.accept("LIKE"):
		c.op = "LIKE"
	default:
		if c.op, err = p.word(); err != nil {
			return nil, err
		}
		if !slices.Contains([]string{"=", "!=", "<>", "<", "<=", ">", ">="}, c.op) {
			return nil, fmt.Errorf("unexpected token: '%s'", c.op)
		}
	}
	if c.op != "IN" && c.op != "NOT IN" {
		v, err := p.literal()
		c.to = []any{v}
		return c, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	if p.peek("SELECT") {
		sub, err := p.statement()
		if err != nil {
			return nil, err
		}
		c.sub = &sub
		return c, p.expect(")")
	}
	for {
		v, err := p.literal()
		if err != nil {
			return nil, err
		}
		c.to = append(c.to, v)
		if !p.accept(",") {
			return c, p.expect(")")
		}
	}
}

func (p *soqlParser) literal() (any, error) {
	if p.at >= len(p.tokens) {
		return nil, fmt.Errorf("unexpected end of statement")
	}
	t := p.tokens[p.at]
	p.at++
	if t.quoted {
		return t.text, nil
	}
	switch strings.ToLower(t.text) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	if n, err := strconv.ParseFloat(t.text, 64); err == nil {
		return n, nil
	}
	if at, err := parseInstant(t.text); err == nil {
		return at, nil
	}
	return nil, fmt.Errorf("unexpected token: '%s'", t.text)
}
