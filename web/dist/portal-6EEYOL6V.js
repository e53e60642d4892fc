import"./chunk-WKAJWBOO.js";
