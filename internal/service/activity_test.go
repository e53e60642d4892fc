package service

import (
	"slices"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Notes are written to the environment that they belong to, in the order of the rows.
func TestNotesGoByEnvironment(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	user, noted := tenancy.NewUserID(begin), newActivity()
	want := map[tenancy.EnvironmentID][]session.ID{}
	for i := range 40 {
		environment := []tenancy.EnvironmentID{"main", "test"}[i%2]
		id := session.NewID(user, begin.Add(time.Duration(i)*time.Second))
		want[environment] = append(want[environment], id)
		noted.add(environment, id, begin, begin.Add(time.Hour))
	}
	notes, _, environments := noted.take()
	got := byEnvironment(notes, len(environments))
	if len(got) != len(want) {
		t.Fatalf("notes of %d environments, want %d", len(got), len(want))
	}
	for i, environment := range environments {
		if !slices.Equal(got[i], want[environment]) {
			t.Errorf("notes of %s = %v, want %v", environment, got[i], want[environment])
		}
	}
}
