package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func (a *API) mountEnvironments() {
	const tag = "Environments and keys"
	register(a, global(operation("list-environments", http.MethodGet, "/v1/environments", "Environments",
		"Those in which the caller may do anything.", tag, operators)), a.listEnvironments)
	created := global(operation("create-environment", http.MethodPost, "/v1/environments", "Create an environment",
		"With keys of its own. Nothing crosses it. Needs the role owner.", tag, operators))
	created.DefaultStatus = http.StatusCreated
	register(a, created, a.createEnvironment)
	register(a, operation("update-environment", http.MethodPatch, "/v1/environment", "Rename or archive the environment",
		"Members that are left out stay as they are. Archiving ends all sessions (ended_by_operator) and lets none begin until it is taken back; everything else stays. "+
			"Needs an operator with the role admin.", tag, operators), a.updateEnvironment)
	register(a, operation("list-api-keys", http.MethodGet, "/v1/api-keys", "API keys",
		"But not what they are: that is not known here. Needs an operator.", tag, operators), a.listKeys)
	made := operation("create-api-key", http.MethodPost, "/v1/api-keys", "Create an API key",
		"It is shown this once. Needs an operator with the role admin.", tag, operators)
	made.DefaultStatus = http.StatusCreated
	register(a, made, a.createKey)
	register(a, operation("revoke-api-key", http.MethodDelete, "/v1/api-keys/{key}", "Make an API key useless",
		"At once. Needs an operator with the role admin.", tag, operators), a.revokeKey)
	register(a, operation("rotate-signing-key", http.MethodPost, "/v1/signing-keys", "Add a signing key",
		"It is published at once and signs after a day. Needs an operator with the role admin.", tag, operators), a.rotateKey)
}

// EnvironmentBody is an environment as shown.
type EnvironmentBody struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Archived  bool      `json:"archived" doc:"Whether no session begins in it"`
	Version   int64     `json:"settings_version" doc:"Of the settings document in force"`
	CreatedAt time.Time `json:"created_at"`
	Scopes    []string  `json:"scopes,omitempty" doc:"In the list: what the caller may do in the environment"`
}

func showEnvironment(e service.Environment) EnvironmentBody {
	shown := EnvironmentBody{ID: string(e.ID), Name: e.Name, Archived: e.Archived, Version: e.Version, CreatedAt: e.CreatedAt}
	for _, scope := range e.Scopes {
		shown.Scopes = append(shown.Scopes, string(scope))
	}
	return shown
}

// EnvironmentList is environments.
type EnvironmentList struct {
	Environments []EnvironmentBody `json:"environments" nullable:"false"`
}

func (a *API) listEnvironments(ctx context.Context, who access.Principal, _ *struct{}) (*struct{ Body EnvironmentList }, error) {
	all, err := a.Service.OwnEnvironments(ctx, who)
	list := EnvironmentList{Environments: make([]EnvironmentBody, 0, len(all))}
	for _, e := range all {
		list.Environments = append(list.Environments, showEnvironment(e))
	}
	return &struct{ Body EnvironmentList }{list}, err
}

func (a *API) createEnvironment(ctx context.Context, who access.Principal, in *struct {
	Body struct {
		ID   string `json:"id" maxLength:"40" doc:"2 to 40 lower-case letters, digits and dashes; part of the issuer URL, and so for good"`
		Name string `json:"name,omitempty" maxLength:"200" doc:"The ID when left out"`
	}
}) (*struct{ Body EnvironmentBody }, error) {
	e, err := a.Service.CreateEnvironment(ctx, who, tenancy.Environment{ID: tenancy.EnvironmentID(in.Body.ID), Name: in.Body.Name})
	return &struct{ Body EnvironmentBody }{showEnvironment(service.Environment{Environment: e})}, err
}

func (a *API) updateEnvironment(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"200"`
		Archived *bool   `json:"archived,omitempty"`
	}
}) (*struct{}, error) {
	return nil, a.Service.UpdateEnvironment(ctx, who, service.EnvironmentChange{Name: in.Body.Name, Archived: in.Body.Archived})
}

// KeyBody is an API key as shown.
type KeyBody struct {
	ID         string         `json:"id" format:"uuid"`
	Name       string         `json:"name"`
	Scopes     []access.Scope `json:"scopes,omitempty"`
	Grants     []access.Grant `json:"grants,omitempty" doc:"Of an operator key"`
	CreatedAt  time.Time      `json:"created_at"`
	LastUsedAt *time.Time     `json:"last_used_at,omitempty" doc:"Recorded about once a minute"`
	RevokedAt  *time.Time     `json:"revoked_at,omitempty"`
}

// KeyList is all API keys of an environment.
type KeyList struct {
	Keys []KeyBody `json:"keys" nullable:"false"`
}

func (a *API) listKeys(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*struct{ Body KeyList }, error) {
	all, err := a.Service.APIKeys(ctx, who)
	list := KeyList{Keys: make([]KeyBody, 0, len(all))}
	for _, k := range all {
		list.Keys = append(list.Keys, KeyBody{
			ID: k.ID.String(), Name: k.Name, Scopes: k.Scopes, Grants: k.Grants, CreatedAt: k.CreatedAt,
			LastUsedAt: moment(k.LastUsedAt), RevokedAt: moment(k.RevokedAt),
		})
	}
	return &struct{ Body KeyList }{list}, err
}

func (a *API) createKey(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		Name   string   `json:"name" maxLength:"200" doc:"Who uses it"`
		Scopes []string `json:"scopes" minItems:"1" maxItems:"20" nullable:"false" doc:"What it may do; * for everything"`
	}
}) (*struct{ Body NewKeyBody }, error) {
	scopes, err := access.ParseScopes(in.Body.Scopes)
	if err != nil {
		return nil, err
	}
	key, err := a.Service.CreateAPIKey(ctx, who, in.Body.Name, scopes)
	if err != nil {
		return nil, err
	}
	return &struct{ Body NewKeyBody }{NewKeyBody{ID: key.ID().String(), Key: key.Reveal()}}, nil
}

func (a *API) revokeKey(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Key string `path:"key" maxLength:"36" doc:"The key's ID"`
}) (*struct{}, error) {
	id, err := keyID(in.Key)
	if err != nil {
		return nil, err
	}
	return nil, a.Service.RevokeAPIKey(ctx, who, id)
}

type signingKeyOutput struct {
	Body struct {
		KeyID string `json:"kid" doc:"The key's ID in the JWKS"`
	}
}

func (a *API) rotateKey(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*signingKeyOutput, error) {
	id, err := a.Service.RotateSigningKey(ctx, who)
	out := &signingKeyOutput{}
	out.Body.KeyID = id
	return out, err
}
