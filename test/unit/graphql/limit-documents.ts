/** Documents that are exactly as large as asked, by one measure and by no other. */

export const WIDE_SCHEMA = `
  type Query { node: Node, value: Int, sum(of: [Int]): Int }
  type Mutation { relayRpc(x: Int): Int, other: Int }
  type Node { node: Node, value: Int }
`;

export function repeated(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(' ');
}

/** Fields within fields; the innermost counts as well. */
export function deep(depth: number): string {
  return `{ ${'node { '.repeat(depth - 1)} value ${'} '.repeat(depth - 1)} }`;
}

/** The same, each level in a fragment of its own. */
export function deepByFragments(depth: number): string {
  const levels = repeated(
    depth - 2,
    (i) => `fragment F${i} on Node { node { ${i === depth - 3 ? 'value' : `...F${i + 1}`} } }`,
  );
  return `{ node { ...F0 } } ${levels}`;
}

export function aliases(count: number): string {
  return `{ node { ${repeated(count, (i) => `a${i}: value`)} } }`;
}

export function rootFields(count: number): string {
  return `{ ${repeated(count, () => 'value')} }`;
}

export function directives(count: number): string {
  return `{ ${repeated(count, () => 'value @include(if: true)')} }`;
}

/** Nine tokens around a list, which has one for each number. */
export function tokens(count: number): string {
  return `{ sum(of: [${repeated(count - 9, () => '1')}]) }`;
}

/** Each fragment spreads the next one twice: 2^steps fields from a few lines. */
export function fragmentBomb(steps: number): string {
  const links = repeated(
    steps,
    (i) => `fragment F${i} on Query { ...F${i + 1} ... on Query { ...F${i + 1} } }`,
  );
  return `{ ...F0 } ${links} fragment F${steps} on Query { node { value } }`;
}
