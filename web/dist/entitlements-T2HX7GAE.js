import{a}from"./chunk-5NT3TLCN.js";export{a as entitlements};
