import{b as e,i,p as s,q as a}from"./chunk-HPLQJW7K.js";var l=t=>e`
  <button type="button" class="live" data-state=${t.state} aria-pressed=${t.state!=="paused"}
    title=${i(t.state==="paused"?"live.resume":"live.pause")} @click=${()=>t.toggle()}><i aria-hidden="true"></i>${i(t.state==="live"?"live.on":`live.${t.state}`)}</button>`;var $=t=>{let m=new Date(t);return e`<time datetime=${t} title=${a(m)}>${s(m)}</time>`},c=t=>e`<time datetime=${t}>${a(new Date(t))}</time>`;export{l as a,$ as b,c};
