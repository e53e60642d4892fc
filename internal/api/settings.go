package api

import (
	"context"
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func (a *API) mountSettings() {
	const tag = "Session settings"
	register(a, operation("get-settings", http.MethodGet, "/v1/session-settings", "Get the environment's session settings",
		"Needs the scope settings:read.", tag, managers), a.getSettings)
	register(a, operation("put-settings", http.MethodPut, "/v1/session-settings", "Change the environment's session settings",
		"Applies to live sessions: when the answer comes, every session that the change ends has ended. Needs the scope settings:write.", tag, managers), a.putSettings)
	register(a, operation("preview-settings", http.MethodPost, "/v1/session-settings/preview", "Whom would a change sign out?",
		"Judges every session by the settings given, with the function that enforces them, and changes nothing. Needs the scope settings:read.", tag, managers), a.previewSettings)
	register(a, operation("get-tenant-settings", http.MethodGet, "/v1/tenants/{tenant}/session-settings", "Get a tenant's session settings",
		"What holds in the tenant, and from which level each value comes. Needs the scope settings:read.", tag, managers), a.getTenantSettings)
	register(a, operation("put-tenant-settings", http.MethodPut, "/v1/tenants/{tenant}/session-settings", "Change a tenant's own session settings",
		"A setting that is left out is the environment's. Refused where the environment's mode does not allow it. Needs the scope settings:write.", tag, managers), a.putTenantSettings)
	register(a, operation("preview-tenant-settings", http.MethodPost, "/v1/tenants/{tenant}/session-settings/preview", "Whom would a tenant's change sign out?",
		"Changes nothing. Needs the scope settings:read.", tag, managers), a.previewTenantSettings)
}

// SettingsInput is an environment's session settings, to be put into force.
type SettingsInput struct {
	session.Settings
	Modes   session.Modes `json:"modes,omitempty" doc:"What tenants may do with each setting: choose, stricter_only or locked"`
	Version int64         `json:"version,omitempty" minimum:"0" doc:"The version that was edited; refused when another is in force. Left out: whatever is there is replaced"`
}

// TenantSettingsInput is a tenant's own session settings, to be put into force.
type TenantSettingsInput struct {
	session.Overrides
	Version int64 `json:"version,omitempty" minimum:"0" doc:"The version that was edited; refused when another is in force. Left out: whatever is there is replaced"`
}

// SettingsBody is the environment's session settings in force.
type SettingsBody struct {
	session.Settings
	Modes     session.Modes     `json:"modes"`
	Version   int64             `json:"version"`
	Effective EffectiveSettings `json:"effective"`
	Warnings  []session.Warning `json:"warnings" nullable:"false" doc:"Values that are allowed but not recommended"`
	Ended     *int              `json:"ended,omitempty" doc:"After a change: how many active sessions it has ended"`
}

// TenantSettingsBody is a tenant's own session settings, and what holds.
type TenantSettingsBody struct {
	Own       session.Overrides `json:"own" doc:"The tenant's own values"`
	Version   int64             `json:"version"`
	Effective EffectiveSettings `json:"effective"`
	Inherited EffectiveSettings `json:"inherited" doc:"What would hold if the tenant had no values of its own"`
	Modes     session.Modes     `json:"modes" doc:"What the environment lets tenants do with each setting"`
	Warnings  []session.Warning `json:"warnings" nullable:"false" doc:"Values that are allowed but not recommended"`
	Ended     *int              `json:"ended,omitempty" doc:"After a change: how many active sessions it has ended"`
}

// EffectiveSettings is what holds.
type EffectiveSettings struct {
	Idle       EffectiveTimeout `json:"idle_session_timeout"`
	Relogin    EffectiveTimeout `json:"force_relogin"`
	Concurrent EffectiveMaximum `json:"max_concurrent_sessions"`
}

// EffectiveTimeout is a timeout that holds.
type EffectiveTimeout struct {
	On      bool   `json:"on"`
	Limit   int64  `json:"limit_seconds,omitempty" doc:"When a session ends, in seconds; absent when there is no limit. With the idle session timeout off, the built-in limit of 24 hours applies"`
	Source  string `json:"source" enum:"environment,tenant" doc:"The level that the value comes from"`
	BuiltIn bool   `json:"built_in,omitempty" doc:"Whether the limit is the built-in one"`
}

// EffectiveMaximum is a maximum that holds.
type EffectiveMaximum struct {
	On     bool   `json:"on"`
	Limit  int    `json:"limit_sessions,omitempty" doc:"The most active sessions of one user; absent when there is no limit"`
	Source string `json:"source" enum:"environment,tenant" doc:"The level that the value comes from"`
}

func showEffective(e session.Effective) EffectiveSettings {
	timeout := func(t session.EffectiveTimeout) EffectiveTimeout {
		return EffectiveTimeout{
			On: t.Setting.On, Limit: int64(t.Limit.Seconds()), Source: string(t.Source),
			BuiltIn: !t.Setting.On && t.Limit > 0,
		}
	}
	return EffectiveSettings{
		Idle: timeout(e.Idle), Relogin: timeout(e.Relogin),
		Concurrent: EffectiveMaximum{On: e.Concurrent.Setting.On, Limit: e.Concurrent.Limit, Source: string(e.Concurrent.Source)},
	}
}

func showModes(m session.Modes) session.Modes {
	for _, mode := range []*session.Mode{&m.Idle, &m.Relogin, &m.Concurrent} {
		if *mode == "" {
			*mode = session.Choose
		}
	}
	return m
}

func warnings(s session.Settings) []session.Warning {
	return append([]session.Warning{}, s.Warnings()...)
}

func showSettings(levels service.Levels) SettingsBody {
	e := levels.Environment
	return SettingsBody{
		Settings: e.Settings, Modes: showModes(e.Modes), Version: e.Version,
		Effective: showEffective(levels.Effective), Warnings: warnings(e.Settings),
	}
}

func showTenantSettings(levels service.Levels) TenantSettingsBody {
	return TenantSettingsBody{
		Own: levels.Tenant.Overrides, Version: levels.Tenant.Version, Effective: showEffective(levels.Effective),
		Inherited: showEffective(session.Combine(levels.Environment.Settings, levels.Environment.Modes, session.Overrides{})),
		Modes:     showModes(levels.Environment.Modes), Warnings: warnings(levels.Effective.Settings()),
	}
}

type settingsOutput struct{ Body SettingsBody }
type tenantSettingsOutput struct{ Body TenantSettingsBody }
type impactOutput struct{ Body Impact }

func (a *API) getSettings(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*settingsOutput, error) {
	levels, err := a.Service.Settings(ctx, who, tenancy.TenantID{})
	return &settingsOutput{showSettings(levels)}, err
}

type settingsInput struct {
	EnvironmentPath
	Body SettingsInput
}

func (in SettingsInput) change() service.EnvironmentSettings {
	return service.EnvironmentSettings{Settings: in.Settings, Modes: in.Modes, Version: in.Version}
}

func (a *API) putSettings(ctx context.Context, who access.Principal, in *settingsInput) (*settingsOutput, error) {
	levels, ended, err := a.Service.ChangeSettings(ctx, who, in.Body.change())
	body := showSettings(levels)
	body.Ended = &ended
	return &settingsOutput{body}, err
}

func (a *API) previewSettings(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	ImpactQuery
	Body SettingsInput
}) (*impactOutput, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	impact, err := a.Service.PreviewSettings(ctx, who, in.Body.change(), page)
	return &impactOutput{a.showImpact(impact, in.Body.Settings.Warnings())}, err
}

func (a *API) getTenantSettings(ctx context.Context, who access.Principal, in *TenantPath) (*tenantSettingsOutput, error) {
	id, err := tenantID(in.Tenant)
	if err != nil {
		return nil, err
	}
	levels, err := a.Service.Settings(ctx, who, id)
	return &tenantSettingsOutput{showTenantSettings(levels)}, err
}

type tenantSettingsInput struct {
	TenantPath
	Body TenantSettingsInput
}

func (in TenantSettingsInput) change(tenant string) (service.TenantSettings, error) {
	id, err := tenantID(tenant)
	return service.TenantSettings{Tenant: id, Overrides: in.Overrides, Version: in.Version}, err
}

func (a *API) putTenantSettings(ctx context.Context, who access.Principal, in *tenantSettingsInput) (*tenantSettingsOutput, error) {
	change, err := in.Body.change(in.Tenant)
	if err != nil {
		return nil, err
	}
	levels, ended, err := a.Service.ChangeTenantSettings(ctx, who, change)
	body := showTenantSettings(levels)
	body.Ended = &ended
	return &tenantSettingsOutput{body}, err
}

func (a *API) previewTenantSettings(ctx context.Context, who access.Principal, in *struct {
	TenantPath
	ImpactQuery
	Body TenantSettingsInput
}) (*impactOutput, error) {
	change, err := in.Body.change(in.Tenant)
	if err != nil {
		return nil, err
	}
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	impact, err := a.Service.PreviewTenantSettings(ctx, who, change, page)
	return &impactOutput{a.showImpact(impact, nil)}, err
}
