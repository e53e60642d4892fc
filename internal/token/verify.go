package token

import (
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Verifier accepts the access tokens of one environment. It fetches nothing: keys come from its key set alone.
type Verifier struct {
	Keys      KeySet
	Issuer    string        // exactly the "iss" to accept
	Audiences []string      // a token must be for one of these
	Skew      time.Duration // how far clocks may differ; 0 where issuer and verifier are one
}

// Verify checks an access token and gives what it claims. It believes nothing before the signature is proved, and
// returns no claims with an error. Whether the session still lives is not for the token to say.
func (v Verifier) Verify(text string, now time.Time) (Claims, error) {
	token, err := parseJWS(text)
	if err != nil {
		return Claims{}, err
	}
	body, err := token.open(v.Keys, now)
	if err != nil {
		return Claims{}, err
	}
	members, ok := parseMembers(body)
	if !ok {
		return Claims{}, ErrMalformed
	}
	fields := &reader{members: members}
	claims := readClaims(fields)
	notBefore := time.Time{}
	if fields.has("nbf") {
		notBefore = fields.instant("nbf")
	}
	switch {
	case fields.failed:
		return Claims{}, ErrMalformed
	case claims.Issuer != v.Issuer:
		return Claims{}, ErrIssuer
	case !slices.ContainsFunc(claims.Audience, v.accepts):
		return Claims{}, ErrAudience
	case !now.Before(claims.ExpiresAt.Add(v.Skew)):
		return Claims{}, ErrExpired
	case now.Before(notBefore.Add(-v.Skew)):
		return Claims{}, ErrNotYetValid
	}
	return claims, nil
}

func (v Verifier) accepts(audience string) bool { return slices.Contains(v.Audiences, audience) }

// readClaims reads every claim that we write. Those that it does not know are ignored, so that a node may
// read the tokens of its successor. "iat" is not compared with the clock: a token from a node whose clock is a little ahead
// is a good one, and its life ends at "exp" all the same.
func readClaims(fields *reader) Claims {
	claims := Claims{
		ID:              fields.text("jti"),
		Issuer:          fields.text("iss"),
		User:            tenancy.UserID{UID: fields.id("sub")},
		Tenant:          tenancy.TenantID{UID: fields.id("tenant")},
		Session:         session.ID{UID: fields.id("sid")},
		Client:          fields.text("client_id"),
		Audience:        fields.textOrList("aud"),
		AuthenticatedAt: fields.instant("auth_time"),
		IssuedAt:        fields.instant("iat"),
		ExpiresAt:       fields.instant("exp"),
	}
	for name, list := range map[string]*[]string{
		"roles": &claims.Roles, "permissions": &claims.Permissions, "amr": &claims.Methods,
	} {
		if fields.has(name) {
			*list = fields.list(name)
		}
	}
	return claims
}
