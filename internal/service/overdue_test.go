package service_test

import (
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// TestRefusalAtADeadlineIsRecorded: what was refused once is refused by every later process, whatever its clock says.
func TestRefusalAtADeadlineIsRecorded(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.set(idle(time.Hour))
		checked := w.start("ada", "acme")
		refreshed, err := w.CreateSession(t.Context(), w.who, service.CreateSession{
			User: service.UserRef{ExternalID: "ada"}, Tenant: service.TenantRef{ExternalID: "acme"}, Delivery: service.DeliverTokens,
		})
		w.must(err)
		deadline := w.time().Add(time.Hour)
		w.advance(time.Hour + 10*time.Minute)
		if w.active(checked) {
			t.Fatal("a session is accepted past its deadline")
		}
		if _, err := w.Refresh(t.Context(), main, refreshed.Tokens.Refresh.Reveal(), true); err == nil {
			t.Fatal("a session is refreshed past its deadline")
		}
		for _, s := range []service.Started{checked, refreshed} {
			if end := w.stored(s.ID).End; end.Reason != session.IdleTimeout || !end.At.Equal(deadline) {
				t.Errorf("the recorded end is %+v, want idle_timeout at %v", end, deadline)
			}
		}
		w.advance(-30 * time.Minute)
		if w.active(checked) {
			t.Error("a session that was refused is accepted after the clock was set back")
		}
	})
}
