package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/cmd/sandbox/internal/supervisor"
	"github.com/deskside/deskside/server/cmd/sandbox/pages"
	zendeskapp "github.com/deskside/deskside/widget/zendesk"
)

type options struct {
	dir    string
	ports  ports
	json   bool
	record bool     // calls
	server []string // the command that runs the server; --config FILE is added
}

// sandbox runs everything until ctx ends.
func sandbox(ctx context.Context, o options, stdout, stderr io.Writer) (err error) {
	dir, err := filepath.Abs(o.dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	keys, err := loadSecrets(dir)
	if err != nil {
		return err
	}
	doors, at, err := openDoors(o.ports)
	if err != nil {
		return err
	}
	world, err := newClouds(at, keys)
	if err != nil {
		return err
	}
	defer world.close()

	// What the server remembers is about tickets and calls that the stand-ins
	// have forgotten; their numbers will be given out again.
	data := filepath.Join(dir, "deskside")
	if err := os.RemoveAll(data); err != nil {
		return err
	}
	certificate := filepath.Join(dir, "salesforce.crt")
	if err := os.WriteFile(certificate, world.salesforce.Certificate(), 0o600); err != nil {
		return err
	}
	file := filepath.Join(dir, "sandbox.yaml")
	settings := newConfig(at, keys, data, world.zendeskApp(), certificate, world.leads())
	if o.record {
		settings.Recording.Mode = config.RecordingOn
	}
	if err := settings.write(file); err != nil {
		return err
	}
	errs := &syncWriter{to: stderr}
	child := supervisor.New(supervisor.Options{
		Command: func() *exec.Cmd { return serverCommand(o.server, file, os.Environ()) }, Output: errs, Prefix: "server | ",
	})
	// Zendesk itself would not take an address on loopback that is not called localhost.
	app, err := zendeskapp.Manifest(zendeskapp.Tenant{Account: "support", PublicURL: at.Deskside})
	if err != nil {
		return err
	}
	played := &story{file: file, process: process{child, at.Deskside + "/readyz"}}
	played.planned.Store(1)
	site, err := pages.New(pages.Options{
		Deskside: at.Deskside, Zendesk: at.Zendesk, Salesforce: at.Salesforce, Twilio: at.Twilio,
		World: func() pages.World { return describe(at, world) }, App: app,
		Shops: shops(keys), Server: process{child, at.Deskside + "/readyz"}, Clock: clock.Real,
		Story: played.done,
		Reset: func(ctx context.Context) error {
			return child.Between(ctx, func() error {
				played.planned.Store(int64(child.Status().Starts) + 1)
				return errors.Join(os.RemoveAll(data), world.reset())
			})
		},
	})
	if err != nil {
		return err
	}

	ctx, cancel := context.WithCancelCause(ctx)
	var running sync.WaitGroup
	// The server goes first: it may want to finish what it is sending.
	stopServers := serveAll(cancel, map[net.Listener]http.Handler{
		doors.pages: site, doors.zendesk: world.zendesk.Handler(), doors.salesforce: world.salesforce.Handler(), doors.twilio: world.twilio.Handler(), doors.provider: world.provider,
	})
	defer stopServers()
	running.Go(func() { child.Run(ctx) })
	defer running.Wait()
	defer cancel(nil)

	announce(ctx, o.json, at, file, process{child, at.Deskside + "/readyz"}, stdout, errs)
	<-ctx.Done()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// serverCommand runs the server with the sandbox's configuration alone: the
// settings of a real Deskside in the environment would lead it to real clouds.
func serverCommand(command []string, config string, env []string) *exec.Cmd {
	c := exec.Command(command[0], append(command[1:len(command):len(command)], "--config", config)...)
	c.Env = []string{}
	for _, e := range env {
		if !strings.HasPrefix(e, "DESKSIDE_") {
			c.Env = append(c.Env, e)
		}
	}
	return c
}

// serveAll serves each handler at its door. The first that fails ends all.
func serveAll(fail context.CancelCauseFunc, handlers map[net.Listener]http.Handler) (stop func()) {
	var serving sync.WaitGroup
	var servers []*http.Server
	for door, handler := range handlers {
		s := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
		servers = append(servers, s)
		serving.Go(func() {
			if err := s.Serve(door); !errors.Is(err, http.ErrServerClosed) {
				fail(fmt.Errorf("serve %s: %w", door.Addr(), err))
			}
		})
	}
	return func() {
		for _, s := range servers {
			_ = s.Close() // event streams would keep a gentle shutdown waiting for ever
		}
		serving.Wait()
	}
}

// process is the supervised server as the pages see it.
type process struct {
	*supervisor.Supervisor
	ready string // address that answers 200 when it is ready
}

func (p process) Status(ctx context.Context) pages.ServerStatus {
	s := p.Supervisor.Status()
	return pages.ServerStatus{PID: s.PID, Starts: s.Starts, Last: s.Last, Up: s.PID != 0 && p.answers(ctx)}
}

func (p process) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.ready, nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// awaitReady returns once the server is ready, false if ctx ends before.
func (p process) awaitReady(ctx context.Context) bool {
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for {
		if p.Status(ctx).Up {
			return true
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return false
		}
	}
}

// syncWriter lets the server's lines and ours share one output.
type syncWriter struct {
	mu sync.Mutex
	to io.Writer
}

func (w *syncWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(p)
}
