// The shapes of the API that only operators' screens use.

import type { Device, EffectiveSettings, Place, Session, Tenant, User } from '../net/types.js';
import type { Modes, Overrides } from '../settings/model.js';

export interface ManagedSession extends Session { user_name?: string; user_email?: string; tenant_name?: string; latest?: { device: Device; address: string; place?: Place; seen_at: string } }
export interface SessionPage { sessions: ManagedSession[]; next?: string }
export interface ManagedUser extends User {
  active_sessions?: number; last_active_at?: string; memberships?: { tenant_id: string; tenant_name: string; role_names: string[] }[]; membership_count?: number;
}
export interface Member extends User { roles: string[]; role_names: string[]; joined_at: string; active_sessions: number; last_active_at?: string }
export interface ManagedTenant extends Tenant { counts?: { active_sessions: number; active_users: number; last_active_at?: string; own: Overrides } }
export interface Membership { tenant_id: string; roles: string[]; created_at: string }
export interface TenantSettings { own: Overrides; version: number; effective: EffectiveSettings; modes: Modes }

export interface Step { at: string; sign_ins: number; ends: Record<string, number> }
export interface Statistics { step_seconds: number; open_before: number; steps: Step[]; published: { version: number; at: string }[] }
export interface Spread { sessions: number; users: number }
