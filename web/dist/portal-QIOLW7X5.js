import"./chunk-NAHLCN6L.js";
