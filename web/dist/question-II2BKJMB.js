import{F as s,a as r,c as a,f as n}from"./chunk-6KULF5VB.js";var l=r("dialog{width:min(30rem,calc(100vw - 32px));max-height:calc(100dvh - 32px);margin:auto;padding:0;color:var(--_text);background:var(--_raised);border:1px solid var(--_border);border-radius:16px;box-shadow:var(--_lift);overflow:auto}dialog::backdrop{background:#0a0d1299}dialog form{padding:24px;display:flex;flex-direction:column;gap:14px}dialog h2{font-size:1.2rem;text-wrap:balance;overflow-wrap:anywhere}dialog .actions{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:10px;margin-top:8px}dialog .list{max-height:11rem;overflow:auto;padding:8px 12px;border:1px solid var(--_border);border-radius:var(--_radius-control);font-size:.9rem}");var d=class{constructor(t){this.host=t;this.opener=null;this.onSubmit=t=>{t.preventDefault();let i=p=>String(new FormData(t.currentTarget).get(p)??"").trim();t.submitter?.classList.contains("keep")?this.close(void 0):(!this.question?.type||i("type")===this.question.type.text)&&this.close({reason:i("reason")})};s(t,l)}async ask(t,i){return this.settle?.(void 0),this.opener=i,this.question=t,this.host.requestUpdate(),await this.host.updateComplete,this.element?.showModal(),this.element?.querySelector(".keep")?.focus(),new Promise(o=>{this.settle=o})}close(t){let i=this.settle;this.settle=void 0,this.element?.close(),this.question=void 0,this.host.requestUpdate(),this.opener instanceof HTMLElement&&this.opener.isConnected&&this.opener.focus(),i?.(t)}get element(){return this.host.renderRoot.querySelector('dialog[part="dialog"]')}render(){return this.question?u(this.question,()=>this.close(void 0),this.onSubmit):n}},u=(e,t,i)=>a`
<dialog aria-labelledby="dialog-title" aria-describedby="dialog-text" part="dialog" @cancel=${t}>
<form method="dialog" @submit=${i} @input=${o=>m(e,o)}>
<h2 id="dialog-title">${e.title}</h2>
<div id="dialog-text">${e.text}</div>
${e.list?a`<div class="list" tabindex="0">${e.list}</div>`:n}
${e.type?a`<div class="field"><label for="dialog-type">${e.type.label}</label>
<input class="input" id="dialog-type" name="type" autocomplete="off" spellcheck="false"></div>`:n}
${e.reason?a`<div class="field"><label for="dialog-reason">${e.reason.label}</label>
<input class="input" id="dialog-reason" name="reason" maxlength="200"></div>`:n}
<div class="actions">
<button class="button keep">${e.keep}</button>
<button class="button primary ${e.danger?"danger":""}" aria-disabled=${e.type?"true":n}>${e.act}</button>
</div>
</form>
</dialog>`;function m({type:e},t){let i=t.target;if(i.name!=="type")return;let o=i.form?.querySelector(".primary");i.value.trim()===e?.text?o?.removeAttribute("aria-disabled"):o?.setAttribute("aria-disabled","true")}export{d as Asking};
