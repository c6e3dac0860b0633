import { createPublicKey, verify } from 'node:crypto';
import {
  control,
  eventually,
  newWallet,
  reaches,
  relay,
  runSimulator,
  transfer,
  WebhookReceiver,
  type Delivery,
  type RunningSimulator,
} from '../support/simulator-client';

const DEVICE = '2b3b7f2c-0000-4000-8000-000000000004';
const TRANSACTION_EVENTS = ['transaction.created', 'transaction.status.updated'];
let running: RunningSimulator;
let receiver: WebhookReceiver;

beforeEach(async () => {
  running = await runSimulator();
  receiver = await WebhookReceiver.listen();
});
afterEach(async () => {
  await running.simulator.close();
  await receiver.close();
});

async function subscribe(events: string[]): Promise<string> {
  const { status, body } = await running.admin.post('/webhooks', { url: receiver.url, events });
  expect(status).toBe(201);
  return body.id;
}

async function completedTransfer(): Promise<string> {
  const walletId = await newWallet(running);
  const { id } = (await running.signer.post('/transactions', transfer(walletId))).body;
  await reaches(running, id, 'PENDING_SIGNATURE');
  for (let n = 0; n < 3; n += 1)
    await relay(running, walletId, DEVICE, 'poll_mpc_msg', { txId: id });
  await reaches(running, id, 'COMPLETED');
  return id;
}

function isV1(delivery: Delivery): boolean {
  const signature = Buffer.from(String(delivery.headers['fireblocks-signature']), 'base64');
  return verify('RSA-SHA512', delivery.raw, running.simulator.webhookPublicKeyPem, signature);
}

async function isV2({ headers, raw }: Delivery): Promise<boolean> {
  const [header = '', middle, signature = ''] = String(
    headers['fireblocks-webhook-signature'],
  ).split('.');
  expect(middle).toBe('');
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<
    string,
    string
  >;
  expect(alg).toBe('RS512');
  const { keys } = (await (await fetch(running.simulator.jwksUrl)).json()) as {
    keys: { kid: string }[];
  };
  const jwk = keys.find((key) => key.kid === kid);
  if (!jwk) return false;
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const input = Buffer.from(`${header}.${raw.toString('base64url')}`);
  return verify('RSA-SHA512', input, key, Buffer.from(signature, 'base64url'));
}

it('tells the whole life of a transaction, in order, each time later', async () => {
  await subscribe(TRANSACTION_EVENTS);
  const id = await completedTransfer();
  await receiver.atLeast(5);
  expect(receiver.statuses()).toEqual([
    ...['SUBMITTED', 'PENDING_SIGNATURE', 'BROADCASTING', 'CONFIRMING', 'COMPLETED'],
  ]);
  const times = receiver.deliveries.map(({ json }) => json.data.lastUpdated);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(receiver.deliveries[0]?.json).toMatchObject({ resourceId: id, data: { id } });
});

it('tells of wallets, accounts, assets, balances and requests to join', async () => {
  const events = [
    'created',
    'account.created',
    'asset.added',
    'asset.balance_updated',
    'device.added',
  ];
  await subscribe(events.map((event) => `embedded_wallet.${event}`));
  const walletId = await newWallet(running);
  await running.signer.post(`/ncw/wallets/${walletId}/accounts/0/assets/XRP_TEST`);
  await control(running, 'POST', '/transactions/incoming', { walletId });
  await eventually(() => (receiver.types().length >= 4 ? true : undefined));
  await relay(running, walletId, DEVICE, 'request_add_device_setup');
  await receiver.atLeast(5);
  expect(receiver.types()).toEqual([
    ...[
      'embedded_wallet.created',
      'embedded_wallet.account.created',
      'embedded_wallet.asset.added',
    ],
    ...['embedded_wallet.asset.balance_updated', 'embedded_wallet.device.added'],
  ]);
  expect(receiver.deliveries[2]?.json.data).toEqual({
    walletId,
    accountId: '0',
    asset: 'XRP_TEST',
  });
});

it('says by embedded_wallet.status.updated what is urgent of a transaction, and when a wallet is disabled', async () => {
  await subscribe(['embedded_wallet.status.updated']);
  await completedTransfer();
  await receiver.atLeast(2);
  expect(receiver.deliveries.map(({ json }) => json.data.status)).toEqual([
    'PENDING_SIGNATURE',
    'COMPLETED',
  ]);
  const walletId = await newWallet(running);
  await running.admin.patch(`/ncw/wallets/${walletId}/status`, { enabled: false });
  const all = await receiver.atLeast(3);
  expect(all[2]?.json.data).toEqual({ walletId, enabled: false });
});

it('signs the same bytes in both forms, and only in the first one where asked', async () => {
  await subscribe(['embedded_wallet.created']);
  await newWallet(running);
  const [second] = await receiver.atLeast(1);
  expect([isV1(second!), await isV2(second!)]).toEqual([true, true]);
  expect(await isV2({ ...second!, raw: Buffer.concat([second!.raw, Buffer.from(' ')]) })).toBe(
    false,
  );

  await control(running, 'POST', '/settings', { webhookForm: 'v1' });
  const walletId = await newWallet(running);
  const first = (await receiver.atLeast(2))[1]!;
  expect(isV1(first)).toBe(true);
  expect(first.headers).not.toHaveProperty('fireblocks-webhook-signature');
  expect(first.json).toEqual({
    ...{ type: 'NCW_CREATED', tenantId: running.workspace.tenantId },
    ...{ timestamp: expect.any(Number), data: { walletId, enabled: true } },
  });
});

it('signs with a new key after a rotation, and still publishes the old one', async () => {
  await subscribe(['embedded_wallet.created']);
  await newWallet(running);
  await receiver.atLeast(1);
  const { kid } = (await control(running, 'POST', '/webhooks', { rotateKey: true })).body;
  await newWallet(running);
  const [before, after] = await receiver.atLeast(2);
  const header = String(after!.headers['fireblocks-webhook-signature']).split('.')[0] ?? '';
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ kid });
  expect([await isV2(before!), await isV2(after!)]).toEqual([true, true]);
});

it('tries again after 500, 408, 429 and never after another 4xx; keeps the order of a resource', async () => {
  const webhookId = await subscribe(TRANSACTION_EVENTS);
  receiver.answers.push(500, 429, 408);
  const id = await completedTransfer();
  await receiver.atLeast(8);
  expect(receiver.statuses().slice(0, 5)).toEqual([
    ...['SUBMITTED', 'SUBMITTED', 'SUBMITTED', 'SUBMITTED', 'PENDING_SIGNATURE'],
  ]);
  expect(new Set(receiver.deliveries.slice(0, 4).map(({ json }) => json.id)).size).toBe(1);
  receiver.answers.push(401);
  const walletId = await newWallet(running);
  await control(running, 'POST', '/transactions/incoming', { walletId });
  await receiver.atLeast(10);
  const failed = await eventually(async () => {
    const path = `/webhooks/${webhookId}/notifications?statuses=FAILED`;
    const { body } = await running.admin.get(path);
    return body.data.length === 1 ? body : undefined;
  });
  expect(failed.data).toMatchObject([{ status: 'FAILED', eventType: 'transaction.created' }]);

  const resent = await running.admin.post(`/webhooks/${webhookId}/notifications/resend_failed`, {});
  expect(resent).toMatchObject({ status: 202, text: '{"total":1}' });
  await receiver.atLeast(11);
  const job = String(resent.headers.get('location')).replace('/v1', '');
  await eventually(async () => {
    return (await running.admin.get(job)).body.status === 'COMPLETED' ? true : undefined;
  });
  const again = { resourceId: id, excludeStatuses: [] };
  await running.admin.post(`/webhooks/${webhookId}/notifications/resend_by_resource`, again);
  await receiver.atLeast(16);
  expect(receiver.statuses().slice(11)).toEqual(receiver.statuses().slice(3, 8));
});

it('waits for a receiver that is away and comes at once when it registers again', async () => {
  await control(running, 'POST', '/settings', { webhookRetryScale: 10 });
  const { url } = receiver;
  const webhookId = await subscribe(['embedded_wallet.created']);
  await receiver.close();
  await newWallet(running);
  const path = `/webhooks/${webhookId}/notifications`;
  await eventually(async () => {
    const { id } = (await running.admin.get(path)).body.data[0] as { id: string };
    const attempts = await running.admin.get(`${path}/${id}/attempts`);
    return attempts.text.includes('NO_RESPONSE') ? true : undefined;
  });
  receiver = await WebhookReceiver.listen(Number(new URL(url).port));
  expect(await subscribe(['embedded_wallet.created'])).toBe(webhookId);
  await receiver.atLeast(1);
  await newWallet(running);
  await receiver.atLeast(2);
  expect(receiver.deliveries).toHaveLength(2);
});

it('does not tell a webhook that is disabled', async () => {
  const webhookId = await subscribe(['embedded_wallet.created']);
  await running.admin.patch(`/webhooks/${webhookId}`, { enabled: false });
  await newWallet(running);
  await running.admin.patch(`/webhooks/${webhookId}`, { enabled: true });
  const walletId = await newWallet(running);
  const [only] = await receiver.atLeast(1);
  expect(only?.json.data.walletId).toBe(walletId);
});

describe('misbehaves when asked:', () => {
  const steer = (knobs: Record<string, unknown>) => control(running, 'POST', '/webhooks', knobs);

  it('duplicates', async () => {
    await subscribe(['embedded_wallet.created']);
    await steer({ duplicate: 1 });
    await newWallet(running);
    const [one, two] = await receiver.atLeast(2);
    expect(two?.raw.equals(one!.raw)).toBe(true);
    await newWallet(running);
    await receiver.atLeast(3);
    expect(receiver.deliveries).toHaveLength(3);
  });

  it('reorders', async () => {
    await subscribe(TRANSACTION_EVENTS);
    await steer({ reorder: 1 });
    const walletId = await newWallet(running);
    await running.signer.post('/transactions', transfer(walletId));
    await receiver.atLeast(2);
    expect(receiver.statuses()).toEqual(['PENDING_SIGNATURE', 'SUBMITTED']);
  });

  it('drops, comes late, with a bad signature and with an unknown event', async () => {
    await subscribe(['embedded_wallet.created']);
    await steer({ drop: 1 });
    await newWallet(running);
    await steer({ badSignature: 1, delay: 200, unknownEvent: 0 });
    const started = Date.now();
    const walletId = await newWallet(running);
    const [bad] = await receiver.atLeast(1);
    expect(bad?.json.data.walletId).toBe(walletId);
    expect(bad!.at - started).toBeGreaterThanOrEqual(190);
    expect([isV1(bad!), await isV2(bad!)]).toEqual([false, false]);
    await steer({ delay: 0, unknownEvent: 1 });
    await newWallet(running);
    await receiver.atLeast(3);
    expect(receiver.types().slice(1)).toEqual([
      'simulator.unknown_event',
      'embedded_wallet.created',
    ]);
  });

  it('refuses a knob that it does not know', async () => {
    expect((await steer({ duplicat: 1 })).status).toBe(400);
  });
});

it('lets many notifications wait without a warning of a leak', async () => {
  await subscribe(TRANSACTION_EVENTS);
  await receiver.close();
  const warnings: string[] = [];
  const note = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', note);
  await Promise.all(
    Array.from({ length: 15 }, async () =>
      running.signer.post('/transactions', transfer(await newWallet(running))),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.off('warning', note);
  expect(warnings).toEqual([]);
  receiver = await WebhookReceiver.listen();
});
