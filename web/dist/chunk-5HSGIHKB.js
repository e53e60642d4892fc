import{a as f}from"./chunk-WBJUHFCH.js";import{A as o,B as y,C as T,D as k,H as E,I as c,L as w,N as R,O as _,a as $,c as n,d,e as r,g as s,h,i as u,j as p,k as g,q as v,y as b,z as x}from"./chunk-7QEUNULX.js";var L=$(".find{margin-bottom:12px}.rename{display:grid;grid-template-columns:minmax(0,22rem) auto;gap:6px 10px;align-items:end;justify-content:start;margin-top:18px}.rename .note{grid-column:1 / -1}.ended>li{padding-block:calc(var(--_row) * .75)}.ended .badge{white-space:normal}@container sj (width < 560px){.rename{grid-template-columns:minmax(0,1fr)}}");var m=y(class extends T{constructor(e){if(super(e),e.type!==o.PROPERTY&&e.type!==o.ATTRIBUTE&&e.type!==o.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!b(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[t]){if(t===d||t===r)return t;let a=e.element,i=e.name;if(e.type===o.PROPERTY){if(t===a[i])return d}else if(e.type===o.BOOLEAN_ATTRIBUTE){if(!!t===a.hasAttribute(i))return d}else if(e.type===o.ATTRIBUTE&&a.getAttribute(i)===t+"")return d;return x(e),t}});var I=e=>e.target.value;var S=e=>n`
<span class="search">${p("search")}
<input class="input" id=${e.id} type="search" aria-label=${e.label} placeholder=${e.label} autocomplete="off" spellcheck="false"
.value=${m(e.value)} @input=${t=>e.onInput(I(t))}></span>`,Q=e=>n`
<div class="field">
<label for=${e.id} class=${e.hideLabel?"hidden":""}>${e.label}</label>
<select class="select" id=${e.id} aria-describedby=${e.describedby??r} @change=${t=>e.onChange(I(t))}>
${e.options.map(([t,a])=>n`<option value=${t} .selected=${m(t===e.value)}>${a}</option>`)}
</select>
</div>`,Y=e=>n`
<label class="row" for=${e.id}><input class="check" type="checkbox" id=${e.id} .checked=${m(e.checked)} aria-label=${e.hideLabel?e.label:r}
@change=${t=>e.onChange(t.target.checked)}>${e.hideLabel?r:n`<span>${e.label}</span>`}</label>`;var re=[f,L],O=e=>n`<p class="muted small">${s("sessions.tokens",{life:v(e.access_token_seconds)})}</p>`,le=(e,t)=>({title:s("sessions.others.ask"),text:n`<p>${s("sessions.others.text",{n:e})}</p>${O(t)}`,keep:s("sessions.others.keep"),act:s("sessions.others.act",{n:e}),danger:!0}),oe=(e,t)=>({title:s("sessions.everywhere.ask"),text:n`<p>${s("sessions.everywhere.text",{n:e})}</p>${O(t)}`,keep:s("sessions.everywhere.keep"),act:s("sessions.everywhere.act"),danger:!0});function de(e,t){let a=e.methods.map(l=>u(`sessions.method.${l}`)?s(`sessions.method.${l}`):l).join(", "),i=(l,A,M="")=>n`<div><dt>${l}</dt><dd class="wrap ${M}">${A}</dd></div>`;return n`
<dl class="facts-list">
${i(s("sessions.d.active"),c(e.last_active_at))}
${i(s("sessions.d.in"),c(e.created_at))}
${e.ends_at?i(s("sessions.d.ends"),c(e.ends_at)):r}
${i(s("sessions.d.address"),e.address,"mono")}
${a?i(s("sessions.d.method"),a):r}
${i(s("sessions.d.id"),e.id,"mono")}
${e.device.user_agent?i(s("sessions.d.agent"),e.device.user_agent,"mono"):r}
</dl>
${t?n`<form class="rename" @submit=${l=>{l.preventDefault(),t(String(new FormData(l.currentTarget).get("name")??"").trim())}}>
<div class="field"><label for="name-${e.id}">${s("sessions.rename")}</label>
<input class="input" id="name-${e.id}" name="name" maxlength="60" autocomplete="off" .value=${e.name} aria-describedby="name-${e.id}-hint"></div>
<button class="button">${s("sessions.rename.save")}</button>
<p class="note" id="name-${e.id}-hint">${s("sessions.rename.hint",{device:e.device.title||s("device.unknown")})}</p>
</form>`:r}`}function pe(e){return e.length===0?n`<p class="card pad muted">${s("sessions.recent.none")}</p>`:n`<ul class="card rows ended">${k(e,t=>t.id,t=>{let a=`reason.${t.end_reason??""}`;return n`<li><span class="kind">${p(g(t.device.kind))}</span>
<div class="what"><h3 class="wrap"><bdi>${R(t)}</bdi></h3>
<p class="facts wrap"><span>${_(t)}</span><span>${t.address}</span><span>${h("sessions.recent.by",{time:E(t.ended_at??"")})}</span></p></div>
<div class="act">${w(u(a)?s(a):t.end_text??"")}</div></li>`})}</ul>`}export{m as a,S as b,Q as c,Y as d,re as e,O as f,le as g,oe as h,de as i,pe as j};
/*! For license information please see chunk-5HSGIHKB.js.LEGAL.txt */
