package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/clientip"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/place"
	"github.com/sojourn-auth/sojourn/internal/service"
)

// maxBody is the most that a request may carry, in bytes.
const maxBody = 64 << 10

// Config is what the API is made of.
type Config struct {
	Service *service.Service
	Log     *slog.Logger
	Clients clientip.Resolver
	Places  *place.Resolver // nil when no place can be told
	Version string
	Origin  string // of the pages that may send requests, besides that of the request itself; may be empty
	Secure  bool   // whether clients reach us by https: cookies and headers depend on it
	Now     func() time.Time
	// Observe is told of every request but checks: the route, the status, and how long it took. It may be nil.
	Observe func(route string, status int, took time.Duration)
}

// API answers requests.
type API struct {
	Config
	mux     *http.ServeMux
	huma    huma.API
	devices *devices
	streams *streams
}

// New makes the API with all its operations.
func New(c Config) *API {
	useProblems()
	a := &API{Config: c, mux: http.NewServeMux(), devices: newDevices(), streams: newStreams()}
	a.huma = humago.New(a.mux, a.describe())
	a.huma.UseMiddleware(a.authenticate)
	for _, mount := range []func(){
		a.mountSignIn, a.mountOwn, a.mountOwnPassword, a.mountChanges, a.mountCheck, a.mountStandards,
		a.mountTenants, a.mountUsers, a.mountMembers, a.mountSessions, a.mountSettings, a.mountDocument,
		a.mountWorkspace, a.mountAudit, a.mountStatistics, a.mountEnvironments, a.mountOperators, a.mountDocs,
	} {
		mount()
	}
	a.mux.HandleFunc("/", a.nothingHere)
	return a
}

func (a *API) nothingHere(w http.ResponseWriter, _ *http.Request) {
	writeProblem(w, huma.NewError(http.StatusNotFound, ""))
}

// prefix is the path below which everything of an environment is.
const prefix = "/e/{environment}"

// EnvironmentPath is part of the input of every operation.
type EnvironmentPath struct {
	Environment string `path:"environment" maxLength:"40" doc:"The environment's ID" example:"main"`
}

// who names the ways in which operations are used, for their description.
type audience int

const (
	anybody   audience = iota
	users              // signed-in users of the environment
	managers           // its application's backend, with an API key, and operators
	backend            // its application's backend alone: what only an application can vouch for
	operators          // operators alone
)

// audienceKey is where an operation keeps its audience.
const audienceKey = "audience"

// operation adds what all operations share.
func operation(id, method, path, summary, description, tag string, by audience) huma.Operation {
	op := huma.Operation{
		OperationID: id, Method: method, Path: prefix + path, Summary: summary, Description: description,
		Tags: []string{tag}, MaxBodyBytes: maxBody, Errors: []int{http.StatusBadRequest, http.StatusNotFound, http.StatusServiceUnavailable},
		RejectUnknownQueryParameters: true,
		Metadata:                     map[string]any{audienceKey: by},
	}
	switch by {
	case users:
		op.Security = []map[string][]string{{"session": {}}, {"access_token": {}}, {"cookie": {}}}
	case managers:
		op.Security = []map[string][]string{{"api_key": {}}, {"operator": {}}, {"operator_cookie": {}}}
	case backend:
		op.Security = []map[string][]string{{"api_key": {}}}
	case operators:
		op.Security = []map[string][]string{{"operator": {}}, {"operator_cookie": {}}}
	}
	if by != anybody {
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	return op
}

// register adds an operation whose handler knows who asks.
func register[I, O any](a *API, op huma.Operation, handle func(context.Context, access.Principal, *I) (*O, error)) {
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, principalOf(ctx), in)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return out, nil
	})
}

// fail turns an error into what the client is told, and logs what it is not told. When the client has hung up, nothing
// is wrong here; one that only stopped sending still reads the answer.
func (a *API) fail(ctx context.Context, err error) error {
	p := problemOf(err)
	switch {
	case p.Status < http.StatusInternalServerError:
	case errors.Is(ctx.Err(), context.Canceled):
		return problemOf(errGivenUp)
	default:
		p.RequestID = a.requestID(ctx)
		a.Log.ErrorContext(ctx, "request failed", "request_id", p.RequestID, "error", err.Error())
	}
	return p
}

var errGivenUp = fault.New(fault.Unavailable, "The client closed its side of the connection before the answer. It is not known whether anything was changed.").
	WithCode("request_cancelled").After(time.Second)
