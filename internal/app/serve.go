package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/api"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/clientip"
	"github.com/sojourn-auth/sojourn/internal/demo"
	"github.com/sojourn-auth/sojourn/internal/place"
	"github.com/sojourn-auth/sojourn/internal/portal"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
	"github.com/sojourn-auth/sojourn/internal/upkeep"
)

// firstEnvironment is what an empty store begins with.
const firstEnvironment = tenancy.EnvironmentID("main")

// shutdownTime is how long requests under way may take to finish at the end.
const shutdownTime = 10 * time.Second

// server is a running Sojourn.
type server struct {
	config  ServeConfig
	out     io.Writer
	log     *slog.Logger
	version string
	wall    func() time.Time
}

// run serves until ctx is done.
func (s *server) run(ctx context.Context, where StoreConfig) (err error) {
	if problems := s.config.problems(); len(problems) > 0 {
		return errors.New("the configuration is not safe to run with:\n  - " + strings.Join(problems, "\n  - "))
	}
	where, forget, err := s.demoFolder(where)
	if err != nil {
		return err
	}
	defer forget()
	opened, sealer, err := where.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()

	listener, err := net.Listen("tcp", s.config.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer func() { _ = listener.Close() }()
	clock := newClock(s.wall, sinceBoot, s.log)
	public := s.config.publicURL(listener.Addr())
	uses, err := s.service(opened, sealer, clock, public)
	if err != nil {
		return err
	}
	if err := s.prepare(ctx, opened, uses, clock, public); err != nil {
		return err
	}
	stop, err := s.serveCommands(where, uses)
	if err != nil {
		return err
	}
	defer stop()
	return s.serve(ctx, listener, uses, clock, public)
}

// demoFolder is where demo data goes: away with the server, unless a folder was named.
func (s *server) demoFolder(where StoreConfig) (StoreConfig, func(), error) {
	if !s.config.Demo || where.Database != "" || where.named() {
		return where, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "sojourn-demo-")
	if err != nil {
		return where, nil, fmt.Errorf("make a folder for the demo: %w", err)
	}
	where.Data = folder
	return where, func() { _ = os.RemoveAll(folder) }, nil
}

// prepare holds the clock to the store, and fills an empty store.
func (s *server) prepare(ctx context.Context, opened store.Store, uses *service.Service, clock *clock, public string) error {
	environments, err := uses.Environments(ctx)
	if err != nil {
		return err
	}
	for _, e := range environments {
		newest, err := latestTime(ctx, opened, e.ID)
		if err != nil {
			return err
		}
		if err := clock.floor(newest); err != nil {
			return err
		}
	}
	if s.config.Demo {
		return demo.Fill(ctx, uses, opened, clock.Now(), public, s.out)
	}
	isTheirs := func(e tenancy.Environment) bool { return e.ID != tenancy.Operators }
	if !slices.ContainsFunc(environments, isTheirs) {
		who := access.Principal{Kind: access.Local, Environment: firstEnvironment}
		if _, err := uses.CreateEnvironment(ctx, who, tenancy.Environment{ID: firstEnvironment, Name: "Main"}); err != nil {
			return err
		}
	}
	return uses.EnsureOperators(ctx)
}

// serve answers requests and does the upkeep until ctx is done, and then brings both to an orderly end.
func (s *server) serve(ctx context.Context, listener net.Listener, uses *service.Service, clock *clock, public string) error {
	defer giveRoom()()
	requests := newRequests()
	web := &http.Server{
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	keeper, err := s.answer(web, uses, clock, public, requests)
	if err != nil {
		return err
	}
	upkeepDone := make(chan struct{})
	upkeepContext, stopUpkeep := context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(upkeepDone)
		keeper.Run(upkeepContext)
	}()
	metrics, err := s.serveMetrics(uses, keeper, requests)
	if err != nil {
		stopUpkeep()
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- s.listen(web, listener) }()
	s.log.Info("ready", "url", public, "address", listener.Addr().String(), "version", s.version)

	select {
	case err = <-failed:
	case <-ctx.Done():
		s.log.Info("stopping")
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		err = errors.Join(web.Shutdown(end), metrics.Shutdown(end))
	}
	stopUpkeep()
	<-upkeepDone
	return err
}

func (s *server) listen(web *http.Server, listener net.Listener) error {
	if s.config.TLSCert == "" {
		return served(web.Serve(listener))
	}
	return served(web.ServeTLS(listener, s.config.TLSCert, s.config.TLSKey))
}

// served is nil when a server ended because it was told to.
func served(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// answer puts together what answers requests, and what goes on beside them.
func (s *server) answer(web *http.Server, uses *service.Service, clock *clock, public string, requests *prometheus.HistogramVec) (*upkeep.Upkeep, error) {
	clients, err := clientip.New(s.config.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("--trusted-proxies: %w", err)
	}
	var places *place.Resolver
	if s.config.PlaceDB != "" {
		if places, err = place.Open(s.config.PlaceDB); err != nil {
			return nil, fmt.Errorf("--place-db: %w", err)
		}
	}
	answers := api.New(api.Config{
		Service: uses, Log: s.log, Clients: clients, Places: places, Version: s.version,
		Origin: public, Secure: strings.HasPrefix(public, "https://"), Now: clock.Now,
		Observe: func(route string, status int, took time.Duration) {
			requests.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
		},
	})
	pages := portal.New(portal.Config{
		Service: uses, API: answers.Handler(), Log: s.log, Clients: clients, Origin: public, Secure: strings.HasPrefix(public, "https://"), Demo: s.config.Demo,
	})
	if err := s.offerOwnership(uses, pages, public); err != nil {
		return nil, err
	}
	all := http.NewServeMux()
	all.Handle("/", pages.Else(answers.Handler()))
	pages.Mount(all)
	web.Handler = answers.ChecksFirst(all)
	web.RegisterOnShutdown(answers.EndStreams) // or else the server would wait for them
	return &upkeep.Upkeep{Service: uses, Log: s.log, Now: clock.Now}, nil
}

// offerOwnership prints a link by which the first owner is made, as long as there is none.
func (s *server) offerOwnership(uses *service.Service, pages *portal.Portal, public string) error {
	needed, err := uses.NeedsOwner(context.Background())
	if err != nil || !needed {
		return err
	}
	_, err = fmt.Fprintf(s.out, firstOwner, public+pages.OfferSetup())
	return err
}

// firstOwner is said once, to whoever can read what the server prints.
const firstOwner = `
Nobody runs this installation yet. The first owner is made by this link, once, until the server stops:

  %s

or at the command line: printf '%%s\n' PASSWORD | sojourn operator create E-MAIL

`

// service makes the use-cases of a server.
func (s *server) service(opened store.Store, sealer *token.Sealer, clock *clock, public string) (*service.Service, error) {
	hasher, err := authn.NewHasher(authn.HasherOptions{})
	if err != nil {
		return nil, err
	}
	return service.New(service.Config{
		Store: opened, Now: clock.Now, Log: s.log, Hasher: hasher, Policy: authn.NewPolicy(), Sealer: sealer,
		Issuer: issuer(public), AccessLife: s.config.AccessTokenLife, RefreshGrace: s.config.RefreshGrace,
		KeyLife: s.config.SigningKeyLife, SessionsKept: s.config.KeepSessions, EventsKept: s.config.KeepEvents,
	}), nil
}

// latestTime is the newest record of an environment.
func latestTime(ctx context.Context, opened store.Store, environment tenancy.EnvironmentID) (newest time.Time, err error) {
	err = opened.View(ctx, environment, func(tx store.Reader) error {
		newest, err = tx.LatestTime()
		return err
	})
	return newest, err
}
