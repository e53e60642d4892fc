import{a as f}from"./chunk-YMEMXNSS.js";import{b as s,ba as p,e as o,p as n,r as u}from"./chunk-7KHYKSPP.js";var g=t=>{let e=`actor.${t.kind}`;return t.name?t.kind==="api_key"||t.kind==="operator_key"?n("actor.key",{name:t.name}):t.name:u(e)?n(e):t.kind};function l(t){let e=`audit.reason.${t}`;return u(e)?n(e):t}function v(t){let e=t.kind==="session.ended"?`event.session.ended.${t.reason??""}`:t.kind==="sessions.ended"&&t.tenant_id?"event.sessions.ended.tenant":`event.${t.kind}`;return u(e)?n(e,{actor:g(t.actor),user:t.user??n("actor.user"),tenant:t.tenant??n("actor.tenant")}):t.sentence}var _=(t,e)=>{let r=(d,i)=>i?s`<div><dt>${d}</dt><dd>${i}</dd></div>`:o,a=(d,i)=>i?s`<button type="button" class="link small" @click=${()=>e(d,i)}>${n(`audit.only.${d}`)}</button>`:o;return s`<dl class="facts-list">
${r(n("audit.at"),p(t.at))}${r(n("audit.actor"),s`${g(t.actor)}<br>${a("actor",t.actor.id)}`)}
${r(n("audit.user"),t.user_id?s`${t.user??n("actor.user")}<br>${a("user",t.user_id)}`:"")}
${r(n("audit.tenant"),t.tenant_id?s`${t.tenant??n("actor.tenant")}<br>${a("tenant",t.tenant_id)}`:"")}
${r(n("audit.session"),t.session_id?s`<span class="mono">${t.session_id}</span><br>${a("session",t.session_id)}`:"")}
${r(n("audit.address"),t.actor.address?s`<span class="mono">${t.actor.address}</span>`:"")}
${r(n("audit.reason"),t.reason?l(t.reason):"")}${r(n("audit.kind"),s`<span class="mono">${t.kind}</span>`)}
${r(n("audit.id"),s`<span class="mono">${t.id}</span>`)}
</dl>${t.data?m(t.data):o}`};function m(t){let{changes:e,before:r,after:a,...d}=t,i=c=>typeof c=="string"?c||"\u2013":c===void 0?"\u2013":JSON.stringify(c,null,1);return s`
${Object.keys(d).length>0?s`<dl class="facts-list">${Object.entries(d).map(([c,$])=>s`<div><dt>${c}</dt><dd class="wrap">${typeof $=="object"?JSON.stringify($):String($)}</dd></div>`)}</dl>`:o}
${Array.isArray(e)&&e.length>0?s`<div class="card">${f(e,{permissions:[],roles:[]},{before:n("audit.before"),after:n("audit.after")})}</div>`:o}
${r!==void 0||a!==void 0?s`<div class="both"><div><h3>${n("audit.before")}</h3><pre>${i(r)}</pre></div><div><h3>${n("audit.after")}</h3><pre>${i(a)}</pre></div></div>`:o}`}export{g as a,l as b,v as c,_ as d};
