import{b as n,e as t,m as i,q as o,r as l}from"./chunk-FUIVYWNL.js";var d=e=>n`
  <button type="button" class="button quiet icon-only" id=${e.id??t} aria-label=${e.label} title=${e.label}
    aria-expanded=${e.expanded??t} aria-controls=${e.controls??t} @click=${e.onClick}>${i(e.icon)}</button>`,b=(e,a="plain")=>n`<span class="badge ${a}" part="badge">${e}</span>`,c=e=>n`
  <button type="button" role="switch" class="switch" id=${e.id} aria-checked=${e.on} aria-label=${e.label??t}
    aria-labelledby=${e.labelledby??t} aria-describedby=${e.describedby??t} aria-disabled=${e.disabled?"true":t}
    @click=${()=>e.disabled||e.onChange(!e.on)}></button>`;var g=e=>{let a=new Date(e);return n`<time datetime=${e} title=${l(a)}>${o(a)}</time>`},u=e=>n`<time datetime=${e}>${l(new Date(e))}</time>`;export{d as a,b,c,g as d,u as e};
