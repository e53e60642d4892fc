// A table of sessions, wherever operators see some.

import { html, nothing, type TemplateResult } from 'lit';
import { rich, t } from '../i18n/texts.js';
import { badge, iconButton } from '../kit/button.js';
import { checkbox } from '../kit/field.js';
import { deviceIcon, icon } from '../kit/icons.js';
import { table, type Column } from '../kit/table.js';
import { ago } from '../kit/time.js';
import { placeOf, titleOf } from '../portal/session.js';
import type { ManagedSession } from './types.js';
import { ownerOf, whyEnded } from './words.js';

export interface Row { session: ManagedSession; gone: boolean }

export const sessionTable = (of: {
  label: string; rows: readonly Row[]; base: string; hide?: readonly ('user' | 'workspace')[];
  onDetails: (session: ManagedSession) => void;
  end?: (session: ManagedSession, describedby: string) => TemplateResult; // the button
  selected?: ReadonlySet<string>; onSelect?: (session: ManagedSession, on: boolean) => void;
}): TemplateResult => {
  const hidden = of.hide ?? [];
  const device = ({ session }: Row): TemplateResult => html`<span class="device"><span class="muted kind">${icon(deviceIcon(session.device.kind))}</span><span>
    <span class="strong wrap" id="device-${session.id}"><bdi>${titleOf(session)}</bdi></span><span class="below wrap">${placeOf(session)} · <span class="address">${session.address}</span></span></span></span>`;
  const tick = ({ session, gone }: Row): TemplateResult | typeof nothing => (of.onSelect && session.state === 'active' && !gone
    ? checkbox({ id: `pick-${session.id}`, label: t('session.select', { user: ownerOf(session), device: titleOf(session) }), hideLabel: true,
      checked: of.selected?.has(session.id) ?? false, onChange: (on) => of.onSelect?.(session, on) }) : nothing);
  const user = (row: Row): TemplateResult => html`<span class="who">${of.onSelect ? html`<span class="tick">${tick(row)}</span>` : nothing}<span>
    <a class="strong wrap" id="user-${row.session.id}" href="${of.base}/users/${row.session.user_id}"><bdi>${ownerOf(row.session)}</bdi></a>
    ${row.session.user_name && row.session.user_email ? html`<span class="below wrap"><bdi>${breakable(row.session.user_email)}</bdi></span>` : nothing}</span></span>`;
  const columns: Column<Row>[] = [
    ...(hidden.includes('user') ? [] : [{ key: 'user', head: t('session.c.user'), cell: user, look: 'lead' as const, width: 'minmax(0, 1.6fr)' }]),
    { key: 'device', head: t('session.c.device'), cell: device, look: hidden.includes('user') ? 'lead' : '', width: 'minmax(0, 1.7fr)' },
    ...(hidden.includes('workspace') ? [] : [{ key: 'workspace', head: t('session.c.workspace'), width: 'minmax(0, 1fr)',
      cell: ({ session }: Row) => html`<a class="quiet-link wrap" href="${of.base}/workspaces/${session.tenant_id}"><bdi>${session.tenant_name ?? session.tenant_id}</bdi></a>` }]),
    { key: 'active', head: t('session.c.active'), width: 'minmax(0, 1.3fr)', cell: ({ session }) => html`<span>${ago(session.last_active_at)}<span class="below">${rich('session.signed-in', { time: ago(session.created_at) })}</span></span>` },
    { key: 'ends', head: t('session.c.ends'), cell: ends },
    { key: 'act', head: t('session.c.act'), look: 'end', width: of.end ? '10.75rem' : '4.5rem', cell: ({ session, gone }) => html`<span class="acts">
      ${of.end && session.state === 'active' && !gone ? of.end(session, `${hidden.includes('user') ? '' : `user-${session.id} `}device-${session.id}`) : nothing}
      ${iconButton({ icon: 'right', id: `details-${session.id}`, label: t('session.details', { user: ownerOf(session), device: titleOf(session) }), onClick: () => of.onDetails(session) })}</span>` },
  ];
  return html`<div class="card sessions">${table({ label: of.label, columns, rows: of.rows, id: (row) => row.session.id, rowClass: (row) => (row.gone ? 'gone' : ''),
    shows: ({ session }) => [session, of.selected?.has(session.id), !of.end] })}</div>`;
};

/** An e-mail address that breaks before its @. */
const breakable = (email: string): TemplateResult => { const at = email.lastIndexOf('@'); return html`${email.slice(0, at)}<wbr>${email.slice(at)}`; };

function ends({ session, gone }: Row): TemplateResult {
  if (gone) return html`<span class="stop">${t('session.gone')}</span>`;
  if (session.state === 'ended') return html`<span>${badge(whyEnded(session.end_reason))}<span class="below">${rich('session.ended-at', { time: ago(session.ended_at ?? '') })}</span></span>`;
  if (!session.ends_at) return html`<span class="muted">${t('session.never')}</span>`;
  return html`<span>${ago(session.ends_at)}<span class="below">${whyEnded(session.ends_by)}</span></span>`;
}
