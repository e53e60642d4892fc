import{b as a}from"./chunk-I5F7SPMH.js";import"./chunk-SKCGYT4K.js";import"./chunk-IQZYNHLM.js";export{a as Sessions};
