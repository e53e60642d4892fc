import{b as n,e as t,m as a}from"./chunk-YRE6BAVN.js";var b=e=>n`
  <button type="button" class="button quiet icon-only" id=${e.id??t} aria-label=${e.label} title=${e.label}
    aria-expanded=${e.expanded??t} aria-controls=${e.controls??t} @click=${e.onClick}>${a(e.icon)}</button>`,d=(e,l="plain")=>n`<span class="badge ${l}" part="badge">${e}</span>`,s=e=>n`
  <button type="button" role="switch" class="switch" id=${e.id} aria-checked=${e.on} aria-label=${e.label??t}
    aria-labelledby=${e.labelledby??t} aria-describedby=${e.describedby??t} aria-disabled=${e.disabled?"true":t}
    @click=${()=>e.disabled||e.onChange(!e.on)}></button>`;export{b as a,d as b,s as c};
