import{a}from"./chunk-LP45BDWG.js";export{a as entitlements};
