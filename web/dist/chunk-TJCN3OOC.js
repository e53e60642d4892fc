import{a as i}from"./chunk-64VJH2X6.js";import{b as t,e as a,s}from"./chunk-2K24PBIE.js";var n=e=>e.target.value,$=e=>t`
<div class="field">
<label for=${e.id}>${e.label}</label>
<input class="input" id=${e.id} type=${e.type??"text"} .value=${i(e.value)} maxlength=${e.max??a} autocomplete=${e.autocomplete??"off"}
aria-invalid=${e.error?"true":a} aria-describedby=${`${e.id}-hint ${e.id}-error`}
@input=${l=>e.onInput(n(l))}>
<span class="note" id="${e.id}-hint">${e.hint}</span>
<span class=${e.error?"error":"hidden"} id="${e.id}-error">${e.error}</span>
</div>`,o=e=>t`
<span class="search">${s("search")}
<input class="input" id=${e.id} type="search" aria-label=${e.label} placeholder=${e.label} autocomplete="off" spellcheck="false"
.value=${i(e.value)} @input=${l=>e.onInput(n(l))}></span>`,b=e=>t`
<div class="field">
<label for=${e.id} class=${e.hideLabel?"hidden":""}>${e.label}</label>
<select class="select" id=${e.id} aria-describedby=${e.describedby??a} @change=${l=>e.onChange(n(l))}>
${e.options.map(([l,r])=>t`<option value=${l} .selected=${i(l===e.value)}>${r}</option>`)}
</select>
</div>`,u=e=>t`
<label class="row" for=${e.id}><input class="check" type="checkbox" id=${e.id} .checked=${i(e.checked)} aria-label=${e.hideLabel?e.label:a}
@change=${l=>e.onChange(l.target.checked)}>${e.hideLabel?a:t`<span>${e.label}</span>`}</label>`;export{$ as a,o as b,b as c,u as d};
