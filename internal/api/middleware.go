package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Handler is the API with what surrounds every request: an ID, headers, protection from other sites, a line in the
// log, and a last resort. Checks have the last resort only: they are most of what there is, and are counted, not logged.
func (a *API) Handler() http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	if a.Origin != "" {
		if err := crossOrigin.AddTrustedOrigin(a.Origin); err != nil { // behind a proxy that changes the Host header
			a.Log.Error("the origin is not trusted", "origin", a.Origin, "error", err.Error())
		}
	}
	crossOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, fault.New(fault.Forbidden, "Requests from other sites are refused.").WithCode("cross_origin"))
	}))
	outer := http.NewServeMux()
	outer.Handle(checkPattern, a.lastResort(http.HandlerFunc(a.check)))
	outer.HandleFunc("GET /healthz", a.healthy)
	outer.HandleFunc("GET /readyz", a.ready)
	outer.Handle("/", a.identify(a.lastResort(a.headers(crossOrigin.Handler(oneOfEach(a.mux))))))
	return outer
}

// healthy says that the process answers.
func (a *API) healthy(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") }

// ready says whether the store answers and can be written.
func (a *API) ready(w http.ResponseWriter, r *http.Request) {
	if err := a.Service.Ready(r.Context()); err != nil {
		http.Error(w, "the store is unavailable", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ready\n")
}

type requestIDKey struct{}

// requestID is the ID of the request; a new one for a check, which gets none unless something goes wrong.
func (a *API) requestID(ctx context.Context) string {
	id, ok := ctx.Value(requestIDKey{}).(uid.UID)
	if !ok {
		id = uid.New(a.Now())
	}
	return id.String()
}

// identify gives the request an ID, and writes a line about it when it is answered.
func (a *API) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := a.Now()
		id := uid.New(begin)
		text := id.String()
		w.Header()["Request-Id"] = []string{text}
		observed := &observer{ResponseWriter: w, status: http.StatusOK}
		r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
		next.ServeHTTP(observed, r)
		took := a.Now().Sub(begin)
		if a.Observe != nil {
			a.Observe(route(r), observed.status, took)
		}
		a.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("request_id", text),
			slog.String("method", r.Method), slog.String("route", route(r)), slog.Int("status", observed.status),
			slog.Float64("duration_ms", float64(took)/float64(time.Millisecond)))
	})
}

// route is the pattern that matched, which, unlike the path, holds nothing from outside.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}

// oneOfEach refuses queries that could be read in more than one way: malformed ones, and parameters given twice.
func oneOfEach(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "" {
			next.ServeHTTP(w, r)
			return
		}
		query, err := url.ParseQuery(r.URL.RawQuery)
		for _, values := range query {
			if len(values) > 1 {
				err = errRepeated
			}
		}
		if err != nil {
			writeProblem(w, fault.New(fault.Invalid, "The query is malformed, or has a parameter more than once.").WithCode("malformed_query"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

var errRepeated = errors.New("a parameter is there more than once")

// observer remembers the status of an answer.
type observer struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (o *observer) WriteHeader(status int) {
	if !o.wrote {
		o.status, o.wrote = status, true
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *observer) Write(b []byte) (int, error) {
	o.wrote = true
	return o.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (o *observer) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// lastResort answers 500 when a handler panics, and logs why.
func (a *API) lastResort(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			a.Log.ErrorContext(r.Context(), "panic", "request_id", a.requestID(r.Context()), "route", route(r), "cause", cause)
			if o, ok := w.(*observer); !ok || !o.wrote {
				writeProblem(w, fault.New(fault.Internal, "Something went wrong here."))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// headers sets what every answer carries. The API is for programs: a browser must never show or frame an answer.
func (a *API) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		browser.SetHeaders(w.Header(), "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'", a.Secure)
		next.ServeHTTP(w, r)
	})
}
