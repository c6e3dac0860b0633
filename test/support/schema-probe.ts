import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Request } from './transports';

/** What a client has to know to speak to an API anyway, or GraphQL itself has. */
const COMMON =
  /^(__.*|Query|Mutation|Subscription|String|Int|Float|Boolean|ID|id|name|code|reason)$/;

/** Every name of the schema that is worth knowing: types, fields, arguments, values of enums. */
export function namesOf(schema: GraphQLSchema): Set<string> {
  const names = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (isEnumType(type)) return [type.name, ...type.getValues().map(({ name }) => name)];
    if (isInputObjectType(type)) return [type.name, ...Object.keys(type.getFields())];
    // A scalar's rule may name it: it is the form of what the client has written.
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const fields = Object.values(type.getFields());
    return [
      type.name,
      ...fields.flatMap(({ name, args }) => [name, ...args.map((arg) => arg.name)]),
    ];
  });
  return new Set(names.filter((name) => !COMMON.test(name)));
}

/**
 * What clairvoyance and its like send to learn a schema by its errors: each with a word in its place,
 * which is sent once with a name of the schema and once with a name of nobody's.
 */
const SHAPES: ((word: string) => Request)[] = [
  (word) => ({ query: `{ ${word} }` }),
  (word) => ({ query: `{ ${word} { imnot } }` }),
  (word) => ({ query: `{ a b ${word} c d }` }),
  (word) => ({ query: `{ ${word}(imnot: 1) }` }),
  (word) => ({ query: `mutation { ${word} }` }),
  (word) => ({ query: `mutation { ${word}(input: {}) { imnot } }` }),
  (word) => ({
    query: `mutation { createWallet(input: { ${word}: 1, idempotencyKey: [] }) { wallet { id } } }`,
  }),
  (word) => ({ query: `subscription { ${word} }` }),
  (word) => ({ query: `subscription { ${word}(walletId: 7.5) { imnot } }` }),
  (word) => ({ query: `{ wallet(id: 7.5) { ${word} } }` }),
  (word) => ({ query: `{ wallets { edges { node { ${word} { ${word} } imnot } } } }` }),
  (word) => ({ query: `{ wallet(${word}: 7.5) { id imnot } }` }),
  (word) => ({ query: `{ wallet { ... on ${word} { id } imnot } }` }),
  (word) => ({ query: `fragment F on ${word} { imnot } { ...F }` }),
  (word) => ({ query: `query ($x: ${word}) { imnot(x: $x) }` }),
  (word) => ({ query: `query ($x: ${word}!) { wallet(id: $x) { id } }`, variables: { x: {} } }),
  (word) => ({
    query: `mutation ($x: [${word}]) { createTransaction(input: $x) { transaction { id } } }`,
  }),
  (word) => ({ query: `{ transactions(filter: ${word}) { imnot } }` }),
  (word) => ({ query: `{ me @${word} { id imnot } }` }),
  (word) => ({ query: `{ ${word} ${word} ${word}: ${word} }` }),
];

/** Pairs of requests that are both wrong. */
export function probesFor(word: string): [Request, Request][] {
  return SHAPES.map((shape) => [shape(word), shape(`x${word}x`)]);
}

/** Variables that are wrong in an operation that is right. */
export const VARIABLE_PROBES: Request[] = [
  {},
  { idempotencyKey: null },
  { idempotencyKe: 'x' },
  { idempotencyKey: 'x', walletI: 'x' },
  {
    idempotencyKey: [],
    amount: 'x',
    operation: 'TRANSFE',
    feeLevel: 'HIG',
    destination: { typ: 1 },
  },
  { idempotencyKey: 'x', walletId: 'x', operation: 7, destination: 'x' },
  { idempotencyKey: 'x', walletId: 'x', destination: { type: 'VAUL' } },
].map((input) => ({
  query:
    'mutation ($input: CreateTransactionInput!) { createTransaction(input: $input) { transaction { id } } }',
  variables: { input },
}));
