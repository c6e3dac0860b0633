import { randomUUID } from 'node:crypto';
import { TestGateway } from '../support/gateway';
import { givenMs } from '../support/given-time';
import {
  CONNECT_URI,
  RELAY,
  type AnswerError,
  type GraphQLCaller,
} from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM, type Fault } from '../support/simulator-control';
import { ESTIMATE, movement, newTransfer } from '../support/transfers';

/** What must not leave: upstream texts, addresses, paths, names of what it is built with. */
const INTERNALS =
  /too many|bad gateway|<html|127\.0\.0\.1|\/v1|ncw\/wallets|ECONN|socket|hang ?up|axios|undici|stack| at \w+ \(|eyJ|PRIVATE/i;

let gateway: TestGateway;
let alice: GraphQLCaller;
let walletId: string;
let deviceId: string;

beforeAll(async () => {
  gateway = await TestGateway.start({ WALLETS_PER_USER: '0' });
});
beforeEach(async () => {
  alice = await gateway.as(`user-${randomUUID()}`);
  walletId = await alice.createWallet();
  deviceId = await alice.assignDevice(walletId);
});
afterEach(() => gateway.simulator.clearFaults());
afterAll(() => gateway.stop());

interface Operation {
  name: string;
  path: string;
  document: string;
  input: () => Record<string, unknown>;
}

const operations: Operation[] = [
  {
    name: 'relayRpc',
    path: UPSTREAM.invoke,
    document: RELAY,
    input: () => ({
      ...{ walletId, deviceId },
      payload: '{"method":"get_all_keys","headers":{"physicalDeviceId":""}}',
    }),
  },
  {
    name: 'createWallet',
    path: UPSTREAM.createWallet,
    document:
      'mutation ($input: CreateWalletInput!) { createWallet(input: $input) { wallet { id } } }',
    input: () => ({ idempotencyKey: randomUUID() }),
  },
  {
    name: 'createTransaction',
    path: UPSTREAM.createTransaction,
    document:
      'mutation ($input: CreateTransactionInput!) { createTransaction(input: $input) { transaction { id } } }',
    input: () => newTransfer(walletId),
  },
  {
    name: 'estimateTransactionFee',
    path: UPSTREAM.estimateFee,
    document: ESTIMATE,
    input: () => movement(walletId),
  },
  {
    name: 'createAccount',
    path: UPSTREAM.createAccount,
    document:
      'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }',
    input: () => ({ idempotencyKey: randomUUID(), walletId }),
  },
  {
    name: 'createWeb3Connection',
    path: UPSTREAM.createConnection,
    document:
      'mutation ($input: CreateWeb3ConnectionInput!) { createWeb3Connection(input: $input) { connection { id } } }',
    input: () => ({ idempotencyKey: randomUUID(), walletId, uri: CONNECT_URI }),
  },
  {
    name: 'addAsset',
    path: UPSTREAM.addAsset,
    document: 'mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { assetId } } }',
    input: () => ({ walletId, accountId: '0', assetId: 'BTC_TEST' }),
  },
];

const faults: [string, Omit<Fault, 'path'>, number | undefined][] = [
  ['429 with Retry-After', { kind: '429', retryAfter: 1 }, 1_000],
  ['500 with JSON null', { kind: '500null' }, undefined],
  ['502 with an HTML page', { kind: '502html' }, undefined],
  ['a reset connection', { kind: 'reset' }, undefined],
];

function expectUnavailable(error: AnswerError, retryAfterMs: number | undefined): void {
  expect(error.extensions).toEqual({
    code: 'UPSTREAM_UNAVAILABLE',
    requestId: expect.any(String),
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  expect(JSON.stringify(error)).not.toMatch(INTERNALS);
}

describe.each(operations)('$name', ({ name, path, document, input }) => {
  it.each(faults)(
    'answers %s with a code, and works again afterwards',
    async (_what, fault, ms) => {
      const variables = { input: input() };
      await gateway.simulator.fault({ ...fault, path, count: 100 });
      const error = await alice.expectError(document, variables);
      expectUnavailable(error, ms);
      expect(error.status).toBe(503);
      expect(error.path).toEqual([name]);

      await gateway.simulator.clearFaults();
      // The very same request: its key was not used up by a failure that may pass.
      await eventually(async () => {
        const { errors } = await alice.send(document, variables);
        // Its circuit may have opened, the slower the machine the sooner; it says so.
        for (const { extensions } of errors) expect(extensions.retryable).toBe(true);
        return errors.length === 0 || undefined;
      });
    },
  );
});

describe('a relay', () => {
  it.each(faults)('is not repeated after %s', async (_what, fault) => {
    const relay = operations[0]!;
    const before = await gateway.simulator.countCalls('POST', UPSTREAM.invoke);
    await gateway.simulator.fault({ ...fault, path: UPSTREAM.invoke });
    await alice.expectError(relay.document, { input: relay.input() });
    const calls = () => gateway.simulator.countCalls('POST', UPSTREAM.invoke);
    await eventually(async () => ((await calls()) > before ? true : undefined));
    expect(await calls()).toBe(before + 1);
  });
});

describe('a Fireblocks that hangs', () => {
  const USERS = 5;
  const DEVICES = 10;

  it('leaves the rest of the gateway quick, and is given up in time', async () => {
    const relays: Promise<AnswerError & { status: number }>[] = [];
    await gateway.simulator.fault({ path: UPSTREAM.invoke, kind: 'hang', count: 1_000 });
    const message = '{"method":"get_all_keys","headers":{"physicalDeviceId":""}}';
    for (let user = 0; user < USERS; user += 1) {
      const caller = await gateway.as(`user-${randomUUID()}`);
      const wallet = await caller.createWallet();
      for (let device = 0; device < DEVICES; device += 1) {
        const id = await caller.assignDevice(wallet);
        const relayed = { walletId: wallet, deviceId: id, payload: message };
        relays.push(caller.expectError(RELAY, { input: relayed }));
      }
    }
    const mutations = operations.slice(1).map(async ({ path, document, input }) => {
      await gateway.simulator.fault({ path, kind: 'hang', count: 100 });
      return alice.expectError(document, { input: input() });
    });
    // The first to be given up is one of these, after 15 s.
    let over = false;
    const ended = Promise.all([...relays, ...mutations]).finally(() => {
      over = true;
    });

    const bob = await gateway.as('bob');
    const times: number[] = [];
    for (let query = 0; query < 9; query += 1) {
      const ask = () => bob.expectData('{ me { id } wallets { edges { node { id } } } }');
      times.push(await givenMs(ask));
    }
    expect(over).toBe(false);
    expect(times.sort((a, b) => a - b)[4]).toBeLessThan(1_000);

    for (const error of await ended) expectUnavailable(error, undefined);
  });
});
