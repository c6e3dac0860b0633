/** What a body says: nothing, a JSON value, or text that is no JSON (an HTML page of a proxy). */
export type BodyContent =
  { kind: 'EMPTY' } | { kind: 'JSON'; value: unknown } | { kind: 'TEXT'; text: string };

/** Reads a whole response body; never throws. */
export function readBody(text: string): BodyContent {
  if (text.trim() === '') return { kind: 'EMPTY' };
  try {
    const value: unknown = JSON.parse(text);
    return { kind: 'JSON', value };
  } catch {
    return { kind: 'TEXT', text };
  }
}
