import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { parseUuid } from '../shared/ids';
import { badInput, type GatewayError } from './gateway-error';
import { CursorScalar } from './scalars';

export const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

/** Arguments of every connection: forwards only. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    defaultValue: DEFAULT_PAGE,
    description: `How many to return: 1 to ${MAX_PAGE}.`,
  })
  first!: number;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Return what comes after this cursor; absent: from the beginning.',
  })
  after?: string | null;
}

/** Where a page begins in a list that is ordered by creation, newest first. */
export interface Position {
  createdAt: Date;
  id: string;
}

/** Undefined for what can be no id of the list. */
type ParseId = (text: string) => string | undefined;

export interface Page {
  first: number;
  after?: Position;
}

@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field({ description: 'Whether more can be read after `endCursor`.' })
  hasNextPage!: boolean;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Cursor of the last edge; null when the page is empty.',
  })
  endCursor!: string | null;
}

export interface Edge<Node> {
  node: Node;
  cursor: string;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Declares `<name>Edge` and `<name>Connection`; the latter is returned. `order` is told only. */
export function connectionType<Node extends object>(
  name: string,
  nodeType: ClassType<Node>,
  order = 'newest first',
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `A ${name} and its place in the list.` })
  class EdgeType implements Edge<Node> {
    @Field(() => nodeType, { description: `The ${name}.` })
    node!: Node;

    @Field(() => CursorScalar, { description: 'Its place in the list.' })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}s, ${order}.` })
  class ConnectionType implements Connection<Node> {
    // The connection's cost is that of its nodes.
    @Field(() => [EdgeType], { complexity: 0, description: 'What is on this page.' })
    edges!: Edge<Node>[];

    @Field(() => PageInfo, { complexity: 0, description: 'Where the page stands in the list.' })
    pageInfo!: Connection<Node>['pageInfo'];
  }

  return ConnectionType;
}

/** `parseId` says what the list's ids are like; UUIDs unless told. */
export function parsePage({ first, after }: PageArgs, parseId: ParseId = parseUuid): Page {
  requirePageSize(first);
  return after === null || after === undefined
    ? { first }
    : { first, after: decodePosition(after, parseId) };
}

export function requirePageSize(first: number): number {
  if (first < 1 || first > MAX_PAGE) throw badInput('first', `must be 1 to ${MAX_PAGE}`);
  return first;
}

export function badCursor(): GatewayError {
  return badInput('after', 'must be a cursor that this list handed out');
}

/** A Prisma filter and order for one row more than the page, which tells whether another follows. */
export function pageQuery({ first, after }: Page) {
  return {
    take: first + 1,
    orderBy: [{ createdAt: 'desc' as const }, { id: 'desc' as const }],
    ...(after
      ? {
          where: {
            OR: [
              { createdAt: { lt: after.createdAt } },
              { createdAt: after.createdAt, id: { lt: after.id } },
            ],
          },
        }
      : {}),
  };
}

/** Rows as read by {@link pageQuery}. */
export function toConnection<Row extends Position, Node>(
  rows: readonly Row[],
  { first }: Page,
  toNode: (row: Row) => Node,
): Connection<Node> {
  const edges = rows
    .slice(0, first)
    .map((row) => ({ node: toNode(row), cursor: encodePosition(row) }));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

function encodePosition({ createdAt, id }: Position): string {
  return Buffer.from(`${createdAt.getTime()}:${id}`).toString('base64url');
}

function decodePosition(cursor: string, parseId: ParseId): Position {
  const [, time, text] =
    /^([0-9]{1,15}):(.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const id = text === undefined ? undefined : parseId(text);
  if (time === undefined || id === undefined || id !== text) throw badCursor();
  return { createdAt: new Date(Number(time)), id };
}
