import{a as d}from"./chunk-FTIKANUD.js";import{V as n,a as l,b as a,d as i}from"./chunk-LR5SOCNW.js";var p=l("dialog{width:min(30rem,calc(100vw - 32px));max-height:calc(100dvh - 32px);margin:auto;padding:0;color:var(--_text);background:var(--_raised);border:1px solid var(--_border);border-radius:16px;box-shadow:var(--_lift);overflow:auto}dialog::backdrop{background:#0a0d1299}dialog form{padding:24px;display:flex;flex-direction:column;gap:14px}dialog h2{font-size:1.2rem;text-wrap:balance;overflow-wrap:anywhere}dialog .actions{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:10px;margin-top:8px}dialog .list{max-height:11rem;overflow:auto;padding:8px 12px;border:1px solid var(--_border);border-radius:var(--_radius-control);font-size:.9rem}");function y(e){return n(e,d,p),s}var s=(e,o,t)=>a`
<dialog aria-labelledby="dialog-title" aria-describedby="dialog-text" part="dialog" @cancel=${o}>
<form method="dialog" @submit=${t} @input=${r=>m(e,r)}>
<h2 id="dialog-title">${e.title}</h2>
<div id="dialog-text">${e.text}</div>
${e.list?a`<div class="list" tabindex="0">${e.list}</div>`:i}
${e.type?a`<div class="field"><label for="dialog-type">${e.type.label}</label>
<input class="input" id="dialog-type" name="type" autocomplete="off" spellcheck="false"></div>`:i}
${e.reason?a`<div class="field"><label for="dialog-reason">${e.reason.label}</label>
<input class="input" id="dialog-reason" name="reason" maxlength="200"></div>`:i}
<div class="actions">
<button class="button keep">${e.keep}</button>
<button class="button primary ${e.danger?"danger":""}" aria-disabled=${e.type?"true":i}>${e.act}</button>
</div>
</form>
</dialog>`;function m({type:e},o){let t=o.target;if(t.name!=="type")return;let r=t.form?.querySelector(".primary");t.value.trim()===e?.text?r?.removeAttribute("aria-disabled"):r?.setAttribute("aria-disabled","true")}export{s as form,y as prepare};
