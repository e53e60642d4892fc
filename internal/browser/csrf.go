package browser

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// CSRFHeader carries the value that proves that a request with a cookie comes from a page of ours; forms carry it in the
// field CSRFField. It is told where the session is told, and is of use for that session only.
const (
	CSRFHeader = "X-CSRF-Token"
	CSRFField  = "csrf_token"
)

// CSRF is the value that a page of ours sends with the cookie of this session secret.
func CSRF(secret string) string {
	sum := sha256.Sum256([]byte("sojourn csrf token " + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// ProvesOrigin tells whether a value is that of the session secret.
func ProvesOrigin(value, secret string) bool {
	return secret != "" && subtle.ConstantTimeCompare([]byte(value), []byte(CSRF(secret))) == 1
}

// Guard refuses a change that came with the cookie of the secret but without the proof that a page of ours sent it.
func Guard(r *http.Request, secret string) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if !ProvesOrigin(r.Header.Get(CSRFHeader), secret) {
		return fault.New(fault.Forbidden, "With the session cookie, changes need the session's csrf_token in the header %s.", CSRFHeader).WithCode("csrf_token_missing")
	}
	return nil
}
