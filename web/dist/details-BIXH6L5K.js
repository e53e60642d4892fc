import{b,e as c,f as d}from"./chunk-TFWLWSK3.js";import{a}from"./chunk-5F7QJV3H.js";import"./chunk-67SYPSX6.js";export{d as pastList,b as searchField,c as sessionDetails,a as styles};
