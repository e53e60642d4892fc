package postgres

import (
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
)

func TestSystemIsWrittenAsEveryActor(t *testing.T) {
	t.Parallel()
	system := access.TheSystem()
	if want := jsonOrNull(system, false); actorOrNull(&system, false) != want {
		t.Errorf("the system is written as %v, want %v", actorOrNull(&system, false), want)
	}
	if actorOrNull(&system, true).Valid {
		t.Error("no actor is written as the system, want NULL")
	}
}
