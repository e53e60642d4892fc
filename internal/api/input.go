package api

import (
	"reflect"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// The IDs in paths: what is no ID names nothing, and so is answered like an ID that names nothing.

func sessionID(text string) (session.ID, error) {
	id, err := session.ParseID(text)
	if err != nil {
		return id, fault.Absent("session")
	}
	return id, nil
}

func userID(text string) (tenancy.UserID, error) {
	id, err := tenancy.ParseUserID(text)
	if err != nil {
		return id, fault.Absent("user")
	}
	return id, nil
}

func tenantID(text string) (tenancy.TenantID, error) {
	id, err := tenancy.ParseTenantID(text)
	if err != nil {
		return id, fault.Absent("tenant")
	}
	return id, nil
}

func keyID(text string) (uid.UID, error) {
	id, err := uid.Parse(text)
	if err != nil {
		return id, fault.Absent("API key")
	}
	return id, nil
}

// The IDs in queries and bodies: empty is allowed, and what is no ID is a mistake.

func optionalUser(field, text string) (tenancy.UserID, error) {
	id, err := optional(field, text)
	return tenancy.UserID{UID: id}, err
}

func optionalTenant(field, text string) (tenancy.TenantID, error) {
	id, err := optional(field, text)
	return tenancy.TenantID{UID: id}, err
}

func optional(field, text string) (uid.UID, error) {
	if text == "" {
		return uid.UID{}, nil
	}
	id, err := uid.Parse(text)
	if err != nil {
		return id, fault.Field(field, "An ID is a UUID of 36 characters.").Breaking("id")
	}
	return id, nil
}

// PageQuery is part of the input of every list.
type PageQuery struct {
	Cursor string `query:"cursor" maxLength:"64" doc:"Where to go on: next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at the most"`
}

// page reads the cursor, which is the ID of the last one already had.
func (in PageQuery) page() (service.Page, error) {
	if in.Cursor != "" {
		if _, err := uid.Parse(in.Cursor); err != nil {
			return service.Page{}, fault.Field("cursor", "The cursor is not one that was given out here.")
		}
	}
	return service.Page{After: in.Cursor, Limit: in.Limit}, nil
}

// next is the cursor of the page after this one; empty when this one was not full.
func next[T any](all []T, limit int, id func(T) string) string {
	if len(all) < limit {
		return ""
	}
	return id(all[len(all)-1])
}
