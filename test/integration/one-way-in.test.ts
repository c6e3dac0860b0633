import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { TRANSPORTS, type Answered, type Request } from '../support/transports';
import { aliases, deep, fragmentBomb, repeated } from '../unit/graphql/limit-documents';

const INPUT = 'query ($first: Int!) { wallets(first: $first) { edges { cursor } } }';
const RELAYS = (count: number) =>
  `mutation ($i: RelayRpcInput!) { ${repeated(count, (i) => `r${i}: relayRpc(input: $i) { response }`)} }`;
const RELAY = { walletId: 'x', deviceId: 'x', payload: '{}' };

/** What may not run, for each of the reasons there are. */
const REFUSED: [string, Request, string][] = [
  ['no document', { query: '' }, 'BAD_REQUEST'],
  ['no GraphQL', { query: '{ me {' }, 'GRAPHQL_PARSE_FAILED'],
  ['too many tokens', { query: `{ ${'me '.repeat(1_000)} }` }, 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', { query: '{\n  mee { id }\n}' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['several faults', { query: '{ a b { c } me(x: 1) { id } }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['too deep', { query: deep(20).replaceAll('node', 'me') }, 'GRAPHQL_VALIDATION_FAILED'],
  ['many aliases', { query: aliases(16).replace('node', 'me') }, 'GRAPHQL_VALIDATION_FAILED'],
  ['many root fields', { query: `{ ${'__typename '.repeat(11)} }` }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'many directives',
    { query: `{ ${'__typename @skip(if: false) '.repeat(6)} }` },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['two relays', { query: RELAYS(2), variables: { i: RELAY } }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'fragments in a circle',
    { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a fragment bomb', { query: fragmentBomb(30) }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a look at the schema',
    { query: '{ __schema { types { name } } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'no such operation',
    { query: 'query A { __typename }', operationName: 'B' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'the choice between two',
    { query: 'query A { __typename } query B { __typename }' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['a variable too little', { query: INPUT }, 'BAD_USER_INPUT'],
  ['a bad variable', { query: INPUT, variables: { first: 'x' } }, 'BAD_USER_INPUT'],
  [
    'too dear',
    { query: '{ wallets(first: 100) { edges { node { id } } } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a text by its hash alone, of which nobody has heard',
    { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } } },
    'BAD_REQUEST',
  ],
];

describe.each(['on', 'off'])('an operation, where introspection is %s,', (introspection) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;

  beforeAll(async () => {
    gateway = await TestGateway.start({
      INTROSPECTION: introspection,
      OPERATION_COST_LIMIT: '50',
    });
    alice = await gateway.as('alice');
  });
  afterAll(() => gateway.stop());

  /** Without what is another one for each request. */
  const withoutId = ({ errors = [] }: Answered) =>
    errors.map(({ extensions: { requestId, ...extensions }, ...error }) => {
      expect(typeof requestId).toBe('string');
      return { ...error, extensions };
    });

  async function answers(caller: GraphQLCaller, request: Request): Promise<Answered[]> {
    const given: Answered[] = [];
    for (const [, ask] of TRANSPORTS) given.push(await ask(caller, request));
    return given;
  }

  const mayLook = ({ query = '' }: Request) => introspection === 'on' && query.includes('__schema');
  const refused = REFUSED.filter(([, request]) => !mayLook(request));

  it.each(refused)('is refused alike by both transports: %s', async (_what, request, code) => {
    const [overHttp, overSocket] = await answers(alice, request);
    expect(withoutId(overSocket!)).toEqual(withoutId(overHttp!));
    expect(overHttp!.errors?.map(({ extensions }) => extensions['code'])).toContain(code);
    expect([overHttp!.data, overSocket!.data]).toEqual([undefined, undefined]);
  });

  it('is refused to a stranger alike by both transports', async () => {
    for (const [, request] of refused) {
      const [overHttp, overSocket] = await answers(gateway.anonymous(), request);
      expect(withoutId(overSocket!)).toEqual(withoutId(overHttp!));
    }
  });

  it('may run over both transports, again and again', async () => {
    const request = { query: '{ me { id } }' };
    for (const answer of await answers(alice, request)) {
      expect(answer.data).toEqual({ me: { id: 'alice' } });
    }
    for (const answer of await answers(alice, request)) {
      expect(answer.data).toEqual({ me: { id: 'alice' } });
    }
  });

  it('counts among the operations, also when it is refused', async () => {
    const counted = async (transport: string): Promise<number> => {
      const labels = `transport="${transport}",outcome="GRAPHQL_PARSE_FAILED"`;
      return gateway.metric(
        `ncw_operation_duration_seconds_count{type="none",field="none",${labels}}`,
      );
    };
    for (const [transport, ask] of [
      ['http', TRANSPORTS[0]![1]],
      ['ws', TRANSPORTS[1]![1]],
    ] as const) {
      const before = await counted(transport);
      await ask(alice, { query: '{' });
      expect((await counted(transport)) - before).toBe(1);
    }
  });
});
