import"./chunk-YHJ65R4J.js";
