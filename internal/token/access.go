package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Claims are what an access token says. Its times have whole seconds: Mint cuts the rest off.
type Claims struct {
	ID     string // jti; Mint derives it
	Issuer string // iss; Mint knows it

	User        tenancy.UserID   // sub
	Tenant      tenancy.TenantID // tenant
	Session     session.ID       // sid
	Client      string           // client_id: the application that asked for the token
	Audience    []string         // aud: who may accept it
	Roles       []string         // roles
	Permissions []string         // permissions
	Methods     []string         // amr: how the user was authenticated, as RFC 8176 names it

	AuthenticatedAt time.Time // auth_time: the last full authentication
	IssuedAt        time.Time // iat
	ExpiresAt       time.Time // exp
}

// Access is a signed access token. It prints as [redacted].
type Access struct {
	redacted
	text hidden[string]
}

// Reveal is the text to hand to the client, and to nobody else.
func (a Access) Reveal() string { return a.text.open() }

// Minter issues the access tokens of one environment.
type Minter struct {
	Keys   KeySet
	Issuer string
}

// payload is Claims as JSON: RFC 9068, section 2.2, and OpenID Connect Core for sid, auth_time and amr.
type payload struct {
	Issuer          string           `json:"iss"`
	User            tenancy.UserID   `json:"sub"`
	Audience        audience         `json:"aud"`
	ExpiresAt       int64            `json:"exp"`
	IssuedAt        int64            `json:"iat"`
	ID              string           `json:"jti,omitempty"`
	Session         session.ID       `json:"sid"`
	Tenant          tenancy.TenantID `json:"tenant"`
	Roles           []string         `json:"roles,omitempty"`
	Permissions     []string         `json:"permissions,omitempty"`
	AuthenticatedAt int64            `json:"auth_time"`
	Methods         []string         `json:"amr,omitempty"`
	Client          string           `json:"client_id"`
}

// audience is written as a string when it is one, as most verifiers expect it.
type audience []string

func (a audience) MarshalJSON() ([]byte, error) {
	if len(a) == 1 {
		return json.Marshal(a[0])
	}
	return json.Marshal([]string(a))
}

// Mint signs claims with the key that signs at the time of issue. Equal claims give the same token, byte for byte,
// and different claims another token ID; so a repeated refresh is answered as the first one was.
func (m Minter) Mint(claims Claims) (Access, error) {
	if err := claims.validate(); err != nil {
		return Access{}, fmt.Errorf("mint access token: %w", err)
	}
	key, ok := m.Keys.Signer(claims.IssuedAt)
	if !ok {
		return Access{}, fmt.Errorf("mint access token: %w", ErrNoSigningKey)
	}
	body, err := m.payload(claims)
	if err != nil {
		return Access{}, fmt.Errorf("mint access token: %w", err)
	}
	text, err := signJWS(key, body)
	if err != nil {
		return Access{}, fmt.Errorf("mint access token: %w", err)
	}
	if len(text) > maxTokenSize {
		return Access{}, fmt.Errorf("mint access token: %d bytes exceed the limit of %d; the user has %d roles and %d permissions",
			len(text), maxTokenSize, len(claims.Roles), len(claims.Permissions))
	}
	return Access{text: hide(text)}, nil
}

// payload encodes claims. The token's ID is a hash of all other claims.
func (m Minter) payload(claims Claims) ([]byte, error) {
	if m.Issuer == "" {
		return nil, errors.New("no issuer")
	}
	body := payload{
		Issuer:          m.Issuer,
		User:            claims.User,
		Audience:        claims.Audience,
		ExpiresAt:       claims.ExpiresAt.Unix(),
		IssuedAt:        claims.IssuedAt.Unix(),
		Session:         claims.Session,
		Tenant:          claims.Tenant,
		Roles:           claims.Roles,
		Permissions:     claims.Permissions,
		AuthenticatedAt: claims.AuthenticatedAt.Unix(),
		Methods:         claims.Methods,
		Client:          claims.Client,
	}
	others, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	sum := digest("sojourn access token id", others)
	return withID(others, base64url.EncodeToString(sum[:idSize])), nil
}

// withID puts a token's ID into encoded claims where it would be if it had been encoded with them. Quotes within texts
// are escaped, so that what is searched for is the member that follows.
func withID(claims []byte, id string) []byte {
	const member, next = `,"jti":"`, `,"sid":"`
	at := bytes.Index(claims, []byte(next))
	all := make([]byte, 0, len(claims)+len(member)+len(id)+1)
	all = append(append(append(all, claims[:at]...), member...), id...)
	return append(append(all, '"'), claims[at:]...)
}

// validate refuses claims that Verify would refuse, above all a token that anybody may accept.
func (c Claims) validate() error {
	switch {
	case c.User.IsZero() || c.Tenant.IsZero() || c.Session.IsZero():
		return errors.New("user, tenant and session are needed")
	case c.Client == "":
		return errors.New("a client is needed")
	case len(c.Audience) == 0:
		return errors.New("an audience is needed")
	case slices.Contains(slices.Concat(c.Audience, c.Roles, c.Permissions, c.Methods), ""):
		return errors.New("an audience, role, permission or method is empty")
	case c.AuthenticatedAt.Unix() < 0 || c.IssuedAt.Unix() < 0 || c.ExpiresAt.Unix() > maxInstant:
		return errors.New("a time is missing or out of range")
	case c.ExpiresAt.Before(c.IssuedAt):
		return errors.New("it would expire before it is issued")
	}
	return nil
}
