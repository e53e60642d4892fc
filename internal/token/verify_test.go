package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestVerifyAtItsTimes(t *testing.T) {
	t.Parallel()
	w := setup(t)
	exp := time.Unix(1_800_000_300, 0)
	const tick = time.Millisecond
	later := w.sign(t, w.header(), w.payload(t, "nbf", "1800000060"))
	nbf := time.Unix(1_800_000_060, 0)
	for _, test := range []struct {
		name  string
		token string
		skew  time.Duration
		now   time.Time
		want  error
	}{
		{"at issue", w.mint(t, sampleClaims()), 0, start, nil},
		{"on a clock that is late", w.mint(t, sampleClaims()), 0, start.Add(-time.Hour), nil},
		{"just before the end", w.mint(t, sampleClaims()), 0, exp.Add(-tick), nil},
		{"at the end", w.mint(t, sampleClaims()), 0, exp, ErrExpired},
		{"a second after the end", w.mint(t, sampleClaims()), 0, exp.Add(time.Second), ErrExpired},
		{"within the skew", w.mint(t, sampleClaims()), 10 * time.Second, exp.Add(10*time.Second - tick), nil},
		{"at the end of the skew", w.mint(t, sampleClaims()), 10 * time.Second, exp.Add(10 * time.Second), ErrExpired},
		{"a minute before nbf", later, 0, nbf.Add(-time.Minute), ErrNotYetValid},
		{"just before nbf", later, 0, nbf.Add(-tick), ErrNotYetValid},
		{"at nbf", later, 0, nbf, nil},
		{"before nbf, within the skew", later, 10 * time.Second, nbf.Add(-10 * time.Second), nil},
		{"before nbf and the skew", later, 10 * time.Second, nbf.Add(-10*time.Second - tick), ErrNotYetValid},
	} {
		verifier := w.verifier
		verifier.Skew = test.skew
		if _, err := verifier.Verify(test.token, test.now); !errors.Is(err, test.want) {
			t.Errorf("%s: Verify error = %v, want %v", test.name, err, test.want)
		}
	}
}

func TestVerifyAcceptsBothTypes(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, kind := range []string{"at+jwt", "AT+JWT", "application/at+jwt", "Application/At+JWT"} {
		header := strings.Replace(w.header(), "at+jwt", kind, 1)
		if _, err := w.verifier.Verify(w.sign(t, header, w.payload(t, "", "")), start); err != nil {
			t.Errorf("typ %s: Verify error = %v, want none", kind, err)
		}
	}
}

func TestVerifyIgnoresUnknownClaims(t *testing.T) {
	t.Parallel()
	w := setup(t)
	if _, err := w.verifier.Verify(w.sign(t, w.header(), w.payload(t, "x", `{"a":1,"a":[2e999]}`)), start); err != nil {
		t.Errorf("Verify with a claim of tomorrow: error = %v, want none", err)
	}
}

func TestVerifierOfAnotherEnvironmentRefuses(t *testing.T) {
	t.Parallel()
	w := setup(t)
	token := w.mint(t, sampleClaims())
	other := newKeySet(t, newKey(t, start))
	retired := w.key
	retired.RetiredAt = start.Add(-overlap)
	for name, test := range map[string]struct {
		verifier Verifier
		want     error
	}{
		"another key set":  {Verifier{Keys: other, Issuer: issuer, Audiences: []string{"shop"}}, ErrUnknownKey},
		"no keys":          {Verifier{Issuer: issuer, Audiences: []string{"shop"}}, ErrUnknownKey},
		"a dead key":       {Verifier{Keys: newKeySet(t, retired), Issuer: issuer, Audiences: []string{"shop"}}, ErrUnknownKey},
		"another issuer":   {Verifier{Keys: w.keys, Issuer: issuer + "2", Audiences: []string{"shop"}}, ErrIssuer},
		"no issuer":        {Verifier{Keys: w.keys, Audiences: []string{"shop"}}, ErrIssuer},
		"another audience": {Verifier{Keys: w.keys, Issuer: issuer, Audiences: []string{"bank"}}, ErrAudience},
		"no audience":      {Verifier{Keys: w.keys, Issuer: issuer}, ErrAudience},
		"the zero value":   {Verifier{}, ErrUnknownKey},
	} {
		if _, err := test.verifier.Verify(token, start); !errors.Is(err, test.want) {
			t.Errorf("%s: Verify error = %v, want %v", name, err, test.want)
		}
	}
}

// What is accepted was signed by us: a mutation of a token is either refused or the token itself.
func FuzzVerify(f *testing.F) {
	w := setup(f)
	good := w.mint(f, sampleClaims())
	f.Add(good)
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Add(w.sign(f, w.headerWith(`,"crit":["b64"]`), "{}"))
	f.Add(`{"payload":"","signatures":[]}`)
	f.Add(strings.Repeat("a.", 5))
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := w.verifier.Verify(token, start); err == nil && token != good {
			t.Errorf("Verify(%q) accepts what was never issued", token)
		}
	})
}

// Any payload under a good signature: no panic, and no more than one reading of what is accepted.
func FuzzVerifyClaims(f *testing.F) {
	w := setup(f)
	good, err := w.minter.payload(sampleClaims())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(bytes.Replace(good, []byte(`"shop"`), []byte(`["shop",null]`), 1))
	f.Add(bytes.Replace(good, []byte(`1800000300`), []byte(`18000003e2`), 1))
	f.Add(append(good[:len(good)-1:len(good)-1], []byte(`,"exp":1}`)...))
	f.Fuzz(func(t *testing.T, payload []byte) {
		claims, err := w.verifier.Verify(w.sign(t, w.header(), string(payload)), start)
		if err != nil {
			return
		}
		var plain map[string]any
		if err := json.Unmarshal(payload, &plain); err != nil {
			t.Fatalf("Verify accepts the payload %q, which is not JSON: %v", payload, err)
		}
		if plain["iss"] != issuer || plain["exp"] != float64(claims.ExpiresAt.Unix()) || !claims.ExpiresAt.After(start) {
			t.Errorf("Verify reads %q as %+v", payload, claims)
		}
	})
}

// The member reader agrees with encoding/json on everything that it accepts.
func FuzzParseMembers(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1,"b":{"a":[1,2]}}`, `{"a":1,"a":2}`, `{"a":1,}`, `[]`, `{"a" "b"}`, `{"\ud800":1}`, `{"a":1}{}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		members, ok := parseMembers(document)
		if !ok {
			return
		}
		var plain map[string]json.RawMessage
		if err := json.Unmarshal(document, &plain); err != nil || len(plain) != len(members) {
			t.Fatalf("parseMembers(%q) = %v, encoding/json = %v, %v", document, members, plain, err)
		}
		for name, value := range plain {
			if !bytes.Equal(members[name], value) {
				t.Errorf("parseMembers(%q)[%q] = %s, want %s", document, name, members[name], value)
			}
		}
	})
}
