import"./chunk-SGS3MMZS.js";
