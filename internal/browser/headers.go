package browser

import "net/http"

// SetHeaders sets what every answer carries: nobody may keep, guess at, frame or load it from elsewhere. What the answer
// itself may load and run is its content security policy.
func SetHeaders(h http.Header, policy string, secure bool) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if secure {
		h.Set("Strict-Transport-Security", StrictTransport)
	}
}

// StrictTransport is two years of https alone, for hosts below this one too.
const StrictTransport = "max-age=63072000; includeSubDomains"
