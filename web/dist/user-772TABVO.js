import{a as D}from"./chunk-RJD266CA.js";import{a as b,b as c,c as j,d as q}from"./chunk-TMY6PN2W.js";import"./chunk-NZGHAK6N.js";import"./chunk-XBUZMWNH.js";import{a as P}from"./chunk-7VUNF3WP.js";import{a as O}from"./chunk-FTIKANUD.js";import{C as y,G as _,H as x,I as v,J as S,K as R,L as l,O as T,Q as M,U as $,W as m,Z as f,b as a,d as r,k as g,o as t,p,r as h,s as k}from"./chunk-LR5SOCNW.js";var w=class extends f{constructor(){super(...arguments);this.client=new _("");this.user="";this.open="";this.gone=new Map;this.member=new $(this,e=>this.client.get(`/v1/workspace/users/${this.user}`,e),!1);this.sessions=new $(this,async e=>{let{sessions:s}=await this.client.get(`/v1/workspace/users/${this.user}/sessions`,e);return s},!1);this.live=new x(this,()=>this.client,"/v1/workspace/changes",()=>this.look(!0))}static{this.styles=[f.styles,O,P,q]}static{this.properties={client:{attribute:!1},me:{attribute:!1},user:{}}}updated(e){super.updated(e),e.has("user")&&this.look(!1)}look(e){this.member.reload(e),this.sessions.reload(e)}get name(){return this.member.value?c(this.member.value):""}get self(){return this.user===this.me.user.id}async end(e){let s=v(e);if(!await this.dialog.ask({title:t("user.ask",{device:s,name:this.name}),keep:t("users.keep"),act:t("user.act"),danger:!0,text:a`<p>${e.current?t("user.ask.current"):t("user.ask.text",{name:this.name})} ${t("users.ask.work")}</p>${this.tokens()}`})||!await this.attempt(()=>this.client.delete(`/v1/workspace/users/${this.user}/sessions/${e.id}`)))return;if(e.current)return location.assign(`${this.client.base}/signed-out`);let o=this.sessions.value??[],n=o.findIndex(u=>u.id===e.id),d=o[n+1]??o[n-1];this.gone.set(e.id,{session:e,at:n}),this.sessions.set(o.filter(u=>u.id!==e.id)),this.notices.say(t("users.done",{n:1,whom:this.name})),await this.focusOn(...d?[`#end-${d.id}`]:[],"h1"),setTimeout(()=>{this.gone.delete(e.id),this.requestUpdate()},5e3)}async endAll(){let e=this.member.value;if(!e)return;let s=await j([{...e,active_sessions:this.sessions.value?.length??e.active_sessions}],{me:this.me,client:this.client,ask:i=>this.dialog.ask(i),attempt:i=>this.attempt(i),tokens:this.tokens()});s&&(this.sessions.set([]),this.notices.say(s),await this.focusOn("h1"))}tokens(){return a`<p class="muted small">${t("sessions.tokens",{life:y(this.me.access_token_seconds)})}</p>`}view(){let e=this.sessions.value;return this.dataset.state=e?.length===0?"empty":this.sessions.state,a`
<a class="back" href="${this.client.base}/workspace/users">${h("down")}${t("portal.users")}</a>
${this.member.show(s=>a`
<div class="head">
<h1 tabindex="-1" class="wrap"><bdi>${c(s)}</bdi></h1>
<div class="row">${T(this.live)}</div>
<p class="lead wrap row">${this.about(s)}</p>
</div>
${this.staleness(this.sessions)}
${this.sessions.show(i=>this.list(i))}`)}`}about(e){return a`${e.email&&e.email!==c(e)?a`<span>${e.email}</span>`:r}
${e.role_names.map(s=>l(s))}
${e.disabled?l(t("users.disabled"),"bad"):r}${this.self?l(t("users.you"),"good"):r}`}list(e){let s=[...e];for(let{session:i,at:o}of this.gone.values())e.some(n=>n.id===i.id)||s.splice(o,0,i);return s.length===0?M({icon:"desktop",title:t("users.no-sessions"),text:t("user.none",{name:this.name})}):a`<ul class="card rows">${g(s,i=>i.id,i=>this.row(i))}</ul>
${e.length>0&&b(this.me)?a`<div class="below"><p class="muted small">${t("sessions.about")}</p>
<button type="button" class="button danger" @click=${()=>{this.endAll()}}>${t("users.sign-out")}</button></div>`:r}`}row(e){let{id:s}=e,i=v(e),o=this.gone.has(s),n=this.open===s&&!o,d=Date.now()-Date.parse(e.last_active_at)<9e4;return a`<li class=${o?"gone":""} part="row">
<span class="kind">${h(k(e.device.kind))}</span>
<div class="what">
<h2 class="wrap" id="title-${s}" part="title"><bdi>${i}</bdi> ${e.current?l(t("sessions.this"),"good"):r}</h2>
<p class="facts wrap"><span>${S(e)}</span>${e.address?a`<span>${e.address}</span>`:r}</p>
<p class="facts">${o?a`<span>${t("sessions.ended")}</span>`:a`<span>${d?t("sessions.active-now"):p("sessions.active",{time:m(e.last_active_at)})}</span
><span>${p("sessions.signed-in",{time:m(e.created_at)})}</span>${e.ends_at?a`<span>${p("sessions.ends",{time:m(e.ends_at)})}</span>`:r}`}</p>
</div>
${o?r:a`<div class="act">
${b(this.me)?a`<button type="button" class="button danger" id="end-${s}" part="button" aria-describedby="title-${s}" @click=${()=>{this.end(e)}}>${t("sessions.end")}</button>`:r}
${R({icon:n?"up":"down",label:t("sessions.details",{device:i}),expanded:n,controls:`details-${s}`,onClick:()=>{this.open=n?"":s,this.requestUpdate()}})}
</div>
<div class="details" id="details-${s}" ?hidden=${!n}>${n?D(e):r}</div>`}
</li>`}};customElements.define("sojourn-user",w);export{w as OneUser};
