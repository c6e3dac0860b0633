import { buildSchema, getIntrospectionQuery, type GraphQLError } from 'graphql';
import { Documents } from '../../../src/graphql/documents';
import { RefusedOperation } from '../../../src/graphql/refused-operation';

const schema = buildSchema(`
  type Query { wallet(id: ID!): Wallet, wallets(kind: Kind): [Wallet] }
  type Subscription { status: Int }
  type Mutation { relayRpc(x: In): Int }
  type Wallet { id: ID, name: String }
  input In { a: Int! }
  enum Kind { HOT COLD }
`);
const open = new Documents({ schema, introspection: true });
const hidden = new Documents({ schema, introspection: false });

function errorsOf(query: string, documents = hidden, stranger = false): readonly GraphQLError[] {
  try {
    documents.read(query, stranger);
    return [];
  } catch (error) {
    if (!(error instanceof RefusedOperation)) throw error;
    return error.errors;
  }
}

function refusals(...request: Parameters<typeof errorsOf>): [unknown, string][] {
  return errorsOf(...request).map(({ extensions, message }) => [extensions['code'], message]);
}

describe('a document', () => {
  it('is parsed and validated once, however often it comes', () => {
    const query = '{ wallets { id } }';
    expect(hidden.read(query, false).definitions).toHaveLength(1);
    expect(hidden.read(query, false)).toBe(hidden.read(query, false));
  });

  it.each(['{', '{ wallets', 'query', '}', '\0', '{ a ' + '{'.repeat(900), 'a '.repeat(1_001)])(
    'is refused as no GraphQL when it is %j',
    (query) => {
      expect(refusals(query).map(([code]) => code)).toEqual(['GRAPHQL_PARSE_FAILED']);
    },
  );

  it.each(['{ nothing }', '{ wallet }', '{ wallets { id } } { wallets { id } }'])(
    'is refused when "%s" does not fit the schema, each time that it comes',
    (query) => {
      for (let time = 0; time < 2; time += 1) {
        expect(refusals(query)[0]?.[0]).toBe('GRAPHQL_VALIDATION_FAILED');
        expect(refusals(query, open)[0]?.[0]).toBe('GRAPHQL_VALIDATION_FAILED');
      }
    },
  );

  it('is told of five faults at most', () => {
    const found = refusals('{ a b c d e f g h i }', open);
    expect(found.length).toBeGreaterThan(1);
    expect(found.length).toBeLessThanOrEqual(6);
  });

  it.each(['@skip', '@include'])('is refused when its subscription has a field %s', (directive) => {
    const query = `subscription ($if: Boolean!) { status ${directive}(if: $if) }`;
    const code = 'GRAPHQL_VALIDATION_FAILED';
    expect(refusals(query)).toEqual([[code, 'the document does not fit the schema']]);
    expect(refusals(query, open)).toEqual([[code, expect.stringContaining('"$if"')]]);
  });

  it('may look into the schema only where that is allowed', () => {
    const query = '{ __schema { queryType { name } } }';
    expect(refusals(query, open)).toEqual([]);
    expect(refusals(query)).toEqual([
      ['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('introspection has been disabled')],
      ['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('introspection has been disabled')],
    ]);
    expect(refusals(getIntrospectionQuery(), open)).toEqual([]);
    expect(refusals('{ __typename wallets { id } }')).toEqual([]);
  });
});

describe('the documents that are remembered', () => {
  it('are as many as five hundred, the longest unused being forgotten', () => {
    const documents = new Documents({ schema, introspection: true });
    const first = documents.read('query Q0 { wallets { id } }', false);
    for (let i = 1; i < 500; i += 1) documents.read(`query Q${i} { wallets { id } }`, false);
    expect(documents.read('query Q0 { wallets { id } }', false)).toBe(first);
    for (let i = 500; i < 999; i += 1) documents.read(`query Q${i} { wallets { id } }`, false);
    expect(documents.read('query Q0 { wallets { id } }', false)).toBe(first);
    for (let i = 999; i < 1_499; i += 1) documents.read(`query Q${i} { wallets { id } }`, false);
    expect(documents.read('query Q0 { wallets { id } }', false)).not.toBe(first);
  });

  it('have up to 16,384 characters, comments included, so that nobody can fill the memory', () => {
    const start = '{ wallets { id } } #';
    const fits = start.padEnd(16_384, 'x');
    expect(hidden.read(fits, false)).toBe(hidden.read(fits, false));
    expect(hidden.read(`${fits}x`, false)).not.toBe(hidden.read(`${fits}x`, false));
  });
});

/** Pairs of documents that are wrong; the first has a name of the schema where the second has none. */
const GUESSES = [
  ['{ wallets }', '{ nothing }'],
  ['{ wallet { id } }', '{ wallex { id } }'],
  ['{ wallets { name x } }', '{ wallets { nume x } }'],
  ['{ wallets(kind: TEPID) { id } }', '{ wallets(kine: TEPID) { id } }'],
  ['{ wallets(kind: "HOT") { id } }', '{ wallets(kind: "BOT") { id } }'],
  ['{ wallets { ... on Query { __typename } } }', '{ wallets { ... on Quern { __typename } } }'],
  ['query ($k: Kind) { x }', 'query ($k: Kine) { x }'],
  ['query ($i: In!) { x }', 'query ($i: Wallet!) { x }'],
  ['mutation { relayRpc(x: {}) }', 'mutation { relayRpc(x: {b: 1}) }'],
  ['mutation { relayRpc(x: {a: "1"}) }', 'mutation { relayRpc(y: {a: "1"}) }'],
  ['{ relayRpc relayRpc }', '{ relayRpx relayRpx }'],
  ['{ wallets { id } x @skip(if: 7) }', '{ wallets { id } x @skit(if: 7) }'],
  ['{ __schema { types { name } } wallets }', '{ __schema { types { nome } } wallets }'],
] as const;

describe('where introspection is off, a document that does not fit', () => {
  it.each(GUESSES)('is answered alike: %s and %s', (real, made) => {
    const answer = [['GRAPHQL_VALIDATION_FAILED', 'the document does not fit the schema']];
    expect(refusals(real)).toEqual(answer);
    expect(refusals(made)).toEqual(answer);
  });

  it('is not told where its fault is', () => {
    expect(errorsOf('{ nothing }').map(({ locations }) => locations)).toEqual([undefined]);
    expect(errorsOf('{ nothing }', open)[0]?.locations).toEqual([{ line: 1, column: 3 }]);
  });

  it('is told all of it where introspection is on', () => {
    expect(refusals('{ wallet }', open)).toEqual([
      ['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('must have a selection of subfields')],
      ['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('argument "id" of type "ID!"')],
    ]);
    expect(refusals('{ walets }', open)[0]?.[1]).toContain('Did you mean "wallets"');
  });

  it('is told of limits, which it exceeds by names that are right', () => {
    const aliased = Array.from({ length: 16 }, (_, i) => `a${i}: id`).join(' ');
    expect(refusals(`{ wallets { ${aliased} } }`)).toEqual([
      ['GRAPHQL_VALIDATION_FAILED', 'at most 15 aliases may be used'],
    ]);
  });
});

describe('a stranger', () => {
  const unauthenticated = [['UNAUTHENTICATED', 'a bearer token is needed']];

  it.each(GUESSES.flat())('learns nothing by %s where introspection is off', (query) => {
    expect(refusals(query, hidden, true)).toEqual(unauthenticated);
  });

  it('learns nothing either by what fits, also when it is remembered', () => {
    const query = '{ wallets { name } }';
    expect(refusals(query, hidden, true)).toEqual(unauthenticated);
    expect(refusals(query)).toEqual([]);
    expect(refusals(query, hidden, true)).toEqual(unauthenticated);
    expect(refusals('fragment F on Query { __typename } { ...F }', hidden, true)).toEqual(
      unauthenticated,
    );
    expect(refusals('{ __typename ... { wallets { id } } }', hidden, true)).toEqual(
      unauthenticated,
    );
  });

  it('may ask whether anybody is there, and write what is no GraphQL', () => {
    expect(refusals('{ __typename }', hidden, true)).toEqual([]);
    expect(refusals('{', hidden, true)[0]?.[0]).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('is treated like anybody where introspection is on', () => {
    expect(refusals('{ wallets { id } }', open, true)).toEqual([]);
    expect(refusals('{ walets { id } }', open, true)[0]?.[0]).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
