// Style sheets that scripts import are sheets to be adopted (web/build/plugins.go).
declare module '*.css' {
  const sheet: CSSStyleSheet;
  export default sheet;
}
