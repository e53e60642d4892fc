package token

import (
	"crypto"
	"encoding/json"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// otherSide is what a program with another JWT library makes of our keys.
func otherSide(t testing.TB, keys KeySet) jose.JSONWebKeySet {
	t.Helper()
	document, err := keys.JWKS(start)
	if err != nil {
		t.Fatal(err)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(document, &set); err != nil {
		t.Fatalf("another library does not read our JWKS: %v", err)
	}
	return set
}

func TestAnotherLibraryReadsOurKeys(t *testing.T) {
	t.Parallel()
	w := setup(t)
	set := otherSide(t, rotate(t, w.keys, start))
	if len(set.Keys) != 2 {
		t.Fatalf("it reads %d keys, want 2", len(set.Keys))
	}
	for _, key := range set.Keys {
		thumbprint, err := key.Thumbprint(crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		if got := base64url.EncodeToString(thumbprint); got != key.KeyID {
			t.Errorf("kid = %s, want the thumbprint %s", key.KeyID, got)
		}
		if !key.IsPublic() || !key.Valid() || key.Algorithm != "ES256" || key.Use != "sig" {
			t.Errorf("key %s: public %v, valid %v, alg %s, use %s", key.KeyID, key.IsPublic(), key.Valid(), key.Algorithm, key.Use)
		}
	}
}

func TestAnotherLibraryVerifiesOurTokens(t *testing.T) {
	t.Parallel()
	w := setup(t)
	set := otherSide(t, w.keys)
	rapid.Check(t, func(rt *rapid.T) {
		claims := drawClaims(rt)
		access, err := w.minter.Mint(claims)
		if err != nil {
			rt.Fatal(err)
		}
		parsed, err := jwt.ParseSigned(access.Reveal(), []jose.SignatureAlgorithm{jose.ES256})
		if err != nil {
			rt.Fatalf("it does not parse: %v", err)
		}
		var standard jwt.Claims
		var own struct {
			Session string   `json:"sid"`
			Roles   []string `json:"roles"`
			Client  string   `json:"client_id"`
		}
		if err := parsed.Claims(set, &standard, &own); err != nil {
			rt.Fatalf("it does not verify: %v", err)
		}
		expected := jwt.Expected{Issuer: issuer, Subject: claims.User.String(), AnyAudience: jwt.Audience{claims.Audience[0]}, Time: start}
		if err := standard.ValidateWithLeeway(expected, 0); err != nil {
			rt.Errorf("it finds the claims wrong: %v", err)
		}
		if own.Session != claims.Session.String() || own.Client != claims.Client || len(own.Roles) != len(claims.Roles) {
			rt.Errorf("it reads %+v, want %+v", own, claims)
		}
	})
}

func TestWeVerifyTokensOfAnotherLibrary(t *testing.T) {
	t.Parallel()
	w := setup(t)
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: w.key.private, KeyID: w.key.ID}},
		(&jose.SignerOptions{}).WithType("at+jwt"))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		claims := drawClaims(rt)
		body, err := w.minter.payload(claims)
		if err != nil {
			rt.Fatal(err)
		}
		signed, err := signer.Sign(body)
		if err != nil {
			rt.Fatal(err)
		}
		text, err := signed.CompactSerialize()
		if err != nil {
			rt.Fatal(err)
		}
		got, err := w.verifier.Verify(text, start)
		if err != nil || got.Session != claims.Session || got.User != claims.User || !got.ExpiresAt.Equal(claims.ExpiresAt) {
			rt.Errorf("Verify = %+v, %v, want %+v", got, err, claims)
		}
	})
}

// drawClaims draws claims that are alive at start.
func drawClaims(rt *rapid.T) Claims {
	id := func(name string) uid.UID {
		drawn := uid.UID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, name))
		drawn[0] |= 1 // not the zero ID
		return drawn
	}
	words := rapid.SliceOfN(rapid.StringN(1, 20, 40), 0, 5)
	return Claims{
		User:            tenancy.UserID{UID: id("user")},
		Tenant:          tenancy.TenantID{UID: id("tenant")},
		Session:         session.ID{UID: id("session")},
		Client:          rapid.StringN(1, 20, 40).Draw(rt, "client"),
		Audience:        append([]string{"shop"}, words.Draw(rt, "audience")...),
		Roles:           words.Draw(rt, "roles"),
		Permissions:     words.Draw(rt, "permissions"),
		Methods:         words.Draw(rt, "methods"),
		AuthenticatedAt: start.Add(-time.Hour),
		IssuedAt:        start,
		ExpiresAt:       time.Unix(1_800_000_001+rapid.Int64Range(0, 86400).Draw(rt, "life"), 0),
	}
}
