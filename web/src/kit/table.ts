// A table, which becomes cards where it is narrow. The roles are written out: browsers drop them with display: block.

import { html, noChange, nothing, type TemplateResult } from 'lit';
import { directive, Directive, type Part } from 'lit-html/directive.js';
import { repeat } from './repeat.js';

export interface Column<Row> {
  key: string;
  head: string; // of the column, and before the cell of a card
  cell: (row: Row) => unknown;
  look?: 'lead' | 'end' | 'number' | ''; // lead: the title of a card. end: actions
  width?: string; // of a long table: a track of a grid
}

/**
 * Makes something anew only when what it shows is another. The times in it are kept by the screen (renewTimes).
 */
export const unlessSame = directive(class extends Directive {
  private shown: readonly unknown[] | undefined;

  render(_: readonly unknown[], make: () => unknown): unknown { return make(); }

  override update(_: Part, [shows, make]: [readonly unknown[], () => unknown]): unknown {
    if (this.shown?.length === shows.length && shows.every((one, i) => Object.is(one, this.shown?.[i]))) return noChange;
    this.shown = shows;
    return make();
  }
});

/** What was loaded again, with the old objects where nothing in them is new. */
export function kept<T extends { id: string }>(old: readonly T[], now: readonly T[]): T[] {
  const before = new Map(old.map((one) => [one.id, one]));
  return now.map((one) => {
    const was = before.get(one.id);
    return was && JSON.stringify(was) === JSON.stringify(one) ? was : one;
  });
}

/**
 * A table. One that may become long says what its rows show: a row is made anew when that changes, and those out of sight
 * are not laid out. Its columns have widths of their own then, whatever is in them.
 */
export const table = <Row>(of: {
  label: string; columns: readonly Column<Row>[]; rows: readonly Row[]; id: (row: Row) => string;
  rowClass?: (row: Row) => string; shows?: (row: Row) => readonly unknown[];
}): TemplateResult => html`
  <table class="table ${of.shows ? 'long' : ''}" role="table" aria-label=${of.label} .style=${of.shows ? `--tracks: ${of.columns.map(track).join(' ')}` : ''}>
    <thead role="rowgroup"><tr role="row">${of.columns.map(header)}</tr></thead>
    <tbody role="rowgroup">${repeat(of.rows, of.id, (row) => {
      const look = of.rowClass?.(row) ?? '';
      const make = (): TemplateResult => line(of.columns, row, of.id(row), look);
      return of.shows ? unlessSame([look, of.columns.length, ...of.shows(row)], make) : make();
    })}</tbody>
  </table>`;

const track = ({ width, look }: Column<never>): string => width ?? (look === 'end' ? '4.5rem' : look === 'number' ? 'minmax(5.75rem, 0.7fr)' : `minmax(0, ${look === 'lead' ? 2 : 1.2}fr)`);

const line = <Row>(columns: readonly Column<Row>[], row: Row, id: string, look: string): TemplateResult => html`
  <tr role="row" data-id=${id} class=${look}>${columns.map((column) => html`
    <td role="cell" class=${column.look ?? ''}>${column.look === 'lead' || column.look === 'end' ? nothing
      : html`<span class="cell-label" aria-hidden="true">${column.head}</span>`}<span class="cell">${column.cell(row)}</span></td>`)}
  </tr>`;

const header = ({ head, look }: Column<never>): TemplateResult => html`
  <th role="columnheader" scope="col" class=${look === 'end' || look === 'number' ? look : ''}>${look === 'end' ? html`<span class="hidden">${head}</span>` : head}</th>`;
