package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/store/postgres"
)

// wantNoSecret wants a password not to be in what is printed.
func wantNoSecret(t *testing.T, value any) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(verb, value); strings.Contains(text, "hunter2") {
			t.Errorf("%s shows the password: %s", verb, text)
		}
	}
}

func TestConfigHidesThePassword(t *testing.T) {
	t.Parallel()
	config := postgres.Config{URL: "postgres://ada:hunter2@localhost/sojourn"}
	wantNoSecret(t, config)
	wantNoSecret(t, &config)
	wantNoSecret(t, struct{ Config postgres.Config }{config})
}
