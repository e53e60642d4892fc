package portal

import (
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// reader is who is signed in where a page is asked for; nobody when there is no cookie.
func (p *Portal) reader(r *http.Request, environment tenancy.EnvironmentID) (who access.Principal, secret string, err error) {
	secret, err = p.cookies.Secret(r, string(environment))
	if err != nil || secret == "" {
		return who, "", err
	}
	client := p.client(r)
	who, err = p.Service.Authenticate(r.Context(), environment, secret, service.From{Address: client.Address, Browser: client.UserAgent}, true)
	return who, secret, err
}

// endedOrUnknown tells whether an error says that nobody is signed in.
func endedOrUnknown(err error) bool { return fault.KindOf(err) == fault.Unauthenticated }
