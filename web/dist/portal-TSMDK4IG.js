import"./chunk-4TMNF2XR.js";
