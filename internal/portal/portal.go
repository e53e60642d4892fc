package portal

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/clientip"
	"github.com/sojourn-auth/sojourn/internal/service"
)

//go:embed templates/*.html
var files embed.FS

// Config is what the pages are made of.
type Config struct {
	Service *service.Service
	Log     *slog.Logger
	Clients clientip.Resolver
	Secure  bool // whether clients reach us by https
}

// Portal serves pages.
type Portal struct {
	Config
	templates *template.Template
	setup     setup
}

// New makes the portal. A template that is broken is found by any test, and stops the program.
func New(c Config) *Portal {
	return &Portal{Config: c, templates: template.Must(template.ParseFS(files, "templates/*.html"))}
}

// Mount adds the pages to a mux.
func (p *Portal) Mount(mux *http.ServeMux) {
	sameOrigin := http.NewCrossOriginProtection()
	mux.Handle("GET "+setupPath, p.headers(http.HandlerFunc(p.showSetup)))
	mux.Handle("POST "+setupPath, p.headers(sameOrigin.Handler(http.HandlerFunc(p.takeSetup))))
}

// headers sets what every page carries: nothing may be loaded or run that is not in it, nobody may frame or keep it.
func (p *Portal) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if p.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// show writes a page. What fails in it is logged: the client has the status by then.
func (p *Portal) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := p.templates.ExecuteTemplate(w, name, data); err != nil && r.Context().Err() == nil {
		p.Log.ErrorContext(r.Context(), "a page was not written", "page", name, "error", err.Error())
	}
}
