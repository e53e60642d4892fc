// Ending several sessions: those chosen, or all that fit a filter. How much is asked before grows with how many there are.

import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Dialog } from '../kit/dialog.js';
import type { Notices } from '../kit/notices.js';
import { explain } from '../kit/panels.js';
import type { Client, Problem } from '../net/client.js';
import { titleOf } from '../portal/session.js';
import type { Bulk } from './bulk.js';
import { asked, type Filter } from './filter.js';
import type { ManagedSession, SessionPage } from './types.js';
import { noted, ownerOf, tokensNote } from './words.js';

export interface With { client: Client; dialog: Dialog; notices: Notices; bulk: Bulk }

export const careful = 25; // beyond it, how many there are has to be typed, and why is asked
const atATime = 50;
const preview = 50;

/** Every active session that fits; undefined when it was stopped or failed. */
async function collect(filter: Filter, { client, bulk, notices }: With): Promise<ManagedSession[] | undefined> {
  const all: ManagedSession[] = [];
  let cursor: string | undefined = '';
  bulk.begin(t('session.counting'));
  try {
    while (cursor !== undefined) {
      const page: SessionPage = await client.get(`/v1/sessions?${asked({ ...filter, state: 'active' }, 200, cursor)}`);
      all.push(...page.sessions);
      cursor = page.next;
      if (!bulk.step(page.sessions.length)) return undefined;
    }
    return all;
  } catch (error) {
    notices.say(`${explain(error as Problem)} ${t('error.unchanged')}`);
    return undefined;
  } finally {
    bulk.end();
  }
}

const listed = (sessions: readonly ManagedSession[]): TemplateResult => html`<ul>${sessions.slice(0, preview).map((session) => html`
  <li class="wrap"><bdi>${ownerOf(session)}</bdi> <span class="muted">· <bdi>${titleOf(session)}</bdi></span></li>`)}${
  sessions.length > preview ? html`<li class="muted">${t('session.end.and', { n: sessions.length - preview })}</li>` : ''}</ul>`;

/** Ends all that are given, after asking; the IDs of those that have ended. */
export async function endMany(sessions: readonly ManagedSession[], of: With): Promise<string[]> {
  const n = sessions.length;
  const users = new Set(sessions.map((session) => session.user_id)).size;
  const own = sessions.some((session) => session.current);
  const answer = await of.dialog.ask({
    title: t('session.end.n.ask', { n }), danger: true, keep: t('session.keep.n'), act: t('session.end.n', { n }), list: listed(sessions),
    text: html`<p>${t('session.end.n.text', { n, users: t('session.users', { n: users }) })}${own ? html` <b>${t('session.end.own')}</b>` : ''}</p><p class="muted small">${tokensNote()}</p>`,
    ...(n > careful ? { type: { label: t('session.end.type', { n: String(n) }), text: String(n) }, reason: { label: t('session.end.reason') } } : {}),
  });
  if (!answer) return [];
  const ended: string[] = [];
  const outcome = await of.bulk.run(t('session.ending'), sessions.map((session) => session.id), atATime, async (ids) => {
    await of.client.post('/v1/sessions/end', { sessions: ids, ...noted(answer) });
    ended.push(...ids);
  });
  of.notices.say([
    t('session.end.n.done', { n: outcome.done }), outcome.stopped ? t('session.end.stopped') : '', outcome.failed > 0 ? t('session.end.left', { n: outcome.failed }) : '',
  ].filter(Boolean).join(' '));
  return ended;
}

export async function endMatching(filter: Filter, of: With): Promise<string[]> {
  const all = await collect(filter, of);
  if (!all) return [];
  if (all.length === 0) {
    of.notices.say(t('session.none.filtered'));
    return [];
  }
  return endMany(all, of);
}
