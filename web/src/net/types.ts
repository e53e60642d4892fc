// The shapes of the API that screens use, as docs/openapi.yaml describes them.

export interface Device { title: string; kind: string; browser?: string; os?: string; user_agent?: string }
export interface Place { city?: string; country?: string; country_code?: string }

export interface Session {
  id: string; user_id: string; tenant_id: string; state: 'active' | 'ended'; current: boolean; name: string;
  device: Device; address: string; place?: Place; methods: string[]; created_at: string; last_active_at: string;
  ends_at?: string; ends_by?: string; ended_at?: string; end_reason?: string; end_text?: string;
}

export interface User { id: string; email?: string; name?: string; external_id?: string; disabled: boolean; created_at: string }
/** A user of the workspace as its administrators see them. */
export interface Member extends User { roles: string[]; role_names: string[]; joined_at: string; active_sessions: number; last_active_at?: string }
export interface Tenant { id: string; name: string; external_id?: string; created_at: string }

export interface EffectiveTimeout { on: boolean; limit_seconds?: number; source: 'environment' | 'tenant'; built_in?: boolean }
export interface EffectiveMaximum { on: boolean; limit_sessions?: number; source: 'environment' | 'tenant' }
export interface EffectiveSettings {
  idle_session_timeout: EffectiveTimeout; force_relogin: EffectiveTimeout; max_concurrent_sessions: EffectiveMaximum;
}

export interface Pages { personal: { privacy_and_security: boolean }; workspace: { users: boolean; security: boolean } }
export interface Me {
  user: User; tenant: Tenant; session: Session; csrf_token?: string; session_settings: EffectiveSettings; access_token_seconds: number;
  rights: { roles: string[]; permissions: string[]; pages: Pages };
}

export interface Environment { id: string; name: string; archived: boolean; settings_version: number; created_at: string; scopes?: string[] }
