package browser

import (
	"net/http"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// Cookies makes and reads session cookies. Secure says whether browsers reach us by https.
type Cookies struct{ Secure bool }

// Name is the name of an environment's session cookie. The prefix makes browsers hold it to https, to this host, and
// away from scripts (RFC 6265bis, section 4.1.3; layered cookies). On loopback without https there is none.
func (c Cookies) Name(environment string) string {
	if c.Secure {
		return "__Host-Http-sid-" + environment
	}
	return "sid-" + environment
}

// Session is the cookie that carries a session secret; with an empty secret, the one that removes it. It ends with the
// browser's session: how long the session lives is not for the browser to say.
func (c Cookies) Session(environment, secret string) *http.Cookie {
	made := &http.Cookie{
		Name: c.Name(environment), Value: secret, Path: "/",
		Secure: c.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if secret == "" {
		made.MaxAge = -1
	}
	return made
}

// Secret is the session secret in the cookie of an environment; empty when there is no cookie. Whatever is no session
// secret has no business in it.
func (c Cookies) Secret(r *http.Request, environment string) (string, error) {
	found := r.CookiesNamed(c.Name(environment))
	switch {
	case len(found) == 0:
		return "", nil
	case len(found) > 1:
		return "", fault.New(fault.Unauthenticated, "The session cookie is there more than once.").WithCode("credential_malformed")
	case !strings.HasPrefix(found[0].Value, token.SecretPrefix):
		return "", fault.New(fault.Unauthenticated, "The credential is not known here.").WithCode("credential_unknown")
	}
	return found[0].Value, nil
}

// ClearSiteData is the header that makes a browser forget what it keeps of a session that has ended. Cookies are not
// named: sessions in other environments of this host go on.
const ClearSiteData = `"cache", "storage"`
