import{X as o,Y as n,Z as d,b as i,e as a}from"./chunk-IUKOCRJD.js";function g(t){return d(t,n,o),s}var s=(t,r,e)=>i`
<dialog aria-labelledby="dialog-title" aria-describedby="dialog-text" part="dialog" @cancel=${r}>
<form method="dialog" @submit=${e} @input=${l=>p(t,l)}>
<h2 id="dialog-title">${t.title}</h2>
<div id="dialog-text">${t.text}</div>
${t.list?i`<div class="list" tabindex="0">${t.list}</div>`:a}
${t.type?i`<div class="field"><label for="dialog-type">${t.type.label}</label>
<input class="input" id="dialog-type" name="type" autocomplete="off" spellcheck="false"></div>`:a}
${t.reason?i`<div class="field"><label for="dialog-reason">${t.reason.label}</label>
<input class="input" id="dialog-reason" name="reason" maxlength="200"></div>`:a}
<div class="actions">
<button class="button keep">${t.keep}</button>
<button class="button primary ${t.danger?"danger":""}" aria-disabled=${t.type?"true":a}>${t.act}</button>
</div>
</form>
</dialog>`;function p({type:t},r){let e=r.target;if(e.name!=="type")return;let l=e.form?.querySelector(".primary");e.value.trim()===t?.text?l?.removeAttribute("aria-disabled"):l?.setAttribute("aria-disabled","true")}export{s as form,g as prepare};
