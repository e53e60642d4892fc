// The draft of an environment's settings: loaded once, edited by screens, kept by saving, put into force by the review.

import type { ReactiveController } from 'lit';
import type { Component } from '../kit/component.js';
import { Problem, type Client } from '../net/client.js';
import { copy, differences, type Actor, type Document, type Permission, type Version } from './document.js';

interface Answer { document: Document; base_version: number; revision: number; saved_at?: string; saved_by?: Actor }
export interface DraftCount { client: Client; count: number }

export class Draft {
  private static readonly all = new Map<string, Draft>();
  /** The one draft of an environment. */
  static of(client: Client): Draft {
    const known = Draft.all.get(client.base);
    if (known) return known;
    const made = new Draft(client);
    Draft.all.set(client.base, made);
    return made;
  }

  document: Document | undefined; // as it is being edited
  published: Document | undefined; // in force
  version = 0; // in force
  builtIn: Permission[] = []; // permissions that are there in every document
  base = 0; // the version that the draft was made from
  revision = 0; // 0 when no draft is kept
  savedAt: string | undefined;
  savedBy: Actor | undefined;
  problem: Problem | undefined; // why it could not be loaded
  conflict: Problem | undefined; // somebody else has saved or published: what was refused
  private kept: Document | undefined; // as the server has it
  private loading: Promise<void> | undefined;
  private readonly watchers = new Set<(event: Draft) => void>();

  private constructor(readonly client: Client) {}

  watch(watcher: (draft: Draft) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private tell(): void { this.watchers.forEach((watcher) => watcher(this)); }

  /** Loads unless it is there; again: in any case, and forgets what was not saved. */
  load(again = false): Promise<void> {
    if (this.document && !again) return Promise.resolve();
    this.loading ??= this.fetch().finally(() => { this.loading = undefined; });
    return this.loading;
  }

  private async fetch(): Promise<void> {
    try {
      const [draft, version, known] = await Promise.all([
        this.client.get<Answer>('/v1/settings/draft'), this.client.get<Version>('/v1/settings'),
        this.client.get<{ permissions: (Permission & { built_in: boolean })[] }>('/v1/permissions'),
      ]);
      this.builtIn = known.permissions.filter((one) => one.built_in);
      this.published = version.document;
      this.version = version.version;
      this.take(draft);
      this.problem = this.conflict = undefined;
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem(0, {});
    }
    this.tell();
  }

  private take(answer: Answer): void {
    this.kept = answer.document;
    this.document = copy(answer.document);
    this.base = answer.base_version;
    this.revision = answer.revision;
    this.savedAt = answer.saved_at;
    this.savedBy = answer.saved_by;
  }

  /** Changes the document. Nothing is kept before save. */
  edit(change: (document: Document) => void): void {
    if (!this.document) return;
    const next = copy(this.document);
    change(next);
    this.document = next;
    this.tell();
  }

  /** Whether something was edited and not saved. */
  get dirty(): boolean { return !!this.document && !!this.kept && differences(this.kept, this.document).length > 0; }

  /** How many changes wait to be published, saved or not. */
  get count(): number { return this.document && this.published ? differences(this.published, this.document).length : 0; }

  /** Whether another version was published since the draft was begun. */
  get outdated(): boolean { return this.base !== this.version && this.count > 0; }

  /** Keeps what was edited; throws a Problem, and remembers it when somebody else was faster. */
  async save(): Promise<void> {
    if (!this.document) return;
    if (this.count === 0 && this.revision > 0) return this.discard(); // nothing is left of it
    if (!this.dirty && this.revision > 0) return;
    await this.put(this.base);
  }

  /** Keeps the draft as one of the version in force: it takes the place of what was published meanwhile. */
  async rebase(): Promise<void> {
    await this.put(this.version);
  }

  private async put(base: number): Promise<void> {
    try {
      this.take(await this.client.put<Answer>('/v1/settings/draft', { document: this.document, base_version: base, revision: this.revision }));
      this.conflict = undefined;
    } catch (error) {
      if (error instanceof Problem && error.status === 409) this.conflict = error;
      throw error;
    } finally {
      this.tell();
    }
  }

  /** Goes back to what is in force, and throws the kept draft away. */
  async discard(): Promise<void> {
    if (this.revision > 0) await this.client.delete(`/v1/settings/draft?revision=${this.revision}`);
    await this.load(true);
  }

  /** Goes back to what was saved last. */
  revert(): void {
    if (this.kept) this.document = copy(this.kept);
    this.tell();
  }
}

/** Keeps a screen drawn as the draft changes, and tells the frame how many changes wait (event sojourn-draft). */
export class UsesDraft implements ReactiveController {
  private stop = (): void => {};

  constructor(private readonly host: Component & { client: Client }) { host.addController(this); }

  get draft(): Draft { return Draft.of(this.host.client); }

  hostConnected(): void {
    queueMicrotask(() => {
      this.stop();
      this.stop = this.draft.watch((draft) => {
        this.host.requestUpdate();
        this.host.dispatchEvent(new CustomEvent<DraftCount>('sojourn-draft', { bubbles: true, composed: true, detail: { client: draft.client, count: draft.count } }));
      });
      void this.draft.load().then(() => this.host.requestUpdate());
    });
  }

  hostDisconnected(): void { this.stop(); }
}
