import { buildSchema, getIntrospectionQuery, type DocumentNode } from 'graphql';
import { createPrepareOperation } from '../../../src/graphql/prepare-operation';

const schema = buildSchema('type Query { wallet(id: ID!): String, wallets: [String] }');
const prepare = createPrepareOperation(schema, false);
const prepareOpenly = createPrepareOperation(schema, true);

interface Request {
  query: string;
  operationName?: string | null;
}

function refusals(request: Request, how = prepare): [unknown, string][] {
  const prepared = how(request);
  if (!('errors' in prepared)) return [];
  return prepared.errors.map(({ extensions, message }) => [extensions['code'], message]);
}

function document(request: Request): DocumentNode | undefined {
  const prepared = prepare(request);
  return 'document' in prepared ? prepared.document : undefined;
}

describe('an operation that is prepared', () => {
  it('is parsed and validated once, however often it comes', () => {
    const query = '{ wallets }';
    expect(document({ query })?.definitions).toHaveLength(1);
    expect(document({ query })).toBe(document({ query }));
  });

  it('is found by its name among several', () => {
    const query = 'query A { wallets } query B { wallets }';
    expect(refusals({ query, operationName: 'B' })).toEqual([]);
    const unresolved = [['OPERATION_RESOLUTION_FAILURE', 'the document has no such operation']];
    expect(refusals({ query, operationName: 'C' })).toEqual(unresolved);
    expect(refusals({ query })).toEqual(unresolved);
    expect(refusals({ query, operationName: null })).toEqual(unresolved);
  });

  it.each(['', '{', '{ wallets', 'query', '}', '\0', '{ a ' + '{'.repeat(900)])(
    'is refused as no GraphQL when it is %j',
    (query) => {
      expect(refusals({ query }).map(([code]) => code)).toEqual(['GRAPHQL_PARSE_FAILED']);
    },
  );

  it.each(['{ nothing }', '{ wallet }', '{ wallets } { wallets }'])(
    'is refused when "%s" does not fit the schema, each time that it comes',
    (query) => {
      for (let time = 0; time < 2; time += 1) {
        expect(refusals({ query })[0]?.[0]).toBe('GRAPHQL_VALIDATION_FAILED');
      }
    },
  );

  it('is told of five faults at most', () => {
    const found = refusals({ query: '{ a b c d e f g h i }' });
    expect(found.length).toBeGreaterThan(1);
    expect(found.length).toBeLessThanOrEqual(6);
  });

  it('may look into the schema only where that is allowed', () => {
    const query = '{ __schema { queryType { name } } }';
    expect(refusals({ query }, prepareOpenly)).toEqual([]);
    expect(refusals({ query })[0]?.[0]).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(refusals({ query: getIntrospectionQuery() }, prepareOpenly)).toEqual([]);
    expect(refusals({ query: '{ __typename wallets }' })).toEqual([]);
  });

  it('is told what it may have meant only where it may look into the schema', () => {
    const query = '{ walets }';
    expect(refusals({ query }, prepareOpenly)[0]?.[1]).toContain('Did you mean "wallets"');
    expect(refusals({ query })[0]?.[1]).toBe('Cannot query field "walets" on type "Query".');
  });

  it('is not remembered when it is long, so that nobody can fill the memory', () => {
    const padded = (length: number) => `{ wallets } #${'x'.repeat(length)}`;
    expect(document({ query: padded(1_000) })).toBe(document({ query: padded(1_000) }));
    const query = padded(1_000_000);
    expect(document({ query })).toBeDefined();
    expect(document({ query })).not.toBe(document({ query }));
  });
});
