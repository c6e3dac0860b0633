import { randomUUID } from 'node:crypto';
import type { Fireblocks } from '../../../src/fireblocks/fireblocks';
import type { OutboundEvent } from '../../../src/fireblocks/outbound/outbound-events';
import { inRequestScope } from '../../../src/shared/request-scope';
import { json, startServer, text, type Respond, type TestServer } from './support/http-server';
import { connect, DEVICE, failureOf, givenClock, TX, WALLET } from './support/values';

let server: TestServer;
let fireblocks: Fireblocks;
let events: OutboundEvent[];
/** By how much the gateway's clock is ahead. */
let ahead: number;

beforeEach(async () => {
  server = await startServer();
  events = [];
  ahead = 0;
  fireblocks = connect(server.basePath, {
    clock: () => givenClock() + ahead,
    onOutbound: (event) => events.push(event),
  });
});
afterEach(async () => {
  await fireblocks.close();
  await server.close();
});

const reset: Respond = (_seen, _response, socket) => socket.resetAndDestroy();
const busy = (retryAfter = '0'): Respond => json(429, null, { 'retry-after': retryAfter });

/** Answers the first calls like this, and every later one well. */
function first(...answers: Respond[]): void {
  server.respond((seen, response, socket) => {
    (answers.shift() ?? json(200, GOOD))(seen, response, socket);
  });
}

/** Understood as the answer of every call below. */
const GOOD = {
  ...{ walletId: WALLET, accountId: '0', id: TX, status: 'SUBMITTED', success: true },
  ...{ address: '0x1', total: '1', available: '1', pending: '0', frozen: '0' },
};

const key = 'a-key';
const transfer = {
  ...{ sourceWalletId: WALLET, accountId: '0', assetId: 'ETH_TEST5', amount: '1' },
  ...({ operation: 'TRANSFER', externalTxId: 'ncw-1' } as const),
  destination: { type: 'ONE_TIME_ADDRESS', address: '0x2' } as const,
};
const relay = () =>
  fireblocks.relay.invoke({ walletId: WALLET, deviceId: DEVICE, payload: '{}', timeoutMs: 60_000 });

const calls = {
  read: () => fireblocks.wallets.getBalance(WALLET, '0', 'ETH_TEST5'),
  keyed: () => fireblocks.wallets.createWallet(key),
  create: () => fireblocks.transactions.create(transfer, key),
  cancel: () => fireblocks.transactions.cancel(TX, WALLET),
  relay,
};

const MANY = 3;
const failures: Record<string, Respond> = {
  'a reset connection': reset,
  '500 with null': json(500, null),
  '502 with a page': text(502, '<html>'),
  '503': json(503, {}),
  '429': busy(),
  '400': json(400, { message: 'no' }),
};

/** How often each kind of call reaches Fireblocks when it fails like this for ever. */
const SENT: [keyof typeof calls, Record<string, number>][] = [
  ['read', { 'a reset connection': 3, '500 with null': 3, '502 with a page': 3, 503: 3, 429: 3 }],
  ['keyed', { 'a reset connection': 3, 429: 3 }],
  ['create', {}],
  ['cancel', {}],
  ['relay', {}],
];
const table = SENT.flatMap(([name, counts]) =>
  Object.entries(failures).map(([what, answer]) => ({
    ...{ name, what, answer, count: counts[what] ?? 1 },
  })),
);

it.each(table)('$name is sent $count times after $what', async ({ name, answer, count }) => {
  first(answer, answer, answer, answer);
  await failureOf(calls[name]());
  expect(server.seen).toHaveLength(count);
  expect(events.filter(({ type }) => type === 'repeated')).toHaveLength(count - 1);
});

it.each(table.filter(({ count }) => count === MANY))(
  '$name succeeds when it goes well after $what',
  async ({ name, answer }) => {
    first(answer, answer);
    await calls[name]();
    expect(server.seen).toHaveLength(MANY);
  },
);

it('sends a repeated command with the same key and the same body', async () => {
  first(reset, reset);
  await fireblocks.wallets.createAccount(WALLET, key);
  expect(new Set(server.seen.map(({ headers }) => headers['idempotency-key']))).toEqual(
    new Set([key]),
  );
  expect(new Set(server.seen.map(({ body, url }) => url + body)).size).toBe(1);
  // Fireblocks takes a nonce once.
  expect(new Set(server.seen.map(({ headers }) => headers.authorization)).size).toBe(3);
});

it('hands a long pause on, and lets no other call to that endpoint out meanwhile', async () => {
  first(busy('60'));
  expect(await failureOf(calls.read())).toMatchObject({
    ...{ kind: 'RATE_LIMITED', retryAfterMs: 60_000 },
  });
  const meanwhile = await failureOf(calls.read());
  expect(meanwhile.kind).toBe('RATE_LIMITED');
  expect(meanwhile.retryAfterMs).toBeGreaterThan(55_000);
  expect(server.seen).toHaveLength(1);
  expect(events).toContainEqual({ type: 'paused', operation: 'getBalance', ms: 60_000 });
  // What is spent there is no reason not to sign here.
  await relay();
  expect(server.seen).toHaveLength(2);
  ahead += 60_001;
  await calls.read();
  expect(server.seen).toHaveLength(3);
});

describe('a call that had to wait', () => {
  const confirmed = (confirm: () => Promise<void>) =>
    fireblocks.relay.invoke({
      ...{ walletId: WALLET, deviceId: DEVICE, payload: '{}', timeoutMs: 60_000 },
      confirm,
    });

  it('is confirmed just before it is sent, and not sent when that fails', async () => {
    first(busy('0.2'));
    await failureOf(relay());
    const order: string[] = [];
    const refused = confirmed(() => {
      order.push(`refused ${server.seen.length}`);
      return Promise.reject(new Error('not any more'));
    });
    await expect(refused).rejects.toThrow('not any more');
    await confirmed(() => Promise.reject(new Error('asked without having waited')));
    expect(order).toEqual(['refused 1']);
    expect(server.seen).toHaveLength(2);
  });
});

it('believes no pause that is longer than the window of Fireblocks', async () => {
  first(busy('86400'));
  await failureOf(relay());
  expect(events).toContainEqual({ type: 'paused', operation: 'invokeRpc', ms: 60_000 });
});

describe('when Fireblocks cannot be reached', () => {
  beforeEach(async () => {
    first(...Array.from({ length: 10 }, () => reset));
    for (let i = 0; i < 10; i += 1) await failureOf(relay());
  });

  it('is left alone, which the answer and the metrics say', async () => {
    const error = await failureOf(relay());
    expect(error).toMatchObject({ kind: 'CIRCUIT_OPEN', definitive: false });
    expect(error.retryAfterMs).toBeGreaterThan(3_000);
    expect(server.seen).toHaveLength(10);
    expect(events).toContainEqual({ type: 'breaker', api: 'relay', state: 'open' });
    expect(events).toContainEqual({ type: 'refused', lane: 'signing', reason: 'breaker' });
  });

  it('only that part of it', async () => {
    await calls.read();
    expect(server.seen).toHaveLength(11);
  });

  it('is tried by one call after a while, and by all when that one is answered', async () => {
    ahead += 5_001;
    let answer: (() => void) | undefined;
    server.respond((_seen, response) => {
      answer = () => response.end('{}');
    });
    const probe = relay();
    const others = await Promise.all([failureOf(relay()), failureOf(relay())]);
    expect(others.map(({ kind }) => kind)).toEqual(['CIRCUIT_OPEN', 'CIRCUIT_OPEN']);
    while (!answer) await new Promise((resolve) => setTimeout(resolve, 5));
    answer();
    await probe;
    server.respond(json(200, {}));
    await Promise.all([relay(), relay()]);
    expect(events.filter(({ type }) => type === 'breaker')).toMatchObject([
      { state: 'open' },
      { state: 'half-open' },
      { state: 'closed' },
    ]);
  });
});

it('does not let one user open the breaker by messages that make Fireblocks fail', async () => {
  server.respond(json(500, null));
  const as = (caller: string) =>
    inRequestScope({ requestId: randomUUID(), caller }, () => failureOf(relay()));
  for (let i = 0; i < 40; i += 1) expect((await as('mallory')).kind).toBe('SERVER');
  for (const user of ['a', 'b', 'c']) for (let i = 0; i < 3; i += 1) await as(user);
  expect((await as('d')).kind).toBe('CIRCUIT_OPEN');
});

it('does not send what nobody waits for any more, but ends what was begun by a key', async () => {
  const scope = { requestId: 'r', caller: 'alice', signal: AbortSignal.abort() };
  const gone = await inRequestScope(scope, () => failureOf(calls.create()));
  expect(gone.kind).toBe('ABORTED');
  expect(server.seen).toHaveLength(0);
  server.respond(json(200, GOOD));
  await inRequestScope(scope, () => calls.keyed());
  expect(server.seen).toHaveLength(1);
});
