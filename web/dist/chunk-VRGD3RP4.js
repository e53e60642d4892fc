import{f as l,h as o,i as a,na as w,r as i,s as d}from"./chunk-DKK56QM6.js";var u=i(class extends d{render(e,n){return n()}update(e,[n,s]){return this.shown?.length===n.length&&n.every((r,t)=>Object.is(r,this.shown?.[t]))?o:(this.shown=n,s())}});function $(e,n){let s=new Map(e.map(r=>[r.id,r]));return n.map(r=>{let t=s.get(r.id);return t&&JSON.stringify(t)===JSON.stringify(r)?t:r})}var b=e=>l`
<table class="table ${e.shows?"long":""}" role="table" aria-label=${e.label} .style=${e.shows?`--tracks: ${e.columns.map(m).join(" ")}`:""}>
<thead role="rowgroup"><tr role="row">${e.columns.map(p)}</tr></thead>
<tbody role="rowgroup">${w(e.rows,e.id,n=>{let s=e.rowClass?.(n)??"",r=()=>c(e.columns,n,e.id(n),s);return e.shows?u([s,e.columns.length,...e.shows(n)],r):r()})}</tbody>
</table>`,m=({width:e,look:n})=>e??(n==="end"?"4.5rem":n==="number"?"minmax(5.75rem, 0.7fr)":`minmax(0, ${n==="lead"?2:1.2}fr)`),c=(e,n,s,r)=>l`
<tr role="row" data-id=${s} class=${r}>${e.map(t=>l`
<td role="cell" class=${t.look??""}>${t.look==="lead"||t.look==="end"?a:l`<span class="cell-label" aria-hidden="true">${t.head}</span>`}<span class="cell">${t.cell(n)}</span></td>`)}
</tr>`,p=({head:e,look:n})=>l`
<th role="columnheader" scope="col" class=${n==="end"||n==="number"?n:""}>${n==="end"?l`<span class="hidden">${e}</span>`:e}</th>`;export{u as a,$ as b,b as c};
