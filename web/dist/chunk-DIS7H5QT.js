import{f as a,i as l}from"./chunk-DKK56QM6.js";var t=e=>a`
<button type="button" role="switch" class="switch" id=${e.id} aria-checked=${e.on} aria-label=${e.label??l}
aria-labelledby=${e.labelledby??l} aria-describedby=${e.describedby??l} aria-disabled=${e.disabled?"true":l}
@click=${()=>e.disabled||e.onChange(!e.on)}></button>`;export{t as a};
