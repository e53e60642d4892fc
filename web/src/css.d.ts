// Style sheets that scripts import are values of Lit (web/build/plugins.go).
declare module '*.css' {
  import type { CSSResult } from 'lit';
  const sheet: CSSResult;
  export default sheet;
}
