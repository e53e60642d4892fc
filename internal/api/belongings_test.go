package api_test

import (
	"fmt"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
)

func TestUsersWithWhatTheyBelongTo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 11 {
		tenant := b.do("POST", "/v1/tenants", request{bearer: b.key, body: fmt.Sprintf(`{"name":"Tenant %d"}`, i)}).want(201).member("id")
		b.clock.advance(1e9)
		b.put("/v1/users/"+b.user.ID.String()+"/memberships/"+tenant, `{"roles":["admin"]}`).want(200)
	}
	b.do("GET", "/v1/users?memberships=true", request{bearer: b.key}).
		want(200, `"membership_count":12`, `"tenant_name":"Acme"`, `"tenant_name":"Tenant 8"`, `"role_names":["Admin"]`).without("Tenant 9")
	b.do("GET", "/v1/users", request{bearer: b.key}).want(200).without("membership")
	usersOnly := b.addKey("main", access.UsersRead)
	b.do("GET", "/v1/users", request{bearer: usersOnly}).want(200)
	b.do("GET", "/v1/users?memberships=true", request{bearer: usersOnly}).want(403, "scope_missing")
}
