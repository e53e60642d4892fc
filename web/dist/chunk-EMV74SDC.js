import{f as r,h as l,la as s,m as n}from"./chunk-EORQP254.js";var $=e=>r`
<table class="table" role="table" aria-label=${e.label}>
<thead role="rowgroup"><tr role="row">${e.columns.map(o=>i(o,e.sort,e.onSort))}</tr></thead>
<tbody role="rowgroup">${s(e.rows,e.id,o=>r`
<tr role="row" data-id=${e.id(o)} class=${e.rowClass?.(o)??""}>${e.columns.map(t=>r`
<td role="cell" class=${t.look??""}>${t.look==="lead"||t.look==="end"?l:r`<span class="cell-label" aria-hidden="true">${t.head}</span>`}<span class="cell">${t.cell(o)}</span></td>`)}
</tr>`)}</tbody>
</table>`;function i(e,o,t){let a=o?.key===e.key?o:void 0,d=a?a.down?"descending":"ascending":e.sortable?"none":l;return r`<th role="columnheader" scope="col" class=${e.look==="end"||e.look==="number"?e.look:""} aria-sort=${d}>${e.sortable&&t?r`<button type="button" @click=${()=>t({key:e.key,down:a?!a.down:!1})}>${e.head}${a?n(a.down?"down":"up"):l}</button>`:e.look==="end"?r`<span class="hidden">${e.head}</span>`:e.head}</th>`}export{$ as a};
