import"./chunk-M4GATSUL.js";
