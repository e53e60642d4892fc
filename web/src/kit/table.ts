// A table, which becomes cards where it is narrow. The roles are written out: browsers drop them with display: block.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from './repeat.js';
import { icon } from './icons.js';

export interface Column<Row> {
  key: string;
  head: string; // of the column, and before the cell of a card
  cell: (row: Row) => unknown;
  sortable?: boolean;
  look?: 'lead' | 'end' | 'number' | ''; // lead: the title of a card. end: actions
}

export interface Sort { key: string; down: boolean }

export const table = <Row>(of: {
  label: string; columns: readonly Column<Row>[]; rows: readonly Row[]; id: (row: Row) => string;
  sort?: Sort; onSort?: (sort: Sort) => void; rowClass?: (row: Row) => string;
}): TemplateResult => html`
  <table class="table" role="table" aria-label=${of.label}>
    <thead role="rowgroup"><tr role="row">${of.columns.map((column) => header(column, of.sort, of.onSort))}</tr></thead>
    <tbody role="rowgroup">${repeat(of.rows, of.id, (row) => html`
      <tr role="row" data-id=${of.id(row)} class=${of.rowClass?.(row) ?? ''}>${of.columns.map((column) => html`
        <td role="cell" class=${column.look ?? ''}>${column.look === 'lead' || column.look === 'end' ? nothing
          : html`<span class="cell-label" aria-hidden="true">${column.head}</span>`}<span class="cell">${column.cell(row)}</span></td>`)}
      </tr>`)}</tbody>
  </table>`;

function header<Row>(column: Column<Row>, sort: Sort | undefined, onSort: ((sort: Sort) => void) | undefined): TemplateResult {
  const by = sort?.key === column.key ? sort : undefined;
  const direction = by ? (by.down ? 'descending' : 'ascending') : column.sortable ? 'none' : nothing;
  return html`<th role="columnheader" scope="col" class=${column.look === 'end' || column.look === 'number' ? column.look : ''} aria-sort=${direction}>${
    column.sortable && onSort
      ? html`<button type="button" @click=${() => onSort({ key: column.key, down: by ? !by.down : false })}>${column.head}${by ? icon(by.down ? 'down' : 'up') : nothing}</button>`
      : column.look === 'end' ? html`<span class="hidden">${column.head}</span>` : column.head}</th>`;
}
