import{a}from"./chunk-WY2Y2VDQ.js";import"./chunk-PGQ3YWYF.js";export{a as operator};
