import { TestGateway } from '../support/gateway';
import { answerOf } from '../support/given-time';
import { GraphQLCaller } from '../support/graphql-caller';
import type { Fault } from '../support/simulator-control';

const LIST = `query ($first: Int! = 100, $after: Cursor, $base: Boolean! = false) {
  supportedAssets(first: $first, after: $after, onlyBaseAssets: $base) {
    edges { cursor node { id symbol decimals blockchain contractAddress testnet } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Node {
  id: string;
  symbol: string | null;
  contractAddress: string | null;
}
interface Listed {
  supportedAssets: {
    edges: { cursor: string; node: Node }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

const PATH = '/v1/ncw/wallets/supported_assets';
const BASE = [
  ...['ALGO_TEST', 'AMOY_POLYGON_TEST', 'AVAXTEST', 'BASECHAIN_ETH_TEST5', 'BTC_TEST'],
  ...['ETH-AETH_SEPOLIA', 'ETH_TEST5', 'SOL_TEST', 'XLM_TEST', 'XRP_TEST'],
];
const ALL = [...BASE, 'USDC_ETH_TEST5_0GER'].sort();
const MINUTE_MS = 60_000;

describe('the assets that Fireblocks supports', () => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  /** The gateway's clock stands still but for this, so that a copy's age is what a test says. */
  let now: number;
  let askedBefore = 0;

  beforeAll(async () => {
    now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' });
    const token = await gateway.token('alice', undefined, 100 * 24 * 3_600);
    alice = new GraphQLCaller(gateway.url, token);
  });
  beforeEach(async () => {
    await gateway.simulator.clearFaults();
    // No copy of the test before is young enough to be answered while it is renewed.
    now += 180 * MINUTE_MS;
    askedBefore = await calls();
  });
  afterAll(async () => {
    await gateway.stop();
    jest.restoreAllMocks();
  });

  const ids = async (variables: Record<string, unknown> = {}, caller = alice) => {
    const { supportedAssets } = await caller.expectData<Listed>(LIST, variables);
    return supportedAssets.edges.map(({ node }) => node.id);
  };
  const calls = () => gateway.simulator.countCalls('GET', PATH);
  const asked = async () => (await calls()) - askedBefore;
  const fault = (what: Omit<Fault, 'path'>) => gateway.simulator.fault({ path: PATH, ...what });
  /** As long as no refresh that goes on behind has brought it, the old list is answered. */
  const becomes = (expected: string[]) =>
    answerOf(async () => (await ids()).join() === expected.join() || undefined, 30_000);

  it('are not known while Fireblocks is away from the beginning, and then are', async () => {
    await fault({ kind: '500null', count: 100 });
    const error = await alice.expectError(LIST);
    expect(error).toMatchObject({
      ...{ status: 503, message: 'Fireblocks is not available at the moment' },
      extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    });
    await gateway.simulator.clearFaults();
    now += 10_000;
    expect(await ids()).toEqual(ALL);
  });

  it('are listed by id, told to whoever has a token, and read once for all of them', async () => {
    expect(await ids()).toEqual(ALL);
    for (const scope of [undefined, 'ncw:support', 'ncw:admin']) {
      expect(await ids({}, await gateway.as('bob', scope))).toEqual(ALL);
    }
    const error = await gateway.anonymous().expectError(LIST);
    expect(error.extensions.code).toBe('UNAUTHENTICATED');
    expect(await asked()).toBe(1);
    expect((await gateway.simulator.calls()).find(({ path }) => path.startsWith(PATH))?.role).toBe(
      'admin',
    );
  });

  it('have what Fireblocks tells of them', async () => {
    const { data, extensions } = await alice.send<Listed>(LIST);
    const nodes = data?.supportedAssets.edges.map(({ node }) => node) ?? [];
    expect(nodes.find(({ id }) => id === 'USDC_ETH_TEST5_0GER')).toEqual({
      ...{ id: 'USDC_ETH_TEST5_0GER', symbol: 'USDC', decimals: 6, testnet: true },
      ...{ blockchain: 'ETH_TEST5', contractAddress: expect.stringMatching(/^0x[0-9a-f]{40}$/i) },
    });
    expect(nodes.find(({ id }) => id === 'BTC_TEST')?.contractAddress).toBeNull();
    expect(extensions).toMatchObject({ cost: { requested: 101 } });
  });

  it('are read page by page by their cursors, and the base assets by themselves', async () => {
    for (const [base, whole] of [
      [false, ALL],
      [true, BASE],
    ] as const) {
      const read: string[] = [];
      let after: string | null = null;
      for (let more = true; more;) {
        const listed: Listed = await alice.expectData(LIST, { first: 4, after, base });
        const { edges, pageInfo } = listed.supportedAssets;
        expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor);
        read.push(...edges.map(({ node }) => node.id));
        ({ hasNextPage: more, endCursor: after } = pageInfo);
      }
      expect(read).toEqual(whole);
    }
    expect(await asked()).toBe(2);
    const last = await alice.expectData<Listed>(LIST, { after: cursor('ZZZ') });
    expect(last.supportedAssets).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  it.each([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['after', { after: '' }],
    ['after', { after: cursor('..') }],
    ['after', { after: cursor('1:6bdf66ce-a9ef-4f6d-8438-46cc0766cb21') }],
  ])('are not asked for where %s is wrong: %j', async (field, variables) => {
    const error = await alice.expectError(LIST, variables);
    expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
    expect(error.message.split(' ')[0]).toBe(field);
    expect(await asked()).toBe(0);
  });

  const some = [{ id: 'A' }, { id: 'B', baseAsset: 'B' }];
  it.each([
    ['a bare list', some, ['A', 'B']],
    ['`next`', { data: some, next: cursor('XLM_TEST') }, ['A', 'ALGO_TEST', 'B']],
    ['`paging`', { data: some, paging: { next: cursor('XLM_TEST') } }, ['A', 'ALGO_TEST', 'B']],
  ])('are understood in the form with %s', async (_form, body, expected) => {
    await fault({ kind: 'status', status: 200, body });
    expect(await ids()).toEqual(expected);
  });

  it('are read once for many who ask at once', async () => {
    await fault({ kind: 'latency', latencyMs: 300 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ids()));
    for (const answer of answers) expect(answer).toEqual(ALL);
    expect(await asked()).toBe(1);
  });

  /** The fault that was asked for has befallen its call. */
  const befallen = () =>
    answerOf(async () => (await gateway.simulator.faults()).length === 0 || undefined, 30_000);

  const away: Omit<Fault, 'path'>[] = [
    { kind: '429', retryAfter: 30 },
    { kind: '500null' },
    { kind: '502html' },
    { kind: 'reset' },
    { kind: 'status', status: 200, body: { data: [] } },
    { kind: 'status', status: 403 },
  ];

  it.each(away)(
    'are told as they were, also when that is old, while Fireblocks has %j',
    async (what) => {
      await ids();
      await fault({ ...what, count: 100 });
      now += 11 * MINUTE_MS;
      expect(await ids()).toEqual(ALL);
      now += 24 * 60 * MINUTE_MS;
      expect(await ids()).toEqual(ALL);
      expect(await asked()).toBeGreaterThan(1);
      await gateway.simulator.clearFaults();
      await fault({ kind: 'status', status: 200, body: [{ id: 'NEW' }] });
      now += MINUTE_MS;
      expect(await becomes(['NEW'])).toBe(true);
    },
  );

  it('are told as they were at once while Fireblocks hangs', async () => {
    await ids();
    now += 11 * MINUTE_MS;
    await fault({ kind: 'hang' });
    expect(await ids()).toEqual(ALL);
    await befallen();
    // It hangs now, and will for the gateway's deadline.
    for (let times = 0; times < 5; times += 1) expect(await ids()).toEqual(ALL);
    expect(await asked()).toBe(1);
  });
});

function cursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}
