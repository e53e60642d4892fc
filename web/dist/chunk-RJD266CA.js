import{I as u,J as f,L as v,W as h,X as o,b as d,d as r,k as l,o as s,p,q as m,r as c,s as $}from"./chunk-LR5SOCNW.js";function j(e,t){let i=e.methods.map(a=>m(`sessions.method.${a}`)?s(`sessions.method.${a}`):a).join(", "),n=(a,b,g="")=>d`<div><dt>${a}</dt><dd class="wrap ${g}">${b}</dd></div>`;return d`
<dl class="facts-list">
${n(s("sessions.d.active"),o(e.last_active_at))}
${n(s("sessions.d.in"),o(e.created_at))}
${e.ends_at?n(s("sessions.d.ends"),o(e.ends_at)):r}
${n(s("sessions.d.address"),e.address,"mono")}
${i?n(s("sessions.d.method"),i):r}
${n(s("sessions.d.id"),e.id,"mono")}
${e.device.user_agent?n(s("sessions.d.agent"),e.device.user_agent,"mono"):r}
</dl>
${t?d`<form class="rename" @submit=${a=>{a.preventDefault(),t(String(new FormData(a.currentTarget).get("name")??"").trim())}}>
<div class="field"><label for="name-${e.id}">${s("sessions.rename")}</label>
<input class="input" id="name-${e.id}" name="name" maxlength="60" autocomplete="off" .value=${e.name} aria-describedby="name-${e.id}-hint"></div>
<button class="button">${s("sessions.rename.save")}</button>
<p class="note" id="name-${e.id}-hint">${s("sessions.rename.hint",{device:e.device.title||s("device.unknown")})}</p>
</form>`:r}`}function E(e){return e.length===0?d`<p class="card pad muted">${s("sessions.recent.none")}</p>`:d`<ul class="card rows ended">${l(e,t=>t.id,t=>{let i=`reason.${t.end_reason??""}`;return d`<li><span class="kind">${c($(t.device.kind))}</span>
<div class="what"><h3 class="wrap"><bdi>${u(t)}</bdi></h3>
<p class="facts wrap"><span>${f(t)}</span><span>${t.address}</span><span>${p("sessions.recent.by",{time:h(t.ended_at??"")})}</span></p></div>
<div class="act">${v(m(i)?s(i):t.end_text??"")}</div></li>`})}</ul>`}export{j as a,E as b};
