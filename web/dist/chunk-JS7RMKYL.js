import{a as w}from"./chunk-6SJ3DUPG.js";import{A as y,B as o,C as T,D as f,E as k,I as E,L as R,M as _,N as L,a as $,c as n,e as d,f as r,h as s,i as h,j as u,l as p,m as g,o as v,s as b,z as x}from"./chunk-WKAJWBOO.js";var I=$(".find{margin-bottom:12px}.rename{display:grid;grid-template-columns:minmax(0,22rem) auto;gap:6px 10px;align-items:end;justify-content:start;margin-top:18px}.rename .note{grid-column:1 / -1}.ended>li{padding-block:calc(var(--_row) * .75)}.ended .badge{white-space:normal}@container sj (width < 560px){.rename{grid-template-columns:minmax(0,1fr)}}");var m=e=>n`<time datetime=${e}>${v(new Date(e))}</time>`;var c=T(class extends f{constructor(e){if(super(e),e.type!==o.PROPERTY&&e.type!==o.ATTRIBUTE&&e.type!==o.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!x(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[t]){if(t===d||t===r)return t;let a=e.element,i=e.name;if(e.type===o.PROPERTY){if(t===a[i])return d}else if(e.type===o.BOOLEAN_ATTRIBUTE){if(!!t===a.hasAttribute(i))return d}else if(e.type===o.ATTRIBUTE&&a.getAttribute(i)===t+"")return d;return y(e),t}});var O=e=>e.target.value;var B=e=>n`
<span class="search">${p("search")}
<input class="input" id=${e.id} type="search" aria-label=${e.label} placeholder=${e.label} autocomplete="off" spellcheck="false"
.value=${c(e.value)} @input=${t=>e.onInput(O(t))}></span>`,G=e=>n`
<div class="field">
<label for=${e.id} class=${e.hideLabel?"hidden":""}>${e.label}</label>
<select class="select" id=${e.id} aria-describedby=${e.describedby??r} @change=${t=>e.onChange(O(t))}>
${e.options.map(([t,a])=>n`<option value=${t} .selected=${c(t===e.value)}>${a}</option>`)}
</select>
</div>`,J=e=>n`
<label class="row" for=${e.id}><input class="check" type="checkbox" id=${e.id} .checked=${c(e.checked)} aria-label=${e.hideLabel?e.label:r}
@change=${t=>e.onChange(t.target.checked)}>${e.hideLabel?r:n`<span>${e.label}</span>`}</label>`;var me=[w,I],A=e=>n`<p class="muted small">${s("sessions.tokens",{life:b(e.access_token_seconds)})}</p>`,ce=(e,t)=>({title:s("sessions.others.ask"),text:n`<p>${s("sessions.others.text",{n:e})}</p>${A(t)}`,keep:s("sessions.others.keep"),act:s("sessions.others.act",{n:e}),danger:!0}),ue=(e,t)=>({title:s("sessions.everywhere.ask"),text:n`<p>${s("sessions.everywhere.text",{n:e})}</p>${A(t)}`,keep:s("sessions.everywhere.keep"),act:s("sessions.everywhere.act"),danger:!0});function $e(e,t){let a=e.methods.map(l=>u(`sessions.method.${l}`)?s(`sessions.method.${l}`):l).join(", "),i=(l,M,S="")=>n`<div><dt>${l}</dt><dd class="wrap ${S}">${M}</dd></div>`;return n`
<dl class="facts-list">
${i(s("sessions.d.active"),m(e.last_active_at))}
${i(s("sessions.d.in"),m(e.created_at))}
${e.ends_at?i(s("sessions.d.ends"),m(e.ends_at)):r}
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
</form>`:r}`}function he(e){return e.length===0?n`<p class="card pad muted">${s("sessions.recent.none")}</p>`:n`<ul class="card rows ended">${k(e,t=>t.id,t=>{let a=`reason.${t.end_reason??""}`;return n`<li><span class="kind">${p(g(t.device.kind))}</span>
<div class="what"><h3 class="wrap"><bdi>${_(t)}</bdi></h3>
<p class="facts wrap"><span>${L(t)}</span><span>${t.address}</span><span>${h("sessions.recent.by",{time:E(t.ended_at??"")})}</span></p></div>
<div class="act">${R(u(a)?s(a):t.end_text??"")}</div></li>`})}</ul>`}export{c as a,B as b,G as c,J as d,me as e,A as f,ce as g,ue as h,$e as i,he as j};
/*! For license information please see chunk-JS7RMKYL.js.LEGAL.txt */
