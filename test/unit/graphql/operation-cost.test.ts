import {
  getNamedType,
  getNullableType,
  getOperationAST,
  isListType,
  isObjectType,
  parse,
  type GraphQLObjectType,
} from 'graphql';
import { MemoryReservations } from '../../../src/limits/reservations';
import { guard } from '../../../src/graphql/guard';
import { createCostOf } from '../../../src/graphql/operation-cost';
import { permissionMap } from '../../../src/graphql/permissions';
import { buildApiSchema } from '../../../src/graphql/schema';

const rate = { max: 1, windowMs: 1 };
const rates = {
  createWallet: rate,
  assignDevice: rate,
  createTransaction: rate,
  relayRpc: rate,
  reportEvent: rate,
  other: rate,
};
// As it is served: what guards the fields must not lose what they cost.
const schema = guard(buildApiSchema(), permissionMap(rates, new MemoryReservations(() => 1)));
const costOf = createCostOf(schema);

function cost(source: string, variables: Record<string, unknown> = {}): number {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return costOf(document, operation, variables);
}

describe('the cost of an operation', () => {
  it.each([
    ['what reads nothing', '{ __typename }', 0],
    ['an object, whatever is selected of it', '{ me { id scopes expiresAt } }', 1],
    ['each object within it', '{ device(id: "d") { id wallet { id } } }', 2],
    ['a page by its size', '{ wallets(first: 7) { edges { node { id } cursor } } }', 8],
    [
      'a page of the default size',
      '{ wallets { edges { node { id } } pageInfo { hasNextPage } } }',
      21,
    ],
    ['a page of which no node is read', '{ wallets(first: 100) { pageInfo { endCursor } } }', 1],
    [
      'pages within pages by the product',
      '{ wallets(first: 10) { edges { node { transactions(first: 5) { edges { node { id } } } } } } }',
      1 + 10 * (1 + 1 + 5),
    ],
    ['ten of a list without pages', '{ wallet(id: "w") { devices { id } } }', 1 + 10],
    ['a call to Fireblocks by five', '{ wallet(id: "w") { latestBackup { createdAt } } }', 1 + 5],
    [
      'a call to Fireblocks for each of a list',
      '{ wallet(id: "w") { assets { balance { total } } } }',
      1 + 5 + 10 * (1 + 5),
    ],
    ['aliases each', '{ a: me { id } b: me { id } }', 2],
    ['a relay by nothing', 'mutation ($i: RelayRpcInput!) { relayRpc(input: $i) { response } }', 0],
    ['introspection by nothing', '{ __schema { types { name } } }', 0],
  ])('counts %s', (_what, source, expected) => {
    expect(cost(source)).toBe(expected);
  });

  it('counts fragments where they are spread', () => {
    const source = `
      { wallets(first: 3) { edges { ...Edge } } ... on Query { me { id } } }
      fragment Edge on WalletEdge { node { ...Inner } }
      fragment Inner on Wallet { latestBackup { createdAt } }`;
    expect(cost(source)).toBe(1 + 3 * (1 + 5) + 1);
  });

  it('takes the size of a page from the variables of each request', () => {
    const source = 'query ($n: Int! = 4) { wallets(first: $n) { edges { node { id } } } }';
    const document = parse(source);
    const operation = getOperationAST(document)!;
    const ask = (variables: Record<string, unknown>) => costOf(document, operation, variables);
    expect([ask({ n: 50 }), ask({}), ask({ n: 2 })]).toEqual([51, 5, 3]);
  });

  it.each([[1_000_000], [-5], ['100'], [null], [{}], [Number.NaN], [1e308]])(
    'is never more than that of a whole page, nor less than nothing, with a size of %j',
    (n) => {
      const source = 'query ($n: Int!) { wallets(first: $n) { edges { node { id } } } }';
      const asked = cost(source, { n });
      expect(asked).toBeGreaterThanOrEqual(1);
      expect(asked).toBeLessThanOrEqual(101);
    },
  );

  it('is declared for every page and list', () => {
    const undeclared = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
      .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()))
      .filter(({ type, args }) => {
        const isList = isListType(getNullableType(type)) && isObjectType(getNamedType(type));
        return isList || args.some(({ name }) => name === 'first');
      })
      .filter(({ extensions }) => extensions['complexity'] === undefined)
      .map(({ name }) => name);
    // Read with what they are part of.
    expect(undeclared.sort()).toEqual(['keys', 'media']);
  });
});
