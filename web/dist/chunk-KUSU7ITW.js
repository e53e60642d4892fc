import{b as a,j as e}from"./chunk-YRE6BAVN.js";var o=t=>a`
  <button type="button" class="live" data-state=${t.state} aria-pressed=${t.state!=="paused"}
    title=${e(t.state==="paused"?"live.resume":"live.pause")} @click=${()=>t.toggle()}><i aria-hidden="true"></i>${e(t.state==="live"?"live.on":`live.${t.state}`)}</button>`;export{o as a};
