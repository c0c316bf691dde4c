package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/keyring"
	"github.com/deskside/deskside/server/internal/store"
)

// operatorTTL is how long one command line may take.
const operatorTTL = 5 * time.Minute

// Operator returns where the running server listens, and a token with which the
// command line may act as an admin there: whoever can read the server's own
// secret can do everything anyway.
func Operator(ctx context.Context, cfg *config.Config, name string) (baseURL, token string, err error) {
	secret, err := readSecret(ctx, cfg, sessionSecret)
	if errors.Is(err, store.ErrNotFound) {
		return "", "", fmt.Errorf("there is no server's data in %s: is data_dir right, and has the server run?", cfg.DataDir)
	}
	if err != nil {
		return "", "", err
	}
	keeper, err := session.NewTokens(secret, clock.Real)
	if err != nil {
		return "", "", err
	}
	setting, err := readSetting(ctx, cfg, keyring.Setting)
	if err != nil {
		return "", "", err
	}
	keys, err := keyring.Read(setting, secret)
	if err == nil {
		err = keeper.Use(keys)
	}
	if err != nil {
		return "", "", err
	}
	who := session.Claims{Role: session.Admin, Method: session.ByOperator, Agent: interaction.Agent{ID: "operator/" + name, Name: name}}
	token, _, err = keeper.Issue(who, operatorTTL)
	if err != nil {
		return "", "", err
	}
	return config.LocalURL(cfg.Listen), token, nil
}
