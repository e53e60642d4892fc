import{_ as o,b as i,d as a,m as t,o as r}from"./chunk-LK3J3YXE.js";var f=e=>e.name||e.device.title||t("device.unknown");function v({place:e}){return[e?.city,e?.country].filter(Boolean).join(", ")||t("place.unknown")}function g(e,d){let m=e.methods.map(n=>r(`sessions.method.${n}`)?t(`sessions.method.${n}`):n).join(", "),s=(n,l,c="")=>i`<div><dt>${n}</dt><dd class="wrap ${c}">${l}</dd></div>`;return i`
<dl class="facts-list">
${s(t("sessions.d.active"),o(e.last_active_at))}
${s(t("sessions.d.in"),o(e.created_at))}
${e.ends_at?s(t("sessions.d.ends"),o(e.ends_at)):a}
${s(t("sessions.d.address"),e.address,"mono")}
${m?s(t("sessions.d.method"),m):a}
${s(t("sessions.d.id"),e.id,"mono")}
${e.device.user_agent?s(t("sessions.d.agent"),e.device.user_agent,"mono"):a}
</dl>
${d?i`<form class="rename" @submit=${n=>{n.preventDefault(),d(String(new FormData(n.currentTarget).get("name")??"").trim())}}>
<div class="field"><label for="name-${e.id}">${t("sessions.rename")}</label>
<input class="input" id="name-${e.id}" name="name" maxlength="60" autocomplete="off" .value=${e.name} aria-describedby="name-${e.id}-hint"></div>
<button class="button">${t("sessions.rename.save")}</button>
<p class="note" id="name-${e.id}-hint">${t("sessions.rename.hint",{device:e.device.title||t("device.unknown")})}</p>
</form>`:a}`}export{f as a,v as b,g as c};
