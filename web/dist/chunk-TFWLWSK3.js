import{A as g,B as T,C as y,E as x,K as E,L as p,N as f,O as R,a,b as o,c as r,e as s,f as $,g as u,h as c,i as h,x as d,y as v,z as b}from"./chunk-67SYPSX6.js";var m=v(class extends b{constructor(e){if(super(e),e.type!==d.PROPERTY&&e.type!==d.ATTRIBUTE&&e.type!==d.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!g(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[t]){if(t===o||t===r)return t;let n=e.element,i=e.name;if(e.type===d.PROPERTY){if(t===n[i])return o}else if(e.type===d.BOOLEAN_ATTRIBUTE){if(!!t===n.hasAttribute(i))return o}else if(e.type===d.ATTRIBUTE&&n.getAttribute(i)===t+"")return o;return T(e),t}});var k=e=>e.target.value;var _=e=>a`
<span class="search">${c("search")}
<input class="input" id=${e.id} type="search" aria-label=${e.label} placeholder=${e.label} autocomplete="off" spellcheck="false"
.value=${m(e.value)} @input=${t=>e.onInput(k(t))}></span>`,P=e=>a`
<div class="field">
<label for=${e.id} class=${e.hideLabel?"hidden":""}>${e.label}</label>
<select class="select" id=${e.id} aria-describedby=${e.describedby??r} @change=${t=>e.onChange(k(t))}>
${e.options.map(([t,n])=>a`<option value=${t} .selected=${m(t===e.value)}>${n}</option>`)}
</select>
</div>`,D=e=>a`
<label class="row" for=${e.id}><input class="check" type="checkbox" id=${e.id} .checked=${m(e.checked)} aria-label=${e.hideLabel?e.label:r}
@change=${t=>e.onChange(t.target.checked)}>${e.hideLabel?r:a`<span>${e.label}</span>`}</label>`;function K(e,t){let n=e.methods.map(l=>u(`sessions.method.${l}`)?s(`sessions.method.${l}`):l).join(", "),i=(l,w,L="")=>a`<div><dt>${l}</dt><dd class="wrap ${L}">${w}</dd></div>`;return a`
<dl class="facts-list">
${i(s("sessions.d.active"),p(e.last_active_at))}
${i(s("sessions.d.in"),p(e.created_at))}
${e.ends_at?i(s("sessions.d.ends"),p(e.ends_at)):r}
${i(s("sessions.d.address"),e.address,"mono")}
${n?i(s("sessions.d.method"),n):r}
${i(s("sessions.d.id"),e.id,"mono")}
${e.device.user_agent?i(s("sessions.d.agent"),e.device.user_agent,"mono"):r}
</dl>
${t?a`<form class="rename" @submit=${l=>{l.preventDefault(),t(String(new FormData(l.currentTarget).get("name")??"").trim())}}>
<div class="field"><label for="name-${e.id}">${s("sessions.rename")}</label>
<input class="input" id="name-${e.id}" name="name" maxlength="60" autocomplete="off" .value=${e.name} aria-describedby="name-${e.id}-hint"></div>
<button class="button">${s("sessions.rename.save")}</button>
<p class="note" id="name-${e.id}-hint">${s("sessions.rename.hint",{device:e.device.title||s("device.unknown")})}</p>
</form>`:r}`}function Q(e){return e.length===0?a`<p class="card pad muted">${s("sessions.recent.none")}</p>`:a`<ul class="card rows ended">${y(e,t=>t.id,t=>{let n=`reason.${t.end_reason??""}`;return a`<li><span class="kind">${c(h(t.device.kind))}</span>
<div class="what"><h3 class="wrap"><bdi>${f(t)}</bdi></h3>
<p class="facts wrap"><span>${R(t)}</span><span>${t.address}</span><span>${$("sessions.recent.by",{time:E(t.ended_at??"")})}</span></p></div>
<div class="act">${x(u(n)?s(n):t.end_text??"")}</div></li>`})}</ul>`}export{m as a,_ as b,P as c,D as d,K as e,Q as f};
/*! For license information please see chunk-TFWLWSK3.js.LEGAL.txt */
