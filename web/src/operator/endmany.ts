// Ending several sessions: those chosen, or all that fit a filter. How much is asked before grows with how many there are.

import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Answer, Dialog } from '../kit/dialog.js';
import type { Notices } from '../kit/notices.js';
import { explain } from '../kit/panels.js';
import type { Client, Problem } from '../net/client.js';
import { titleOf } from '../portal/session.js';
import type { Bulk } from './bulk.js';
import { matched, ofEnds, type Filter } from './filter.js';
import type { ManagedSession, SessionPage } from './types.js';
import { noted, ownerOf, tokensNote } from './words.js';

export interface With { client: Client; dialog: Dialog; notices: Notices; bulk: Bulk }

export const careful = 25; // beyond it, how many there are has to be typed, and why is asked
const atATime = 50;
const preview = 50;

interface Count { sessions: number; users: number; own: boolean; at?: string }

const listed = (sessions: readonly ManagedSession[], all: number): TemplateResult => html`<ul>${sessions.slice(0, preview).map((session) => html`
  <li class="wrap"><bdi>${ownerOf(session)}</bdi> <span class="muted">· <bdi>${titleOf(session)}</bdi></span></li>`)}${
  all > preview ? html`<li class="muted">${t('session.end.and', { n: all - preview })}</li>` : ''}</ul>`;

/** Asks whether so many sessions are to end, some of which are shown. */
function confirm(of: With, { sessions: n, users, own }: Count, some: readonly ManagedSession[]): Promise<Answer | undefined> {
  return of.dialog.ask({
    title: t('session.end.n.ask', { n }), danger: true, keep: t('session.keep.n'), act: t('session.end.n', { n }), list: listed(some, n),
    text: html`<p>${t('session.end.n.text', { n, users: t('session.users', { n: users }) })}${own ? html` <b>${t('session.end.own')}</b>` : ''}</p><p class="muted small">${tokensNote()}</p>`,
    ...(n > careful ? { type: { label: t('session.end.type', { n: String(n) }), text: String(n) }, reason: { label: t('session.end.reason') } } : {}),
  });
}

/** Ends all that are given, after asking; the IDs of those that have ended. */
export async function endMany(sessions: readonly ManagedSession[], of: With): Promise<string[]> {
  const users = new Set(sessions.map((session) => session.user_id)).size;
  const answer = await confirm(of, { sessions: sessions.length, users, own: sessions.some((session) => session.current) }, sessions);
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

/** Ends every active session that matches, after asking; true when something was done. */
export async function endMatching(filter: Filter, of: With): Promise<boolean> {
  const query = matched(filter);
  const everything = query.size === 0; // and not only because no active session has what is asked for
  if (ofEnds.some((key) => filter[key])) {
    of.notices.say(t('session.none.filtered'));
    return false;
  }
  let ended = 0;
  try {
    of.bulk.begin(t('session.counting'));
    const [count, page] = await Promise.all([
      of.client.get<Count>(`/v1/sessions/count?${query}`), of.client.get<SessionPage>(`/v1/sessions?state=active&limit=${preview}&${query}`),
    ]);
    of.bulk.end();
    if (count.sessions === 0) {
      of.notices.say(t('session.none.filtered'));
      return false;
    }
    const answer = await confirm(of, count, page.sessions);
    if (!answer) return false;
    if (everything) {
      await of.client.post('/v1/sessions/end-all', noted(answer));
      ended = count.sessions;
    } else {
      // Who signs in from now on was not counted.
      if (count.at && (query.get('signed_in_to') ?? '9') > count.at) query.set('signed_in_to', count.at);
      ended = await inTurns(query.toString(), count.sessions, answer, of);
    }
    of.notices.say(t('session.end.n.done', { n: ended }));
    return true;
  } catch (error) {
    of.notices.say(`${explain(error as Problem)} ${t('error.unsure')}`);
    return false;
  } finally {
    of.bulk.end();
  }
}

/** One request ends very many sessions, but not any number. */
async function inTurns(query: string, expected: number, answer: Answer, { client, bulk }: With): Promise<number> {
  let done = 0;
  bulk.begin(t('session.ending'), expected);
  for (let left = expected; left > 0;) {
    const turn = await client.post<{ ended: number; left: number }>(`/v1/sessions/end-matching?${query}`, { expected: left, ...noted(answer) });
    done += turn.ended;
    left = bulk.step(turn.ended) ? turn.left : 0;
  }
  return done;
}
