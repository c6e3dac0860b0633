import type { NewTransaction } from '../../../src/fireblocks/new-transaction';
import { judge } from './support/api-users';
import { json } from './support/http-server';
import { useUpstream } from './support/upstream';
import { failureOf, TX, WALLET } from './support/values';

const upstream = useUpstream();

const order: NewTransaction = {
  operation: 'TRANSFER',
  externalTxId: 'gw-1',
  sourceWalletId: WALLET.toUpperCase(),
  accountId: '0',
};
const source = { type: 'END_USER_WALLET', walletId: WALLET, id: '0' };

async function sent(extra: Partial<NewTransaction>): Promise<unknown> {
  upstream.server.respond(json(201, { id: TX.toUpperCase(), status: 'SUBMITTED' }));
  const answer = await upstream.fireblocks.transactions.create({ ...order, ...extra }, 'key-1');
  expect(answer).toEqual({ id: TX, status: 'SUBMITTED' });
  return JSON.parse(upstream.server.seen.at(-1)!.body);
}

describe('create', () => {
  it('sends a transfer to a one-time address for the source wallet', async () => {
    const destination = { type: 'ONE_TIME_ADDRESS', address: '0xa', tag: '7' } as const;
    const body = await sent({
      assetId: 'ETH_TEST5',
      amount: '0.000001',
      destination,
      feeLevel: 'LOW',
      note: 'für dich',
    });
    expect(body).toEqual({
      operation: 'TRANSFER',
      externalTxId: 'gw-1',
      source,
      assetId: 'ETH_TEST5',
      amount: '0.000001',
      destination: { type: 'ONE_TIME_ADDRESS', oneTimeAddress: { address: '0xa', tag: '7' } },
      feeLevel: 'LOW',
      note: 'für dich',
    });
    const seen = upstream.server.seen.at(-1)!;
    expect(judge(seen)).toBe('signer-key');
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/transactions' });
    expect(seen.headers).toMatchObject({
      'x-end-user-wallet-id': WALLET,
      'idempotency-key': 'key-1',
    });
  });

  it.each<[string, Partial<NewTransaction>, object]>([
    [
      "a user's wallet",
      { destination: { type: 'END_USER_WALLET', walletId: WALLET } },
      { destination: { type: 'END_USER_WALLET', walletId: WALLET, id: '0' } },
    ],
    [
      'a vault',
      { destination: { type: 'VAULT_ACCOUNT', id: '5' } },
      { destination: { type: 'VAULT_ACCOUNT', id: '5' } },
    ],
    [
      'a typed message',
      { operation: 'TYPED_MESSAGE', extraParameters: { rawMessageData: { messages: [] } } },
      { operation: 'TYPED_MESSAGE', extraParameters: { rawMessageData: { messages: [] } } },
    ],
    [
      'a contract call',
      { operation: 'CONTRACT_CALL', extraParameters: { contractCallData: '0x00' } },
      { operation: 'CONTRACT_CALL', extraParameters: { contractCallData: '0x00' } },
    ],
  ])('sends %s', async (_name, extra, expected) => {
    expect(await sent(extra)).toEqual({ ...((await sent({})) as object), ...expected });
  });

  it('is MALFORMED when the answer names no transaction', async () => {
    upstream.server.respond(json(201, { status: 'SUBMITTED' }));
    expect((await failureOf(upstream.fireblocks.transactions.create(order, 'k'))).kind).toBe(
      'MALFORMED',
    );
  });
});

it('cancels for the source wallet, and says so when Fireblocks did not', async () => {
  upstream.server.respond(json(200, { success: true }));
  expect(await upstream.fireblocks.transactions.cancel(TX, WALLET)).toBe(true);
  const seen = upstream.server.seen[0]!;
  expect(judge(seen)).toBe('signer-key');
  expect(seen.url).toBe(`/v1/transactions/${TX}/cancel`);
  expect(seen.headers['x-end-user-wallet-id']).toBe(WALLET);
  upstream.server.respond(json(200, { success: false }));
  expect(await upstream.fireblocks.transactions.cancel(TX, WALLET)).toBe(false);
});

it('finds by our own id; a 404 is none', async () => {
  upstream.server.respond(json(200, { id: TX, status: 'QUEUED', externalTxId: 'gw-1.a_b' }));
  const found = await upstream.fireblocks.transactions.findByExternalId('gw-1.a_b');
  expect(found).toMatchObject({ id: TX, status: 'QUEUED' });
  expect(upstream.server.seen[0]!.url).toBe('/v1/transactions/external_tx_id/gw-1.a_b');
  upstream.server.respond(json(404, { message: 'not found', code: 1 }));
  expect(await upstream.fireblocks.transactions.findByExternalId('gw-2')).toBeUndefined();
  expect((await failureOf(upstream.fireblocks.transactions.get(TX))).kind).toBe('NOT_FOUND');
});

it('lists with a signed query and takes the cursor from the header', async () => {
  upstream.server.respond(json(200, [{ id: TX, status: 'A' }], { 'next-page': 'n2' }));
  const page = await upstream.fireblocks.transactions.list({
    after: 1,
    before: 1_760_000_000_000,
    limit: 9999,
    status: 'PENDING_SIGNATURE',
    sort: 'ASC',
    sourceWalletId: WALLET,
    next: 'n 1=/&',
  });
  expect(page.next).toBe('n2');
  expect(page.items).toHaveLength(1);
  const seen = upstream.server.seen[0]!;
  expect(judge(seen)).toBe('signer-key');
  expect(Object.fromEntries(new URL(seen.url, 'http://x').searchParams)).toEqual({
    after: '1',
    before: '1760000000000',
    limit: '500',
    status: 'PENDING_SIGNATURE',
    sort: 'ASC',
    sourceWalletId: WALLET,
    next: 'n 1=/&',
  });
  upstream.server.respond(json(200, []));
  expect(await upstream.fireblocks.transactions.list({ limit: 1 })).toEqual({ items: [] });
});

it('estimates fees for the source wallet', async () => {
  const tier = { networkFee: '0.0001', gasPrice: 2.5e-7 };
  upstream.server.respond(json(200, { low: tier, medium: tier, high: {} }));
  const estimate = await upstream.fireblocks.transactions.estimateFee(order);
  expect(estimate.low).toMatchObject({ networkFee: '0.0001', gasPrice: '0.00000025' });
  expect(estimate.high?.networkFee).toBeNull();
  const seen = upstream.server.seen[0]!;
  expect(judge(seen)).toBe('signer-key');
  expect(seen.url).toBe('/v1/transactions/estimate_fee');
  expect(seen.headers['x-end-user-wallet-id']).toBe(WALLET);
  // That name is for one transaction only, which has not been made.
  expect(JSON.parse(seen.body)).not.toHaveProperty('externalTxId');
});

it('estimates the fees that Fireblocks tells, and takes none for no answer', async () => {
  const { transactions } = upstream.fireblocks;
  upstream.server.respond(json(200, { medium: { networkFee: 0.5 }, high: null }));
  expect(await transactions.estimateFee(order)).toMatchObject({
    low: null,
    medium: { networkFee: '0.5' },
    high: null,
  });
  for (const answer of [{}, { fee: {} }, [], null, { low: 'cheap' }]) {
    upstream.server.respond(json(200, answer));
    expect((await failureOf(transactions.estimateFee(order))).kind).toBe('MALFORMED');
  }
});

it('registers and lists webhooks as the admin', async () => {
  const webhook = { id: 'w1', url: 'https://x.example', events: ['transaction.created'] };
  upstream.server.respond(json(201, { ...webhook, status: 'ENABLED' }));
  const made = await upstream.fireblocks.webhooks.register(webhook.url, webhook.events, 'gateway');
  expect(made).toMatchObject({ ...webhook, status: 'ENABLED' });
  expect(judge(upstream.server.seen[0]!)).toBe('admin-key');
  expect(upstream.server.seen[0]).toMatchObject({ method: 'POST', url: '/v1/webhooks' });
  expect(JSON.parse(upstream.server.seen[0]!.body)).toEqual({
    url: webhook.url,
    events: webhook.events,
    description: 'gateway',
  });
  upstream.server.respond(json(200, { data: [webhook] }));
  expect(await upstream.fireblocks.webhooks.list()).toMatchObject([webhook]);
  expect(judge(upstream.server.seen[1]!)).toBe('admin-key');
});
