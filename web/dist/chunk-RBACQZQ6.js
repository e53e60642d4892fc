import{f as a,i as r}from"./chunk-DKK56QM6.js";var p=e=>a`
<div class="tabs" role="tablist" aria-label=${e.label} @keydown=${t=>c(t,e.tabs.map(([l])=>l),e.selected,e.onSelect)}>
${e.tabs.map(([t,l])=>a`<button type="button" role="tab" id="${e.id}-${t}" aria-selected=${t===e.selected}
aria-controls=${t===e.selected?`${e.id}-panel`:r} tabindex=${t===e.selected?0:-1} @click=${()=>e.onSelect(t)}>${l}</button>`)}
</div>
<div class="panel" role="tabpanel" id="${e.id}-panel" aria-labelledby="${e.id}-${e.selected}">${e.panel}</div>`;function c(e,t,l,s){let n=t.indexOf(l),d={ArrowRight:n+1,ArrowLeft:n-1+t.length,Home:0,End:t.length-1}[e.key];if(d===void 0)return;e.preventDefault();let i=d%t.length;e.currentTarget.querySelectorAll('[role="tab"]')[i]?.focus(),s(t[i])}export{p as a};
