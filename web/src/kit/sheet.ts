// What an imported style sheet is made by (web/build/plugins.go).

export function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
