package view

import (
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// joiningView is what agents see of a caller's browser; nil: there was never a word of one.
func joiningView(s interaction.State, l words.Lexicon) *contract.Joining {
	codes := s.Joining.Codes()
	if len(codes) == 0 {
		return nil
	}
	last := codes[len(codes)-1]
	how := contract.JoiningHow(last.How)
	v := &contract.Joining{How: &how, Number: shown(last.To, l), Browsers: []contract.JoinedBrowser{}}
	if !last.Used {
		v.Until = &last.Until
	}
	for _, b := range s.Joining.Browsers() {
		v.Browsers = append(v.Browsers, contract.JoinedBrowser{At: b.At, Way: contract.JoinedBrowserWay(b.Way), Device: contract.Opt(b.Device), OutAt: contract.Opt(b.OutAt)})
	}
	return v
}
