package app

import (
	"cmp"
	"context"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/search"
	"github.com/deskside/deskside/server/internal/texts"
	"github.com/deskside/deskside/templates"
)

// textLines are our numbers, and whose texts they are.
func textLines(cfg *config.Config) []texts.Line {
	var out []texts.Line
	for _, l := range lines(cfg) {
		out = append(out, texts.Line{Number: l.Number, Account: l.Account, Queue: l.Queue, Country: l.Country})
	}
	return out
}

func textLimits(cfg *config.Config) texts.Limits {
	return texts.Limits{PerNumber: cfg.SMS.PerNumberHour, PerAccount: cfg.SMS.PerAccountHour, Countries: cfg.TextCountries, NoLinks: cfg.SMS.NoLinks}
}

// textedBefore is how many interactions of a number are looked at for where its text belongs.
const textedBefore = 20

// withNumber finds interactions of an account by their customer's number.
func (a *App) withNumber(ctx context.Context, account, number string) ([]interaction.State, error) {
	return a.search.Find(ctx, search.Query{Account: account, Text: number, Limit: textedBefore})
}

// joinText is what a customer reads before the link by which their browser joins their call:
// in their language, or else in that of their queue.
func joinText(words *templates.Set, ofQueue func(string) string) func(interaction.State) string {
	return func(s interaction.State) string {
		language := cmp.Or(s.Menu.Language, s.Language())
		if language == "" && ofQueue != nil {
			language = ofQueue(s.Queue)
		}
		return words.Say(templates.PromptTextJoin, language, templates.Values{Address: interaction.TextGap}).Text
	}
}
