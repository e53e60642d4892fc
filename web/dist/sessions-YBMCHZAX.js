import{b as a}from"./chunk-2BCZBMRN.js";import"./chunk-IPSDHPYN.js";import"./chunk-LK3J3YXE.js";export{a as Sessions};
