package main

import (
	"bytes"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"

	"github.com/deskside/deskside/config"
)

// The configuration as an admin would write it, in the words of config.example.yaml.
type (
	configFile struct {
		Listen         string          `yaml:"listen"`
		PublicURL      string          `yaml:"public_url"`
		DataDir        string          `yaml:"data_dir"`
		TrustedProxies []string        `yaml:"trusted_proxies"`
		DefaultCountry string          `yaml:"default_country"`
		Twilio         configTwilio    `yaml:"twilio"`
		OIDC           configOIDC      `yaml:"oidc"`
		Admins         []configAdmin   `yaml:"admins"`
		Accounts       []configAccount `yaml:"accounts"`
		Agents         []configAgent   `yaml:"agents"`
		Apps           []configApp     `yaml:"apps"`
		Blocked        []string        `yaml:"blocked"`
		Menus          []configMenu    `yaml:"menus"`
		Limits         configLimits    `yaml:"limits"` // none: all of the sandbox is one machine
		Dialling       configDialling  `yaml:"dialling"`
		Recording      configRecording `yaml:"recording,omitempty"`
	}
	configTwilio struct {
		AccountSID   string   `yaml:"account_sid"`
		AuthToken    string   `yaml:"auth_token"`
		APIKeySID    string   `yaml:"api_key_sid"`
		APIKeySecret string   `yaml:"api_key_secret"`
		TwiMLAppSID  string   `yaml:"twiml_app_sid"`
		Numbers      []string `yaml:"numbers"`
		APIURL       string   `yaml:"api_url"`
	}
	configOIDC struct {
		Issuer       string `yaml:"issuer"`
		ClientID     string `yaml:"client_id"`
		ClientSecret string `yaml:"client_secret"`
		Label        string `yaml:"label"`
	}
	configAdmin struct {
		Name   string   `yaml:"name"`
		Role   string   `yaml:"role"`
		Emails []string `yaml:"emails,omitempty"`
		Groups []string `yaml:"groups,omitempty"`
	}
	configAccount struct {
		Name         string   `yaml:"name"`
		Kind         string   `yaml:"kind"`
		URL          string   `yaml:"url"`
		ClientID     string   `yaml:"client_id"`
		ClientSecret string   `yaml:"client_secret"`
		AppID        string   `yaml:"app_id,omitempty"`
		Certificate  string   `yaml:"certificate_file,omitempty"`
		Numbers      []string `yaml:"numbers"`
		EmbedOrigins []string `yaml:"embed_origins"`
	}
	configAgent struct {
		Account string `yaml:"account"`
		ID      string `yaml:"id"`
		Role    string `yaml:"role"`
	}
	configMenu struct {
		Name      string         `yaml:"name"`
		Numbers   []string       `yaml:"numbers,omitempty"`
		Languages []string       `yaml:"languages,omitempty"`
		Say       inLanguages    `yaml:"say"`
		Options   []configOption `yaml:"options"`
	}
	configOption struct {
		Digit  string        `yaml:"digit"`
		Say    inLanguages   `yaml:"say"`
		Action string        `yaml:"action,omitempty"`
		Queue  string        `yaml:"queue,omitempty"`
		Menu   string        `yaml:"menu,omitempty"`
		Issue  []inLanguages `yaml:"issue,omitempty"`
	}
	inLanguages struct {
		En string `yaml:"en"`
		Ja string `yaml:"ja"`
	}
	configLimits struct {
		ContactsPerSource int `yaml:"contacts_per_source"`
		ContactsPerApp    int `yaml:"contacts_per_app"`
		CallsPerSource    int `yaml:"browser_calls_per_source"`
		Calls             int `yaml:"browser_calls"`
	}
	configDialling struct {
		PerAgentHour int `yaml:"per_agent_hour"`
	}
	configRecording struct {
		Mode string `yaml:"mode"`
	}
	configApp struct {
		Name    string   `yaml:"name"`
		Secret  string   `yaml:"secret"`
		Origins []string `yaml:"origins"`
		Account string   `yaml:"account"`
	}
)

// newConfig is the configuration of a server at the addresses in a.
func newConfig(a addresses, s secrets, dataDir, zendeskApp, certificate string, leads []configAgent) configFile {
	pages := []string{a.Pages}
	return configFile{
		Listen: a.listen, PublicURL: a.Deskside, DataDir: dataDir, DefaultCountry: "US", TrustedProxies: []string{"127.0.0.1", "::1"},
		Twilio: configTwilio{
			AccountSID: s.TwilioAccount, AuthToken: s.TwilioToken, APIKeySID: s.TwilioKey, APIKeySecret: s.TwilioKeySecret,
			TwiMLAppSID: s.TwilioApp, Numbers: []string{supportNumber, salesNumber, menuNumber}, APIURL: a.Twilio,
		},
		OIDC: configOIDC{Issuer: a.Provider, ClientID: clientID, ClientSecret: s.Provider, Label: "Acme"},
		Admins: []configAdmin{
			{Name: "owners", Role: config.Owner, Groups: []string{ownersGroup}},
			{Name: "leads", Role: config.Supervisor, Groups: []string{leadsGroup}},
			{Name: "everybody", Role: config.ReadOnly, Emails: []string{"@acme.example"}},
		},
		Accounts: []configAccount{
			{Name: "support", Kind: "zendesk", URL: a.Zendesk, ClientID: clientID, ClientSecret: s.Zendesk, AppID: zendeskApp,
				Numbers: []string{supportNumber, menuNumber}, EmbedOrigins: pages},
			{Name: "sales", Kind: "salesforce", URL: a.Salesforce, ClientID: clientID, ClientSecret: s.Salesforce, Certificate: certificate,
				Numbers: []string{salesNumber}, EmbedOrigins: pages},
		},
		Agents: leads,
		Apps: []configApp{
			{Name: "shop", Secret: s.Shop, Origins: pages, Account: "support"},
			{Name: "boutique", Secret: s.Boutique, Origins: pages, Account: "sales"},
		},
		Blocked: []string{blockedPhone},
		Menus: []configMenu{
			{Name: "main", Numbers: []string{menuNumber}, Languages: []string{"en", "ja"}, Say: inLanguages{"Welcome to Acme Care.", "アクメ・ケアでございます。"}, Options: []configOption{
				{Digit: "1", Say: inLanguages{"an order", "ご注文"}, Queue: "default", Issue: []inLanguages{{"Orders", "注文"}}},
				{Digit: "2", Say: inLanguages{"returns and repairs", "返品と修理"}, Menu: "returns", Issue: []inLanguages{{"Returns", "返品"}}},
				{Digit: "9", Say: inLanguages{"showing us by phone or computer", "画面でのご案内"}, Action: config.ActionJoin},
			}},
			{Name: "returns", Say: inLanguages{"Returns and repairs.", "返品と修理です。"}, Options: []configOption{
				{Digit: "1", Say: inLanguages{"a return", "返品"}, Queue: "default", Issue: []inLanguages{{"Return", "返品"}}},
				{Digit: "2", Say: inLanguages{"a repair", "修理"}, Queue: "default", Issue: []inLanguages{{"Repair", "修理"}}},
				{Digit: "*", Say: inLanguages{"all choices", "最初のメニュー"}, Menu: "main"},
			}},
		},
	}
}

// write puts the configuration where only its owner reads it. A reader sees the
// old file or the new one, never half of one.
func (c configFile) write(path string) error {
	var doc bytes.Buffer
	doc.WriteString("# Written by the sandbox at every start; changes are lost.\n")
	e := yaml.NewEncoder(&doc)
	e.SetIndent(2)
	if err := e.Encode(c); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".config-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part.Name()) }() // gone already when all went well
	_, err = part.Write(doc.Bytes())
	if e := part.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}
