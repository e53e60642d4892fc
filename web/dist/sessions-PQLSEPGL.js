import{b as a}from"./chunk-WD23KTQN.js";import"./chunk-FK4JNMZX.js";import"./chunk-JON2ECHY.js";export{a as Sessions};
