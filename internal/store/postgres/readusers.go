package postgres

import (
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// pageStart is the ID behind which a page begins; the zero ID for the first page.
func pageStart(page store.Page) (pgtype.UUID, error) {
	if page.After == "" {
		return idValue(uid.UID{}), nil
	}
	id, err := uid.Parse(page.After)
	if err != nil {
		return pgtype.UUID{}, fmt.Errorf("read where the page begins: %w", err)
	}
	return idValue(id), nil
}

const selectUsers = "SELECT " + userColumns + " FROM users u WHERE u.environment = $1 AND "

// User reads one user.
func (r reader) User(id tenancy.UserID) (tenancy.User, bool, error) {
	return one(r, userFrom, selectUsers+"u.id = $2", r.number, idValue(id.UID))
}

// UserByEmail reads the user with this address.
func (r reader) UserByEmail(email string) (tenancy.User, bool, error) {
	if email == "" || !isStorable(email) {
		return tenancy.User{}, false, nil
	}
	return one(r, userFrom, selectUsers+"u.email = $2", r.number, email)
}

// UserByExternalID reads the user that the application knows by this ID.
func (r reader) UserByExternalID(externalID string) (tenancy.User, bool, error) {
	if externalID == "" || !isStorable(externalID) {
		return tenancy.User{}, false, nil
	}
	return one(r, userFrom, selectUsers+"u.external_id = $2", r.number, externalID)
}

// Users lists users by ID, all or those of one tenant.
func (r reader) Users(in tenancy.TenantID, page store.Page) ([]tenancy.User, error) {
	after, err := pageStart(page)
	if err != nil {
		return nil, err
	}
	if in.IsZero() {
		return many(r, userFrom, selectUsers+"u.id > $2 ORDER BY u.id LIMIT $3", r.number, after, page.Limit)
	}
	return many(r, userFrom, "SELECT "+userColumns+` FROM memberships m
		JOIN users u ON u.environment = m.environment AND u.id = m.user_id
		WHERE m.environment = $1 AND m.tenant_id = $2 AND m.user_id > $3
		ORDER BY m.user_id LIMIT $4`, r.number, idValue(in.UID), after, page.Limit)
}

const selectMemberships = "SELECT " + membershipColumns + " FROM memberships m WHERE m.environment = $1 AND m.user_id = $2"

// Memberships reads the memberships of a user, oldest first.
func (r reader) Memberships(user tenancy.UserID) ([]tenancy.Membership, error) {
	return many(r, r.membershipFrom, selectMemberships+" ORDER BY m.created_at, m.tenant_id", r.number, idValue(user.UID))
}

// Belongings reads the oldest memberships of several users.
func (r reader) Belongings(users []tenancy.UserID, limit int) ([]store.Belonging, error) {
	from := func(c *cells) store.Belonging {
		return store.Belonging{Membership: r.membershipFrom(c), TenantName: c.text(), Of: int(c.number())}
	}
	return many(r, from, "SELECT "+membershipColumns+`, t.name, m.total
		FROM unnest($2::uuid[]) WITH ORDINALITY AS k (user_id, place)
		CROSS JOIN LATERAL (
			SELECT `+membershipColumns+`, count(*) OVER () AS total FROM memberships m
			WHERE m.environment = $1 AND m.user_id = k.user_id ORDER BY m.created_at, m.tenant_id LIMIT $3) AS m
		LEFT JOIN tenants t ON t.environment = $1 AND t.id = m.tenant_id
		ORDER BY k.place, m.created_at, m.tenant_id`,
		r.number, column(users, func(u tenancy.UserID) pgtype.UUID { return idValue(u.UID) }), limit)
}

// Membership reads one membership.
func (r reader) Membership(user tenancy.UserID, in tenancy.TenantID) (tenancy.Membership, bool, error) {
	return one(r, r.membershipFrom, selectMemberships+" AND m.tenant_id = $3", r.number, idValue(user.UID), idValue(in.UID))
}

// Credential reads a user's password hash.
func (r reader) Credential(user tenancy.UserID) (store.Credential, bool, error) {
	return one(r, credentialFrom,
		"SELECT "+credentialColumns+" FROM credentials WHERE environment = $1 AND user_id = $2",
		r.number, idValue(user.UID))
}
