import{b,e as c,f as d}from"./chunk-FLJYXFME.js";import{a}from"./chunk-2STXHIMX.js";import"./chunk-JP5IOBGK.js";export{d as pastList,b as searchField,c as sessionDetails,a as styles};
