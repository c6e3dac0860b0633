import { badCursor, requirePageSize, type Connection, type PageArgs } from './pagination';

/**
 * How to take a page out of a list that is held in memory, in the order of its ids. A cursor names
 * the id that it stands behind, which the list may have lost meanwhile.
 *
 * Throws BAD_USER_INPUT before there is a list: it may have to be asked for.
 */
export function pageById<Node extends { id: string }>(
  { first, after }: PageArgs,
  isId: (text: string) => boolean,
): (sorted: readonly Node[]) => Connection<Node> {
  const size = requirePageSize(first);
  const behind = after === null || after === undefined ? '' : decode(after, isId);
  return (sorted) => {
    const rest = sorted.filter(({ id }) => id > behind);
    const edges = rest.slice(0, size).map((node) => ({ node, cursor: encode(node.id) }));
    return {
      edges,
      pageInfo: { hasNextPage: rest.length > size, endCursor: edges.at(-1)?.cursor ?? null },
    };
  };
}

function encode(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function decode(cursor: string, isId: (text: string) => boolean): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!isId(id)) throw badCursor();
  return id;
}
