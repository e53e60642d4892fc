import{a}from"./chunk-V3JHX47R.js";import"./chunk-PGQ3YWYF.js";export{a as operator};
