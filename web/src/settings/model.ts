// The three session settings: their values, limits, and what is advised. The server enforces the same (internal/session).

import { amount, duration } from '../i18n/times.js';
import { t } from '../i18n/texts.js';
import type { EffectiveMaximum, EffectiveSettings, EffectiveTimeout } from '../net/types.js';

export interface Timeout { on: boolean; seconds: number }
export interface Maximum { on: boolean; sessions: number }
export interface Settings { idle_session_timeout: Timeout; force_relogin: Timeout; max_concurrent_sessions: Maximum }

/** A tenant's own values: a setting that is left out is the environment's. */
export type Overrides = { -readonly [K in SettingKey]?: Settings[K] };
export type SettingKey = keyof Settings;
export type Mode = 'choose' | 'stricter_only' | 'locked';
export type Modes = Partial<Record<SettingKey, Mode>>;

/** A setting of any kind: number is seconds or sessions, and 0 while it was never set. */
export interface Setting { on: boolean; number: number }

export const settingKeys = ['idle_session_timeout', 'force_relogin', 'max_concurrent_sessions'] as const;

const day = 86_400;
/** What is allowed, what a setting begins with when it is switched on, and from where on it is not recommended. */
export const bounds: Readonly<Record<SettingKey, { min: number; max: number; start: number; unadvised: number }>> = {
  idle_session_timeout: { min: 60, max: 365 * day, start: 1800, unadvised: day },
  force_relogin: { min: 300, max: 365 * day, start: 14 * day, unadvised: 90 * day },
  max_concurrent_sessions: { min: 1, max: 100, start: 5, unadvised: 11 },
};
const builtInIdle = day;

export function settingOf(settings: Overrides, key: SettingKey): Setting | undefined {
  const one = settings[key];
  return one && { on: one.on, number: 'seconds' in one ? one.seconds : one.sessions };
}

/** The settings with another value for one; undefined takes it out. */
export function withSetting(settings: Overrides, key: SettingKey, setting: Setting | undefined): Overrides {
  const next = { ...settings };
  if (!setting) delete next[key];
  else if (key === 'max_concurrent_sessions') next[key] = { on: setting.on, sessions: setting.number };
  else next[key] = { on: setting.on, seconds: setting.number };
  return next;
}

/** What holds in the environment, or without a value of the tenant's own, as a setting. */
export function inheritedSetting(inherited: EffectiveSettings, key: SettingKey): Setting {
  const one: EffectiveTimeout & EffectiveMaximum = inherited[key];
  return { on: one.on, number: one.on ? one.limit_seconds ?? one.limit_sessions ?? 0 : 0 };
}

/** When sessions end by a setting; 0 is never. Off, the idle timeout has a built-in limit. */
export function limitOf(key: SettingKey, setting: Setting): number {
  if (setting.on) return setting.number;
  return key === 'idle_session_timeout' ? builtInIdle : 0;
}

/** Whether a limit is as strict as another one, or stricter. */
export const asStrict = (limit: number, than: number): boolean => than === 0 || (limit !== 0 && limit <= than);

export const sameSetting = (a: Setting | undefined, b: Setting | undefined): boolean => a?.on === b?.on && a?.number === b?.number;
export const sameSettings = (a: Overrides, b: Overrides): boolean => settingKeys.every((key) => sameSetting(settingOf(a, key), settingOf(b, key)));

/** A number of a setting in words: "30 minutes", "5 sessions". */
export const numberInWords = (key: SettingKey, number: number): string =>
  key === 'max_concurrent_sessions' ? t('settings.sessions', { n: number }) : duration(number);

/** A setting in words: its limit, or what being off means. */
export const inWords = (key: SettingKey, setting: Setting): string => (setting.on ? numberInWords(key, setting.number) : t(`settings.${key}.off`));

/** What is to be said about values that are allowed; undefined where there is nothing. */
export function adviceOn(key: SettingKey, all: Readonly<Record<SettingKey, Setting>>): string | undefined {
  const { on, number } = all[key];
  if (!on) return undefined;
  const age = all.force_relogin;
  if (key === 'idle_session_timeout' && age.on && number >= age.number) return t('settings.advice.idle_never');
  if (key === 'max_concurrent_sessions' && number === 1) return t('settings.advice.one');
  if (number < bounds[key].unadvised) return undefined;
  if (key === 'max_concurrent_sessions') return t('settings.advice.many');
  return t(key === 'force_relogin' ? 'settings.advice.age' : 'settings.advice.idle', { time: duration(number) });
}

/** The recommendation, which is always shown. */
export const recommendation = (key: SettingKey): string => {
  if (key === 'max_concurrent_sessions') return t('settings.recommended.sessions', { min: 1, max: bounds[key].unadvised - 1 });
  const time = key === 'force_relogin' ? amount(bounds[key].unadvised / day, 'day') : amount(bounds[key].unadvised / 3600, 'hour');
  return t('settings.recommended.time', { time });
};
