import{a}from"./chunk-MZMVPM3R.js";import"./chunk-PGQ3YWYF.js";export{a as operator};
