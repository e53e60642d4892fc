import{a as i}from"./chunk-XBUZMWNH.js";import{b as t,d as a,r as n}from"./chunk-LR5SOCNW.js";var s=e=>e.target.value;var $=e=>t`
<span class="search">${n("search")}
<input class="input" id=${e.id} type="search" aria-label=${e.label} placeholder=${e.label} autocomplete="off" spellcheck="false"
.value=${i(e.value)} @input=${l=>e.onInput(s(l))}></span>`,o=e=>t`
<div class="field">
<label for=${e.id} class=${e.hideLabel?"hidden":""}>${e.label}</label>
<select class="select" id=${e.id} aria-describedby=${e.describedby??a} @change=${l=>e.onChange(s(l))}>
${e.options.map(([l,r])=>t`<option value=${l} .selected=${i(l===e.value)}>${r}</option>`)}
</select>
</div>`,b=e=>t`
<label class="row" for=${e.id}><input class="check" type="checkbox" id=${e.id} .checked=${i(e.checked)} aria-label=${e.hideLabel?e.label:a}
@change=${l=>e.onChange(l.target.checked)}>${e.hideLabel?a:t`<span>${e.label}</span>`}</label>`;export{$ as a,o as b,b as c};
