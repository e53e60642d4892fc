package token

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// sign makes a token of any header and payload with the environment's own key.
func (w world) sign(t testing.TB, header, payload string) string {
	t.Helper()
	signed := base64url.EncodeToString([]byte(header)) + "." + base64url.EncodeToString([]byte(payload))
	signature, err := w.key.sign([]byte(signed))
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64url.EncodeToString(signature)
}

func (w world) header() string { return w.headerWith("") }

// headerWith is a good header with more members.
func (w world) headerWith(more string) string {
	return `{"alg":"ES256","kid":"` + w.key.ID + `","typ":"at+jwt"` + more + `}`
}

// payload is a good payload with one member changed: to value, or left out if value is empty.
func (w world) payload(t testing.TB, name, value string) string {
	t.Helper()
	good, err := w.minter.payload(sampleClaims())
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(good, &members); err != nil {
		t.Fatal(err)
	}
	delete(members, name)
	var text strings.Builder
	for other, raw := range members {
		fmt.Fprintf(&text, ",%q:%s", other, raw)
	}
	if value != "" {
		fmt.Fprintf(&text, ",%q:%s", name, value)
	}
	return "{" + text.String()[1:] + "}"
}

func (w world) mustRefuse(t *testing.T, name, token string, want error) {
	t.Helper()
	claims, err := w.verifier.Verify(token, start)
	if !errors.Is(err, want) {
		t.Errorf("%s: Verify error = %v, want %v", name, err, want)
	}
	if claims.Session.UID == knownID || claims.Issuer != "" {
		t.Errorf("%s: Verify gave claims with its error", name)
	}
}

func TestVerifyRefusesHeaders(t *testing.T) {
	t.Parallel()
	w := setup(t)
	jwks, err := w.keys.JWKS(start)
	if err != nil {
		t.Fatal(err)
	}
	public := strings.TrimSuffix(strings.TrimPrefix(string(jwks), `{"keys":[`), `]}`)
	with := func(alg, kid, typ string) string { return fmt.Sprintf(`{"alg":%s,"kid":%s,"typ":%s}`, alg, kid, typ) }
	const es256, at = `"ES256"`, `"at+jwt"`
	kid := `"` + w.key.ID + `"`
	for _, test := range []struct {
		name, header string
		want         error
	}{
		{"alg none", with(`"none"`, kid, at), ErrAlgorithm},
		{"alg None", with(`"None"`, kid, at), ErrAlgorithm},
		{"alg nOnE", with(`"nOnE"`, kid, at), ErrAlgorithm},
		{"alg NONE", with(`"NONE"`, kid, at), ErrAlgorithm},
		{"alg empty", with(`""`, kid, at), ErrMalformed},
		{"alg null", with(`null`, kid, at), ErrMalformed},
		{"alg a list", with(`["ES256"]`, kid, at), ErrMalformed},
		{"alg a number", with(`256`, kid, at), ErrMalformed},
		{"alg in lower case", with(`"es256"`, kid, at), ErrAlgorithm},
		{"alg with space", with(`"ES256 "`, kid, at), ErrAlgorithm},
		{"alg with NUL", with(`"ES256\u0000"`, kid, at), ErrAlgorithm},
		{"alg HS256", with(`"HS256"`, kid, at), ErrAlgorithm},
		{"alg RS256", with(`"RS256"`, kid, at), ErrAlgorithm},
		{"alg PS256", with(`"PS256"`, kid, at), ErrAlgorithm},
		{"alg ES384", with(`"ES384"`, kid, at), ErrAlgorithm},
		{"alg ES256K", with(`"ES256K"`, kid, at), ErrAlgorithm},
		{"alg EdDSA", with(`"EdDSA"`, kid, at), ErrAlgorithm},
		{"no alg", `{"kid":` + kid + `,"typ":"at+jwt"}`, ErrMalformed},
		{"no kid", `{"alg":"ES256","typ":"at+jwt"}`, ErrMalformed},
		{"no typ", `{"alg":"ES256","kid":` + kid + `}`, ErrMalformed},
		{"names in upper case", `{"ALG":"ES256","KID":` + kid + `,"TYP":"at+jwt"}`, ErrMalformed},
		{"kid empty", with(es256, `""`, at), ErrMalformed},
		{"kid null", with(es256, `null`, at), ErrMalformed},
		{"kid a number", with(es256, `7`, at), ErrMalformed},
		{"kid unknown", with(es256, `"unknown"`, at), ErrUnknownKey},
		{"kid in other case", with(es256, strings.ToLower(kid), at), ErrUnknownKey},
		{"kid cut", with(es256, kid[:20]+`"`, at), ErrUnknownKey},
		{"kid a path", with(es256, `"../../../../dev/null"`, at), ErrUnknownKey},
		{"kid SQL", with(es256, `"' UNION SELECT 'key' --"`, at), ErrUnknownKey},
		{"kid a command", with(es256, `"x; cat /etc/passwd |"`, at), ErrUnknownKey},
		{"kid with NUL", with(es256, kid[:44]+`\u0000"`, at), ErrUnknownKey},
		{"kid of 4 kB", with(es256, `"`+strings.Repeat("k", 4096)+`"`, at), ErrUnknownKey},
		{"kid of 10 kB", with(es256, `"`+strings.Repeat("k", 10240)+`"`, at), ErrMalformed},
		{"typ JWT", with(es256, kid, `"JWT"`), ErrType},
		{"typ of an ID token", with(es256, kid, `"id_token+jwt"`), ErrType},
		{"typ of a logout token", with(es256, kid, `"logout+jwt"`), ErrType},
		{"typ of a security event", with(es256, kid, `"secevent+jwt"`), ErrType},
		{"typ of a DPoP proof", with(es256, kid, `"dpop+jwt"`), ErrType},
		{"typ of a device-bound session", with(es256, kid, `"dbsc+jwt"`), ErrType},
		{"typ longer", with(es256, kid, `"at+jwt2"`), ErrType},
		{"typ with another tree", with(es256, kid, `"text/at+jwt"`), ErrType},
		{"typ empty", with(es256, kid, `""`), ErrMalformed},
		{"typ a list", with(es256, kid, `["at+jwt"]`), ErrMalformed},
		{"jwk", w.headerWith(`,"jwk":` + public), ErrMalformed},
		{"x5c", w.headerWith(`,"x5c":["MIIB"]`), ErrMalformed},
		{"x5t", w.headerWith(`,"x5t":"AAAA"`), ErrMalformed},
		{"crit", w.headerWith(`,"crit":["exp"]`), ErrMalformed},
		{"crit empty", w.headerWith(`,"crit":[]`), ErrMalformed},
		{"b64", w.headerWith(`,"b64":false,"crit":["b64"]`), ErrMalformed},
		{"b64 true", w.headerWith(`,"b64":true`), ErrMalformed},
		{"zip", w.headerWith(`,"zip":"DEF"`), ErrMalformed},
		{"enc", w.headerWith(`,"enc":"A256GCM"`), ErrMalformed},
		{"cty", w.headerWith(`,"cty":"JWT"`), ErrMalformed},
		{"p2c", w.headerWith(`,"p2c":2147483647`), ErrMalformed},
		{"unknown", w.headerWith(`,"x":1`), ErrMalformed},
		{"alg twice", w.headerWith(`,"alg":"ES256"`), ErrMalformed},
		{"alg twice, escaped", w.headerWith(`,"\u0061lg":"none"`), ErrMalformed},
		{"kid twice", w.headerWith(`,"kid":"other"`), ErrMalformed},
		{"a list", `["ES256"]`, ErrMalformed},
		{"a string", `"ES256"`, ErrMalformed},
		{"null", `null`, ErrMalformed},
		{"two objects", w.header() + `{}`, ErrMalformed},
		{"trailing comma", strings.Replace(w.header(), "}", ",}", 1), ErrMalformed},
		{"cut", strings.TrimSuffix(w.header(), "}"), ErrMalformed},
		{"byte order mark", "\ufeff" + w.header(), ErrMalformed},
		{"not UTF-8", w.headerWith(",\"\xff\":1"), ErrMalformed},
		{"empty", "", ErrMalformed},
	} {
		w.mustRefuse(t, test.name, w.sign(t, test.header, w.payload(t, "", "")), test.want)
	}
}

// The verifier must not so much as look at an address in a token.
func TestVerifyFetchesNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var requests atomic.Int32
	canary := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	defer canary.Close()
	for _, more := range []string{
		`,"jku":"` + canary.URL + `/jwks"`, `,"x5u":"` + canary.URL + `/chain"`, `,"iss":"` + canary.URL + `"`,
	} {
		w.mustRefuse(t, more, w.sign(t, w.headerWith(more), w.payload(t, "", "")), ErrMalformed)
	}
	address := strings.Replace(w.header(), w.key.ID, canary.URL, 1)
	w.mustRefuse(t, "kid", w.sign(t, address, w.payload(t, "", "")), ErrUnknownKey)
	if got := requests.Load(); got != 0 {
		t.Errorf("verifying made %d requests, want 0", got)
	}
}

// HS256 with what the JWKS publishes as the key, in each form that an attacker would try.
func TestVerifyRefusesHMACWithThePublicKey(t *testing.T) {
	t.Parallel()
	w := setup(t)
	spki, err := x509.MarshalPKIXPublicKey(&w.key.private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	jwks, err := w.keys.JWKS(start)
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string][]byte{"SPKI": spki, "JWKS": jwks, "empty": {}, "kid": []byte(w.key.ID)} {
		for _, alg := range []string{"HS256", "ES256"} {
			header := strings.Replace(w.header(), "ES256", alg, 1)
			signed := base64url.EncodeToString([]byte(header)) + "." + base64url.EncodeToString([]byte(w.payload(t, "", "")))
			mac := hmac.New(sha256.New, secret)
			mac.Write([]byte(signed))
			sum := mac.Sum(nil)
			w.mustRefuse(t, name+" "+alg+" 32 bytes", signed+"."+base64url.EncodeToString(sum), ErrMalformed)
			want := map[string]error{"HS256": ErrAlgorithm, "ES256": ErrSignature}[alg]
			w.mustRefuse(t, name+" "+alg+" 64 bytes", signed+"."+base64url.EncodeToString(append(sum, sum...)), want)
		}
	}
}

func TestVerifyRefusesClaims(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, test := range []struct {
		name, member, value string
		want                error
	}{
		{"no iss", "iss", ``, ErrMalformed},
		{"iss null", "iss", `null`, ErrMalformed},
		{"iss a list", "iss", `["` + issuer + `"]`, ErrMalformed},
		{"iss of another environment", "iss", `"https://sojourn.example/e/development"`, ErrIssuer},
		{"iss with a slash", "iss", `"` + issuer + `/"`, ErrIssuer},
		{"iss in upper case", "iss", `"` + strings.ToUpper(issuer) + `"`, ErrIssuer},
		{"no aud", "aud", ``, ErrMalformed},
		{"aud empty", "aud", `""`, ErrMalformed},
		{"aud of nobody", "aud", `[]`, ErrMalformed},
		{"aud null", "aud", `null`, ErrMalformed},
		{"aud with null", "aud", `["shop",null]`, ErrMalformed},
		{"aud with a number", "aud", `["shop",1]`, ErrMalformed},
		{"aud an object", "aud", `{"shop":true}`, ErrMalformed},
		{"another aud", "aud", `"bank"`, ErrAudience},
		{"other auds", "aud", `["bank","shop2"]`, ErrAudience},
		{"aud a prefix", "aud", `"sho"`, ErrAudience},
		{"no exp", "exp", ``, ErrMalformed},
		{"exp null", "exp", `null`, ErrMalformed},
		{"exp a string", "exp", `"1800000300"`, ErrMalformed},
		{"exp a fraction", "exp", `1800000300.5`, ErrMalformed},
		{"exp a whole fraction", "exp", `1800000300.0`, ErrMalformed},
		{"exp 1e400", "exp", `1e400`, ErrMalformed},
		{"exp 18e8", "exp", `18e8`, ErrMalformed},
		{"exp negative", "exp", `-1`, ErrMalformed},
		{"exp minus zero", "exp", `-0`, ErrMalformed},
		{"exp beyond 64 bits", "exp", `18446744073709551616`, ErrMalformed},
		{"exp overflowing", "exp", `9223372036854775807`, ErrMalformed},
		{"exp after the year 9999", "exp", `253402300800`, ErrMalformed},
		{"exp true", "exp", `true`, ErrMalformed},
		{"exp a list", "exp", `[1800000300]`, ErrMalformed},
		{"exp an object", "exp", `{}`, ErrMalformed},
		{"exp zero", "exp", `0`, ErrExpired},
		{"exp a second ago", "exp", `1799999999`, ErrExpired},
		{"exp now", "exp", `1800000000`, ErrExpired},
		{"nbf in the future", "nbf", `1800000060`, ErrNotYetValid},
		{"nbf far in the future", "nbf", `253402300799`, ErrNotYetValid},
		{"nbf a string", "nbf", `"0"`, ErrMalformed},
		{"nbf null", "nbf", `null`, ErrMalformed},
		{"nbf negative", "nbf", `-1`, ErrMalformed},
		{"no iat", "iat", ``, ErrMalformed},
		{"iat a string", "iat", `"1800000000"`, ErrMalformed},
		{"iat a fraction", "iat", `1800000000.1`, ErrMalformed},
		{"no auth_time", "auth_time", ``, ErrMalformed},
		{"auth_time a string", "auth_time", `"x"`, ErrMalformed},
		{"no sub", "sub", ``, ErrMalformed},
		{"sub empty", "sub", `""`, ErrMalformed},
		{"sub no ID", "sub", `"ada@example.com"`, ErrMalformed},
		{"no sid", "sid", ``, ErrMalformed},
		{"sid a number", "sid", `1`, ErrMalformed},
		{"no tenant", "tenant", ``, ErrMalformed},
		{"no jti", "jti", ``, ErrMalformed},
		{"no client_id", "client_id", ``, ErrMalformed},
		{"roles a string", "roles", `"admin"`, ErrMalformed},
		{"roles null", "roles", `null`, ErrMalformed},
		{"roles nested", "roles", `[["admin"]]`, ErrMalformed},
		{"permissions an object", "permissions", `{"all":true}`, ErrMalformed},
		{"amr with null", "amr", `[null]`, ErrMalformed},
	} {
		w.mustRefuse(t, test.name, w.sign(t, w.header(), w.payload(t, test.member, test.value)), test.want)
	}
	good := w.payload(t, "", "")
	for name, payload := range map[string]string{
		"empty":                 "",
		"null":                  "null",
		"a list":                "[]",
		"no claims":             "{}",
		"a JWT within":          `"` + w.mint(t, sampleClaims()) + `"`,
		"exp twice":             good[:len(good)-1] + `,"exp":1900000000}`,
		"exp twice, escaped":    good[:len(good)-1] + `,"\u0065xp":1900000000}`,
		"unknown member twice":  good[:len(good)-1] + `,"x":1,"x":1}`,
		"two objects":           good + good,
		"NUL after":             good + "\x00",
		"not UTF-8":             good[:len(good)-1] + ",\"x\":\"\xff\"}",
		"byte order mark":       "\ufeff" + good,
		"trailing comma":        good[:len(good)-1] + ",}",
		"names in upper case":   strings.ToUpper(good),
		"EXP in place of exp":   strings.Replace(good, `"exp"`, `"EXP"`, 1),
		"of an ID token":        `{"iss":"` + issuer + `","sub":"x","aud":"shop","exp":1900000000,"iat":1800000000,"nonce":"n"}`,
		"depth without an end":  strings.Repeat("[", 3000),
		"an unfinished surplus": good + "{",
	} {
		w.mustRefuse(t, name, w.sign(t, w.header(), payload), ErrMalformed)
	}
}

func TestVerifyRefusesOtherForms(t *testing.T) {
	t.Parallel()
	w := setup(t)
	good := w.mint(t, sampleClaims())
	pieces := strings.Split(good, ".")
	header, payload, signature := pieces[0], pieces[1], pieces[2]
	for name, token := range map[string]string{
		"empty":                    "",
		"dots":                     "..",
		"one part":                 header,
		"two parts":                header + "." + payload,
		"no signature":             header + "." + payload + ".",
		"no payload":               header + ".." + signature,
		"no header":                "." + payload + "." + signature,
		"four parts":               good + "." + signature,
		"five parts, like a JWE":   good + "." + payload + "." + signature,
		"flattened JSON":           `{"protected":"` + header + `","payload":"` + payload + `","signature":"` + signature + `"}`,
		"general JSON":             `{"payload":"` + payload + `","signatures":[{"protected":"` + header + `","signature":"` + signature + `"}]}`,
		"space before":             " " + good,
		"space after":              good + " ",
		"line feed after":          good + "\n",
		"line feed in payload":     header + "." + payload[:8] + "\n" + payload[8:] + "." + signature,
		"carriage return in head":  header[:4] + "\r" + header[4:] + "." + payload + "." + signature,
		"line feed in signature":   header + "." + payload + "." + signature[:8] + "\n" + signature[8:],
		"NUL after":                good + "\x00",
		"NUL inside":               good[:20] + "\x00" + good[21:],
		"padded signature":         good + "==",
		"signature cut":            good[:len(good)-1],
		"signature of 63 bytes":    header + "." + payload + "." + signature[:84],
		"signature of 65 bytes":    good + "A",
		"signature of 66 bytes":    good + "AA",
		"stray bits in signature":  good[:len(good)-1] + stray(good[len(good)-1]),
		"signature in std base64":  header + "." + payload + "." + "+/" + signature[2:],
		"Bearer before":            "Bearer " + good,
		"a megabyte":               strings.Repeat("A", 1<<20),
		"a megabyte of dots":       strings.Repeat(".", 1<<20),
		"a megabyte of payload":    header + "." + strings.Repeat("A", 1<<20) + "." + signature,
		"8193 bytes":               header + "." + strings.Repeat("A", maxTokenSize+1-len(header)-len(signature)-2) + "." + signature,
		"the signature in DER":     header + "." + payload + ".MAYCAQACAQA",
		"a session secret":         opaques()[0].knownText,
		"a refresh token":          knownFirst,
		"percent-encoded dots":     strings.ReplaceAll(good, ".", "%2e"),
		"full-width dots":          strings.ReplaceAll(good, ".", "．"),
		"not ASCII in the payload": header + "." + payload[:8] + "é" + payload[9:] + "." + signature,
	} {
		claims, err := w.verifier.Verify(token, start)
		if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrSignature) || claims.Issuer != "" {
			t.Errorf("%s: Verify error = %v, want ErrMalformed or ErrSignature", name, err)
		}
	}
}

// A payload whose last character carries stray bits is not our spelling, even if its signature is good.
func TestVerifyRefusesStrayBitsUnderAGoodSignature(t *testing.T) {
	t.Parallel()
	w := setup(t)
	payload := []byte(w.payload(t, "", ""))
	for len(payload)%3 == 0 {
		payload = append(payload, ' ')
	}
	encoded := base64url.EncodeToString(payload)
	for name, spelling := range map[string]string{
		"stray bits": encoded[:len(encoded)-1] + stray(encoded[len(encoded)-1]),
		"padding":    encoded + strings.Repeat("=", 3-len(payload)%3),
		"line feed":  encoded + "\n",
	} {
		signed := base64url.EncodeToString([]byte(w.header())) + "." + spelling
		signature, err := w.key.sign([]byte(signed))
		if err != nil {
			t.Fatal(err)
		}
		w.mustRefuse(t, name, signed+"."+base64url.EncodeToString(signature), ErrMalformed)
	}
}

// stray is the base64url character that differs from c in the last bit only.
func stray(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, c)^1])
}

func TestVerifyRefusesSignatures(t *testing.T) {
	t.Parallel()
	w := setup(t)
	good := w.mint(t, sampleClaims())
	last := strings.LastIndexByte(good, '.')
	var signature [signatureSize]byte
	if !decodeInto(signature[:], good[last+1:]) {
		t.Fatal("the signature does not decode")
	}
	r, s := signature[:coordinateSize], signature[coordinateSize:]
	order := w.key.private.Params().N
	scalar := func(n *big.Int) []byte { return n.FillBytes(make([]byte, coordinateSize)) }
	zero, one, n := make([]byte, coordinateSize), scalar(big.NewInt(1)), scalar(order)
	below := scalar(new(big.Int).Sub(order, big.NewInt(1)))
	above := bytes.Repeat([]byte{0xff}, coordinateSize)
	other := newKey(t, start)
	foreign, err := other.sign([]byte(good[:last]))
	if err != nil {
		t.Fatal(err)
	}
	for name, forged := range map[string][]byte{
		"all zero":        append(bytes.Clone(zero), zero...),
		"r zero":          append(bytes.Clone(zero), s...),
		"s zero":          append(bytes.Clone(r), zero...),
		"r and s one":     append(bytes.Clone(one), one...),
		"r the order":     append(bytes.Clone(n), s...),
		"s the order":     append(bytes.Clone(r), n...),
		"both the order":  append(bytes.Clone(n), n...),
		"order less one":  append(bytes.Clone(below), below...),
		"all ones":        append(bytes.Clone(above), above...),
		"r and s swapped": append(bytes.Clone(s), r...),
		"r twice":         append(bytes.Clone(r), r...),
		"another key's":   foreign,
	} {
		w.mustRefuse(t, name, good[:last+1]+base64url.EncodeToString(forged), ErrSignature)
	}
}

func TestVerifyRefusesEverySingleBitFlip(t *testing.T) {
	t.Parallel()
	w := setup(t)
	good := w.mint(t, sampleClaims())
	for i := range len(good) * 8 {
		if _, err := w.verifier.Verify(flip(good, i), start); err == nil {
			t.Errorf("with bit %d flipped it is accepted", i)
		}
	}
	for size := range good {
		if _, err := w.verifier.Verify(good[:size], start); err == nil {
			t.Errorf("its first %d characters are accepted", size)
		}
	}
}
