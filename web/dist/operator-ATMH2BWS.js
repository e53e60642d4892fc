import{a}from"./chunk-RGLV5ELT.js";import"./chunk-PGQ3YWYF.js";export{a as operator};
