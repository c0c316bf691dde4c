package zendesk

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	// products by their own and by their older names.
	products = []string{"support", "zendesk", "chat", "zopim", "standalone_chat", "lotus_box", "sell"}
	// supportPlaces are the locations of Zendesk Support, the one product this app is for.
	supportPlaces = []string{
		"top_bar", "nav_bar", "ticket_sidebar", "new_ticket_sidebar", "user_sidebar", "organization_sidebar", "background", "modal", "ticket_editor",
		"system_top_bar", "custom_object_record_sidebar",
	}
	parameterTypes = []string{"text", "checkbox", "url", "number", "multiline", "hidden", "oauth"}
	scopes         = []string{"header", "body", "url", "jwt_secret_key", "jwt_claim", "basic_auth_username", "basic_auth_password"}
	telltale       = regexp.MustCompile(`(?i)token|key|pwd|password`)
)

func (p *pack) checkManifest() {
	for _, key := range []string{"private", "singleInstall", "signedUrls", "requirementsOnly", "marketingOnly"} {
		if v, ok := p.m[key]; ok {
			if _, boolean := v.(bool); !boolean {
				p.err(manifestName, "%s must be true or false.", key)
			}
		}
	}
	for _, key := range []string{"name", "version", "defaultLocale", "frameworkVersion", "remoteInstallationURL", "termsConditionsURL", "gaID"} {
		if v, ok := p.m[key]; ok {
			if _, text := v.(string); !text {
				p.err(manifestName, "%s must be a string.", key)
			}
		}
	}
	p.checkAuthor()
	if u, ok := p.m["termsConditionsURL"].(string); ok && !webAddress(u) {
		p.err(manifestName, "termsConditionsURL is not an http or https address.")
	}
	if l, ok := p.m["defaultLocale"].(string); !ok {
		p.err(manifestName, "defaultLocale is missing.")
	} else if !locale.MatchString(l) {
		p.err(manifestName, "defaultLocale is not a locale.")
	}
	if v, ok := p.m["domainWhitelist"]; ok && !texts(v) {
		p.err(manifestName, "domainWhitelist must be a list of strings.")
	}
	if v, ok := p.m["experiments"]; ok {
		known, object := v.(map[string]any)
		if !object {
			p.err(manifestName, "experiments must be an object.")
		}
		for name := range known {
			if name != "hashParams" && name != "newCssCompiler" {
				p.err(manifestName, "There is no experiment %s.", name)
			}
		}
	}
	p.checkParameters()
	if p.flag("requirementsOnly") || p.flag("marketingOnly") {
		p.checkNoApp()
		return
	}
	if v, _ := p.m["frameworkVersion"].(string); v != "2.0" {
		p.err(manifestName, `frameworkVersion must be "2.0".`)
	}
	if _, ok := p.m["noTemplate"]; ok {
		p.err(manifestName, "noTemplate is of an older framework.")
	}
	p.checkLocations()
}

func (p *pack) checkAuthor() {
	author, ok := p.m["author"].(map[string]any)
	if !ok {
		p.err(manifestName, "author is missing.")
		return
	}
	for _, key := range []string{"name", "email", "url"} {
		if v, ok := author[key]; ok {
			if _, text := v.(string); !text {
				p.err(manifestName, "author.%s must be a string.", key)
			}
		}
	}
	if u, ok := author["url"].(string); ok && !webAddress(u) {
		p.err(manifestName, "author.url is not an http or https address.")
	}
}

// checkNoApp: what only brings requirements or words has no app in it.
func (p *pack) checkNoApp() {
	for _, key := range []string{"location", "frameworkVersion"} {
		if _, ok := p.m[key]; ok {
			p.err(manifestName, "%s is not for an app without pages.", key)
		}
	}
	if slices.ContainsFunc(p.names, func(n string) bool { return strings.HasSuffix(n, ".js") || strings.HasSuffix(n, ".html") }) {
		p.err("", "An app without pages brings no source.")
	}
}

func (p *pack) checkParameters() {
	list, ok := p.m["parameters"].([]any)
	if _, given := p.m["parameters"]; given && !ok {
		p.err(manifestName, "parameters must be a list.")
	}
	oauths := 0
	seen := map[string]bool{}
	for _, v := range list {
		param, ok := v.(map[string]any)
		name, text := param["name"].(string)
		if !ok || !text || name == "" {
			p.err(manifestName, "A parameter has no name.")
			continue
		}
		if seen[name] {
			p.err(manifestName, "The parameter %s is there twice.", name)
		}
		seen[name] = true
		if param["type"] == "oauth" {
			oauths++
		}
		p.checkParameter(name, param)
	}
	if oauths > 1 {
		p.err(manifestName, "There is more than one parameter of the type oauth.")
	}
	p.checkOAuth(oauths)
}

func (p *pack) checkParameter(name string, param map[string]any) {
	if name == "name" {
		p.err(manifestName, `No parameter may be called "name".`)
	}
	kind := "text"
	if v, ok := param["type"]; ok {
		kind, _ = v.(string)
	}
	if !slices.Contains(parameterTypes, kind) {
		p.err(manifestName, "The parameter %s is of a type that does not exist.", name)
	}
	for _, key := range []string{"required", "secure"} {
		if v, ok := param[key]; ok {
			if _, boolean := v.(bool); !boolean {
				p.err(manifestName, "%s of the parameter %s must be true or false.", key, name)
			}
		}
	}
	secure := param["secure"] == true
	if kind == "hidden" && param["required"] == true {
		p.err(manifestName, "The hidden parameter %s cannot be required.", name)
	}
	if kind == "oauth" && secure {
		p.err(manifestName, "The oauth parameter %s cannot be secure.", name)
	}
	given, scoped := param["scopes"]
	switch {
	case scoped && !secure:
		p.err(manifestName, "The parameter %s has scopes and is not secure.", name)
	case scoped:
		list, _ := given.([]any)
		for _, s := range list {
			if text, _ := s.(string); !slices.Contains(scopes, text) {
				p.err(manifestName, "The parameter %s has a scope that does not exist.", name)
			}
		}
		if len(list) == 0 {
			p.err(manifestName, "The scopes of the parameter %s must be a list.", name)
		}
	case secure:
		p.warn(manifestName, "The secure parameter %s has no scopes.", name)
	}
	if _, ok := param["default"]; ok && (secure || kind == "hidden") {
		p.warn(manifestName, "The default of the parameter %s can be read by everybody.", name)
	}
	if !secure && kind != "oauth" && telltale.MatchString(name) {
		p.warn(manifestName, "The parameter %s looks like a secret and is not secure.", name)
	}
}

func (p *pack) checkOAuth(parameters int) {
	v, given := p.m["oauth"]
	if !given {
		return
	}
	o, _ := v.(map[string]any)
	for _, key := range []string{"client_id", "client_secret", "authorize_uri", "access_token_uri"} {
		if s, ok := o[key].(string); !ok || s == "" {
			p.err(manifestName, "oauth.%s is missing.", key)
		}
	}
	if parameters == 0 {
		p.err(manifestName, "oauth needs a parameter of the type oauth.")
	}
}

// products that the manifest names.
func (p *pack) products() (named []string) {
	o, _ := p.m["location"].(map[string]any)
	for name := range o {
		named = append(named, name)
	}
	return named
}

func (p *pack) checkLocations() {
	all, ok := p.m["location"].(map[string]any)
	if !ok || len(all) == 0 {
		p.err(manifestName, "location must name a product with its places and their addresses.")
		return
	}
	for product, v := range all {
		places, ok := v.(map[string]any)
		switch {
		case !slices.Contains(products, product):
			p.err(manifestName, "There is no product %s.", product)
			continue
		case !ok || len(places) == 0:
			p.err(manifestName, "location.%s must give an address for each place.", product)
			continue
		}
		for place, v := range places {
			if (product == "support" || product == "zendesk") && !slices.Contains(supportPlaces, place) {
				p.err(manifestName, "There is no place %s in %s.", place, product)
				continue
			}
			p.checkPlace(product+"."+place, v)
		}
	}
}

func (p *pack) checkPlace(place string, v any) {
	address, ok := v.(string)
	if o, object := v.(map[string]any); object {
		for _, key := range []string{"flexible", "signed", "autoLoad", "autoHide"} {
			if v, given := o[key]; given {
				if _, boolean := v.(bool); !boolean {
					p.err(manifestName, "%s of %s must be true or false.", key, place)
				}
			}
		}
		address, ok = o["url"].(string)
		if _, given := o["url"]; !given && o["autoLoad"] == false {
			return
		}
	}
	switch {
	case !ok || address == "":
		p.err(manifestName, "%s has no address.", place)
	case address == "_legacy":
		p.err(manifestName, "%s is of an older framework.", place)
	case strings.Contains(address, "{{setting."): // filled in by Zendesk, and not looked at
	case strings.HasPrefix(address, "assets/"):
		if _, ok := p.files[address]; !ok {
			p.err(manifestName, "%s leads to %s, which is not in the zip.", place, address)
		}
	case !loadable(address):
		p.err(manifestName, "The address of %s must be https, on localhost, or a file in assets.", place)
	}
}

// loadable addresses are those that Zendesk frames.
func loadable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return false
	}
	return u.Scheme == "https" || u.Hostname() == "localhost"
}

func webAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

func texts(v any) bool {
	list, ok := v.([]any)
	return ok && !slices.ContainsFunc(list, func(v any) bool { _, text := v.(string); return !text })
}
