import"./chunk-6KULF5VB.js";
