import{_ as a,b as l,f as o,i as s}from"./chunk-DKK56QM6.js";var r=class{constructor(t){this.host=t;this.opener=null;this.onSubmit=t=>{t.preventDefault();let i=d=>String(new FormData(t.currentTarget).get(d)??"").trim();t.submitter?.classList.contains("keep")?this.close(void 0):(!this.question?.type||i("type")===this.question.type.text)&&this.close({reason:i("reason")})};a(t,l)}async ask(t,i){return this.settle?.(void 0),this.opener=i,this.question=t,this.host.requestUpdate(),await this.host.updateComplete,this.element?.showModal(),this.element?.querySelector(".keep")?.focus(),new Promise(n=>{this.settle=n})}close(t){let i=this.settle;this.settle=void 0,this.element?.close(),this.question=void 0,this.host.requestUpdate(),this.opener instanceof HTMLElement&&this.opener.isConnected&&this.opener.focus(),i?.(t)}get element(){return this.host.renderRoot.querySelector('dialog[part="dialog"]')}render(){return this.question?u(this.question,()=>this.close(void 0),this.onSubmit):s}},u=(e,t,i)=>o`
<dialog aria-labelledby="dialog-title" aria-describedby="dialog-text" part="dialog" @cancel=${t}>
<form method="dialog" @submit=${i} @input=${n=>p(e,n)}>
<h2 id="dialog-title">${e.title}</h2>
<div id="dialog-text">${e.text}</div>
${e.list?o`<div class="list" tabindex="0">${e.list}</div>`:s}
${e.type?o`<div class="field"><label for="dialog-type">${e.type.label}</label>
<input class="input" id="dialog-type" name="type" autocomplete="off" spellcheck="false"></div>`:s}
${e.reason?o`<div class="field"><label for="dialog-reason">${e.reason.label}</label>
<input class="input" id="dialog-reason" name="reason" maxlength="200"></div>`:s}
<div class="actions">
<button class="button keep">${e.keep}</button>
<button class="button primary ${e.danger?"danger":""}" aria-disabled=${e.type?"true":s}>${e.act}</button>
</div>
</form>
</dialog>`;function p({type:e},t){let i=t.target;if(i.name!=="type")return;let n=i.form?.querySelector(".primary");i.value.trim()===e?.text?n?.removeAttribute("aria-disabled"):n?.setAttribute("aria-disabled","true")}export{r as Asking};
