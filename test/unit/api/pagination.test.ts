import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  pageQuery,
  parsePage,
  toConnection,
  type Connection,
  type Position,
} from '../../../src/api/pagination';

interface Row extends Position {
  name: string;
}

const id = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const encoded = (text: string) => Buffer.from(text).toString('base64url');

function codeOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

/** What PostgreSQL does with {@link pageQuery}. */
function select(table: readonly Row[], { take, where }: ReturnType<typeof pageQuery>): Row[] {
  const after = where?.OR[1];
  return [...table]
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
    .filter((row) => {
      if (!after?.createdAt || !after.id) return true;
      const [time, last] = [row.createdAt.getTime(), after.createdAt.getTime()];
      return time < last || (time === last && row.id < after.id.lt);
    })
    .slice(0, take);
}

function readPage(table: readonly Row[], first: number, after?: string | null): Connection<string> {
  const page = parsePage({ first, ...(after === undefined ? {} : { after }) });
  return toConnection(select(table, pageQuery(page)), page, ({ name }) => name);
}

describe('a page', () => {
  it.each([1, 20, 100])('may have %i entries', (first) => {
    expect(parsePage({ first })).toEqual({ first });
  });

  it.each([0, -1, 101, 2_147_483_647])('may not have %i entries', (first) => {
    expect(codeOf(() => parsePage({ first }))).toBe('BAD_USER_INPUT');
  });

  it('begins with the newest where no cursor is given', () => {
    expect(parsePage({ first: 5, after: null })).toEqual({ first: 5 });
    expect(pageQuery(parsePage({ first: 5 }))).not.toHaveProperty('where');
  });

  it('is empty, and says so, when there is nothing', () => {
    expect(readPage([], 10)).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  it('knows whether another follows without a row too many', () => {
    const table = Array.from({ length: 3 }, (_, i) => ({
      id: randomUUID(),
      createdAt: new Date(i),
      name: `row ${i}`,
    }));
    const exact = readPage(table, 3);
    expect(exact.edges.map(({ node }) => node)).toEqual(['row 2', 'row 1', 'row 0']);
    expect(exact.pageInfo).toEqual({ hasNextPage: false, endCursor: exact.edges[2]?.cursor });
    const shorter = readPage(table, 2);
    expect(shorter.edges.map(({ node }) => node)).toEqual(['row 2', 'row 1']);
    expect(shorter.pageInfo).toEqual({ hasNextPage: true, endCursor: shorter.edges[1]?.cursor });
  });

  it('after another leaves nothing out and repeats nothing, also among rows of one instant', () => {
    const row = fc.record({
      id: fc.uuid(),
      createdAt: fc.nat(3).map((ms) => new Date(1_760_000_000_000 + ms)),
      name: fc.uuid(),
    });
    const tables = fc.uniqueArray(row, { selector: (each) => each.id, maxLength: 30 });
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 7 }), (table, first) => {
        const read: string[] = [];
        let after: string | null = null;
        do {
          const page: Connection<string> = readPage(table, first, after);
          read.push(...page.edges.map(({ node }) => node));
          expect(page.edges.length).toBeLessThanOrEqual(first);
          after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
        } while (after !== null);
        const all = select(table, pageQuery({ first: 100 })).map(({ name }) => name);
        expect(read).toEqual(all);
      }),
    );
  });
});

describe('a cursor of a list', () => {
  it('is the place of its row', () => {
    const at = { createdAt: new Date(1_760_000_000_123), id };
    const { edges } = toConnection([at], { first: 1 }, () => null);
    expect(parsePage({ first: 1, after: edges[0]?.cursor ?? '' })).toEqual({ first: 1, after: at });
  });

  it.each([
    ['nothing', ''],
    ['a word', 'hello'],
    ['a bare id', encoded(id)],
    ['no time', encoded(`:${id}`)],
    ['a negative time', encoded(`-1:${id}`)],
    ['a time with a fraction', encoded(`1.5:${id}`)],
    ['a time beyond the calendar', encoded(`${'9'.repeat(16)}:${id}`)],
    ['no id', encoded('1760000000000:')],
    ['dashes in place of an id', encoded(`1760000000000:${'-'.repeat(36)}`)],
    ['hexadecimal digits in place of an id', encoded(`1760000000000:${'a'.repeat(36)}`)],
    ['an id in capitals', encoded(`1760000000000:${id.toUpperCase()}`)],
    ['something after it', encoded(`1760000000000:${id}\n`)],
    ['a NUL in it', encoded(`1760000000000:${id}\0`)],
  ])('that is %s is refused', (_what, after) => {
    expect(codeOf(() => parsePage({ first: 1, after }))).toBe('BAD_USER_INPUT');
  });

  it('is refused whatever else it may be', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (after) => {
        expect(codeOf(() => parsePage({ first: 1, after }))).toBe('BAD_USER_INPUT');
      }),
    );
  });
});
