import{a}from"./chunk-GIWPOUSB.js";import"./chunk-PGQ3YWYF.js";export{a as operator};
