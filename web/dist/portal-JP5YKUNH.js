import"./chunk-7QEUNULX.js";
