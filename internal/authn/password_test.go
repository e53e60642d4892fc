package authn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestPasswordPrintsRedacted(t *testing.T) {
	t.Parallel()
	const secret = "s3cret-Passw0rd"
	password := NewPassword(secret)
	type form struct {
		Password Password
		hidden   Password // printers reach it without its methods
	}
	values := map[string]any{
		"value": password, "pointer": &password, "slice": []Password{password}, "map": map[string]Password{"k": password},
		"struct": form{password, password}, "struct pointer": &form{password, password}, "error": fmt.Errorf("sign in %v", password),
	}
	for name, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10.3s"} {
			if text := fmt.Sprintf(verb, value); leaks(text, secret) {
				t.Errorf("%s of %s shows the password: %s", verb, name, text)
			}
		}
		if text, err := json.Marshal(value); err != nil || leaks(string(text), secret) {
			t.Errorf("JSON of %s = %s, %v", name, text, err)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "p", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "p", value)
		if leaks(log.String(), secret) {
			t.Errorf("log of %s shows the password: %s", name, &log)
		}
	}
	asJSON, _ := json.Marshal(password)
	for _, text := range []string{
		fmt.Sprint(password), fmt.Sprintf("%q", password), password.String(), password.LogValue().String(), strings.Trim(string(asJSON), `"`),
	} {
		if text != redacted {
			t.Errorf("password prints as %q, want %q", text, redacted)
		}
	}
}

// leaks looks for the secret in clear, in hexadecimal and as numbers.
func leaks(text, secret string) bool {
	return strings.Contains(text, secret) || strings.Contains(text, secret[:3]) ||
		strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", secret[:3])) || strings.Contains(text, "115 51 99")
}

func TestZeroPasswordIsEmpty(t *testing.T) {
	t.Parallel()
	if got := (Password{}).text(); got != "" {
		t.Errorf("zero password = %q, want the empty one", got)
	}
	if got := NewPassword(" pass\x00wörd ").text(); got != " pass\x00wörd " {
		t.Errorf("password = %q, want every byte as typed", got)
	}
}
