package config_test

import (
	"strings"
	"testing"
)

func TestDispositionsByLanguage(t *testing.T) {
	cfg := load(t, smallest+`
language: ja
dispositions: [Resolved, {en: Passed on, ja: 引き継ぎ済み}]
`)
	if d := cfg.Dispositions; len(d) != 2 || d[0].Text != "Resolved" || d[0].Reads("ko") != "Resolved" || d[1].Text != "引き継ぎ済み" || d[1].Reads("en") != "Passed on" || d[1].Reads("ko") != "引き継ぎ済み" {
		t.Errorf("%+v", d)
	}
	if cfg.Accounts[0].Language != "ja" {
		t.Errorf("the account speaks %q", cfg.Accounts[0].Language)
	}
}

// What is stored without any setting is what it was before there were languages.
func TestUsualDispositions(t *testing.T) {
	cfg := load(t, smallest)
	var stored, ko []string
	for _, d := range cfg.Dispositions {
		stored, ko = append(stored, d.Text), append(ko, d.Reads("ko"))
	}
	if got := strings.Join(stored, ", "); got != "Resolved, Follow-up needed, Passed on, Wrong number, No answer" {
		t.Error(got)
	}
	if got := strings.Join(ko, ", "); strings.ContainsAny(got, "RFPWN") {
		t.Error(got)
	}
	if d := load(t, smallest, "DESKSIDE_DISPOSITIONS=Sold, Lost").Dispositions; len(d) != 2 || d[1].Reads("ja") != "Lost" {
		t.Errorf("%+v", d)
	}
}

func TestLabelsAtFault(t *testing.T) {
	for given, want := range map[string]string{
		"dispositions: [{en: Sold, jp: 売約}]":              `dispositions[0].jp: Deskside speaks no language "jp"; it speaks en, ja, ko`,
		`dispositions: [{en: Sold, ja: ""}]`:              "dispositions[0].ja: must have 1 to 80 bytes",
		"dispositions: [{en: Sold, ja: }]":                "dispositions[0].ja: must have 1 to 80 bytes",
		"dispositions: [{ja: 売約}]":                        `dispositions[0]: has no text in "en", the organisation's language`,
		"dispositions: [{}]":                              `dispositions[0]: has no text in "en", the organisation's language`,
		"dispositions: [[a, b]]":                          "dispositions[0]: must be a text, or texts by language, not a list",
		"dispositions: [{en: [a]}]":                       "dispositions[0].en: must be a single text, not a list",
		"dispositions: [Sold, {en: Gone, ja: Sold}]":      `dispositions[1]: "Sold" stands here twice`,
		"language: de":                                    `language: Deskside speaks no language "de"; it speaks en, ja, ko`,
		"dispositions: [{en: Sold, en: Gone}]":            "dispositions[0].en: stands here twice",
		"dispositions: [" + strings.Repeat("é", 41) + "]": "dispositions[0]: must have 1 to 80 bytes",
	} {
		if err := problems(t, smallest+given+"\n"); !strings.Contains(err, want) {
			t.Errorf("%s:\n%s\nwant %s", given, err, want)
		}
	}
}
