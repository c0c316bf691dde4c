package customer

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/text"
)

// JoinCall lets the browser of somebody on the phone into their call.
func (s *Customers) JoinCall(c *gin.Context) {
	var in contract.NewBrowser
	if !s.Bind(c, &in) {
		return
	}
	wasRight := func() {}
	if _, digits := joining.Digits(in.Code); digits {
		var ok bool
		if wasRight, ok = s.mayTry(c); !ok {
			return
		}
	}
	sum := sha256.Sum256([]byte(in.Secret))
	device := cmp.Or(text.Line(contract.Val(in.Device)), "a browser")
	state, browser, err := s.Joins.Join(c.Request.Context(), joining.Browser{
		Typed: in.Code, Scanned: contract.Val(in.Scanned), Device: device, Source: s.SourceApart(c.Request), Proof: base64.RawURLEncoding.EncodeToString(sum[:]),
	})
	if errors.Is(err, joining.ErrWrong) {
		s.Fail(c, problem.New(http.StatusNotFound, "wrong_code", "This code is not right, or not any more. Ask for a new one on the phone."))
		return
	}
	wasRight()
	if err != nil {
		s.Fail(c, err)
		return
	}
	token, _, err := s.Tokens.Issue(session.Claims{Role: session.Customer, Account: state.Account, Interaction: state.ID, Browser: browser}, customerTTL)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, contract.BrowserJoined{Interaction: string(state.ID), Token: token})
}
