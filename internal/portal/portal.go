package portal

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/clientip"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/web"
)

//go:embed templates/*.html
var files embed.FS

// Config is what the pages are made of.
type Config struct {
	Service *service.Service
	API     http.Handler // screens begin with answers of it, asked for in their reader's name
	Log     *slog.Logger
	Clients clientip.Resolver
	Origin  string // of pages that may send forms, besides that of the request itself; may be empty
	Secure  bool   // whether clients reach us by https
	Demo    bool   // whether the data are for show
}

// Portal serves pages.
type Portal struct {
	Config
	cookies   browser.Cookies
	templates *template.Template
	built     web.Manifest
	setup     setup
	choices   choices
}

// New makes the portal. Templates and screens are part of the program: what is broken in them is found by any test, and
// stops the program.
func New(c Config) *Portal {
	built, err := web.Read()
	if err != nil {
		panic(err)
	}
	return &Portal{
		Config: c, cookies: browser.Cookies{Secure: c.Secure}, built: built,
		templates: template.Must(template.ParseFS(files, "templates/*.html")),
	}
}

// Mount adds the pages to a mux.
func (p *Portal) Mount(mux *http.ServeMux) {
	sameOrigin := http.NewCrossOriginProtection()
	if p.Origin != "" {
		if err := sameOrigin.AddTrustedOrigin(p.Origin); err != nil { // behind a proxy that changes the Host header
			p.Log.Error("the origin is not trusted", "origin", p.Origin, "error", err.Error())
		}
	}
	sameOrigin.SetDenyHandler(http.HandlerFunc(p.refuseForeign))
	page := func(pattern string, show http.HandlerFunc) {
		mux.Handle(pattern, p.headers(sameOrigin.Handler(bounded(show))))
	}
	page("GET "+setupPath, p.showSetup)
	page("POST "+setupPath, p.takeSetup)

	page("GET /{$}", redirect("/operator/"))
	page("GET /operator", redirect("/operator/"))
	page("GET /operator/{rest...}", p.showOperator)

	mux.HandleFunc("GET "+previewPath, p.showPreview)

	page("GET /e/{environment}/{$}", p.showPortal)
	page("GET /e/{environment}/personal/{rest...}", p.showPortal)
	page("GET /e/{environment}/workspace/{rest...}", p.showPortal)
	page("GET /e/{environment}/sign-in", p.showSignIn)
	page("POST /e/{environment}/sign-in", p.takeSignIn)
	page("POST /e/{environment}/sign-out", p.takeSignOut)
	page("GET /e/{environment}/signed-out", p.showSignedOut)
	page("GET /e/{environment}/password", p.showPassword)
	page("POST /e/{environment}/password", p.takePassword)

	mux.Handle("GET /assets/{name}", p.headers(web.Files()))
}

// policy is what pages may load and run: what is built into the program, and nothing else. Scripts make HTML only
// through the one policy of Lit, which never takes text for markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html"

// headers sets what every page carries.
func (p *Portal) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		browser.SetHeaders(w.Header(), policy, p.Secure)
		next.ServeHTTP(w, r)
	})
}

// maxForm is the most that a form may carry, in bytes.
const maxForm = 16 << 10

func bounded(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next(w, r)
	})
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusSeeOther) }
}
