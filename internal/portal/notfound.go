package portal

import (
	"net/http"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Else gives what is no page to the next handler. People who follow a link to nothing get a page that says so, programs
// get what the next handler says.
func (p *Portal) Else(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !strings.Contains(r.Header.Get("Accept"), "text/html") {
			next.ServeHTTP(w, r)
			return
		}
		tried := &absence{ResponseWriter: w}
		next.ServeHTTP(tried, r)
		if tried.absent {
			p.headers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Del("Content-Length")
				p.fail(w, r, fault.Absent("page"))
			})).ServeHTTP(w, r)
		}
	})
}

// absence holds an answer back that says 404.
type absence struct {
	http.ResponseWriter
	absent bool
}

func (a *absence) WriteHeader(status int) {
	if a.absent = status == http.StatusNotFound; !a.absent {
		a.ResponseWriter.WriteHeader(status)
	}
}

func (a *absence) Write(text []byte) (int, error) {
	if a.absent {
		return len(text), nil
	}
	return a.ResponseWriter.Write(text)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *absence) Unwrap() http.ResponseWriter { return a.ResponseWriter }
