// The screens of what an operator configures, as main.ts lists them.

import { html, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Params } from '../../frame/router.js';
import { Client } from '../../net/client.js';
import type { Environment } from '../../net/types.js';
import { withTexts } from '../texts.js';

interface Screen { load: () => Promise<unknown>; show: (at: Params) => TemplateResult }

/** Each is made anew in another environment: what was typed belongs to the one that it was typed in. */
export function configured(environments: readonly Environment[]): Record<'policy' | 'permissions' | 'permission' | 'roles' | 'role' | 'matrix' | 'builder' | 'audit' | 'environment' | 'history' | 'review', Screen> {
  const of = (at: Params): Environment => environments.find((one) => one.id === at['environment']) as Environment;
  const client = (at: Params): Client => new Client(at['environment'] ?? '');
  const each = (at: Params, content: TemplateResult): TemplateResult => html`${keyed(`${at['environment']} ${at['permission'] ?? at['role'] ?? ''}`, content)}`;
  return {
    policy: { load: () => withTexts('configure', import('./settings.js')), show: (at) => each(at, html`<sojourn-policy broad narrow .client=${client(at)} .environment=${of(at)}></sojourn-policy>`) },
    permissions: { load: () => withTexts('configure', import('./entitlements.js')), show: (at) => each(at, html`<sojourn-permissions broad narrow .client=${client(at)} .environment=${of(at)}></sojourn-permissions>`) },
    permission: { load: () => withTexts('configure', import('./entitlements.js')), show: (at) => each(at, html`<sojourn-permission broad narrow .client=${client(at)} .environment=${of(at)} .permission=${at['permission']}></sojourn-permission>`) },
    roles: { load: () => withTexts('configure', import('./entitlements.js')), show: (at) => each(at, html`<sojourn-roles broad narrow .client=${client(at)} .environment=${of(at)}></sojourn-roles>`) },
    role: { load: () => withTexts('configure', import('./entitlements.js')), show: (at) => each(at, html`<sojourn-role broad narrow .client=${client(at)} .environment=${of(at)} .roleKey=${at['role']}></sojourn-role>`) },
    matrix: { load: () => withTexts('configure', import('./entitlements.js')), show: (at) => each(at, html`<sojourn-matrix broad .client=${client(at)} .environment=${of(at)}></sojourn-matrix>`) },
    builder: { load: () => withTexts('configure', import('./settings.js')), show: (at) => each(at, html`<sojourn-builder broad .client=${client(at)} .environment=${of(at)}></sojourn-builder>`) },
    audit: { load: () => withTexts('administration events configure', import('./administration.js')), show: (at) => each(at, html`<sojourn-audit broad .client=${client(at)} .environment=${of(at)}></sojourn-audit>`) },
    environment: { load: () => withTexts('administration configure', import('./administration.js')), show: (at) => each(at, html`<sojourn-environment broad .client=${client(at)} .environment=${of(at)} .environments=${environments}></sojourn-environment>`) },
    history: { load: () => withTexts('administration events configure', import('./administration.js')), show: (at) => each(at, html`<sojourn-history broad .client=${client(at)} .environment=${of(at)} .environments=${environments}></sojourn-history>`) },
    review: { load: () => withTexts('administration configure', import('./settings.js')), show: (at) => each(at, html`<sojourn-review broad narrow .client=${client(at)} .environment=${of(at)}></sojourn-review>`) },
  };
}
