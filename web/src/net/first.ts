// What the server put into the page, so that the first screen need not ask (internal/portal/shell.go).

export interface First { environment: string; language: string; theme: string; answers: Record<string, unknown>; demo?: boolean }

const block = document.getElementById('first');
export const first: First = block?.textContent
  ? (JSON.parse(block.textContent) as First)
  : { environment: '', language: 'en', theme: 'auto', answers: {} };

/** The answer that came with the page to a path, once: afterwards it is old. */
export function taken(path: string): unknown {
  const answer = first.answers[path];
  delete first.answers[path];
  return answer;
}
