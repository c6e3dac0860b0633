import { createHash } from 'node:crypto';
import {
  MalformedNotification,
  parseNotification,
} from '../../../src/fireblocks/webhook-notification';
import { DEVICE, TX, WALLET } from './support/values';

const transaction = { id: TX, status: 'PENDING_SIGNATURE', assetId: 'ETH_TEST5', lastUpdated: 5 };
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

function v2(eventType: string, data: unknown, extra: object = {}) {
  return parseNotification(
    bytes({ id: 'n-1', eventType, createdAt: 1_760_000_001_234, data, ...extra }),
  );
}

function v1(type: string, data: unknown, extra: object = {}) {
  return parseNotification(
    bytes({ type, tenantId: 't', timestamp: 1_760_000_001_234, data, ...extra }),
  );
}

describe('envelopes', () => {
  it('reads version 2', () => {
    expect(v2('transaction.created', transaction, { resourceId: TX })).toMatchObject({
      id: 'n-1',
      version: 2,
      eventType: 'transaction.created',
      resourceId: TX,
      createdAt: 1_760_000_001_234,
      content: { kind: 'TRANSACTION', transaction: { id: TX, status: 'PENDING_SIGNATURE' } },
    });
  });

  it('reads seconds as well as milliseconds', () => {
    expect(v2('x', {}, { createdAt: 1_760_000_001 }).createdAt).toBe(1_760_000_001_000);
    expect('createdAt' in v2('x', {}, { createdAt: null })).toBe(false);
  });

  it('reads version 1, with a hash of the bytes as its id', () => {
    const raw = bytes({
      type: 'TRANSACTION_CREATED',
      timestamp: 1_760_000_001_234,
      data: transaction,
    });
    const hash = createHash('sha256').update(raw).digest('hex');
    expect(parseNotification(raw)).toMatchObject({
      id: `v1-${hash}`,
      version: 1,
      eventType: 'TRANSACTION_CREATED',
      resourceId: TX,
      createdAt: 1_760_000_001_234,
    });
  });

  it('makes up an id where version 2 has none that can be kept', () => {
    expect(v2('x', {}, { id: 'y'.repeat(500) }).id).toMatch(/^v2-[0-9a-f]{64}$/);
    expect(v2('x', {}, { id: 7 }).id).toMatch(/^v2-/);
  });

  it.each(['', 'x', 'null', '[]', '7', '"x"', '{'])('refuses %j', (text) => {
    expect(() => parseNotification(Buffer.from(text))).toThrow(MalformedNotification);
  });

  it('records an object that is no notification', () => {
    expect(parseNotification(bytes({}))).toMatchObject({
      eventType: 'UNKNOWN',
      content: { kind: 'OTHER' },
    });
  });
});

describe('content', () => {
  it.each(['TRANSACTION_CREATED', 'TRANSACTION_STATUS_UPDATED', 'NCW_TRANSACTION_STATUS_UPDATED'])(
    '%s is a transaction',
    (type) => {
      expect(v1(type, transaction).content.kind).toBe('TRANSACTION');
      expect(v1(type, { nothing: 1 }).content).toEqual({ kind: 'OTHER' });
    },
  );

  it.each(['transaction.status.updated', 'transaction.approval_status.updated'])(
    '%s is a transaction',
    (type) => {
      expect(v2(type, transaction).content.kind).toBe('TRANSACTION');
    },
  );

  it('does not take an alert about a transaction for the transaction', () => {
    const alert = { id: TX, status: 'OPEN', reason: 'stuck' };
    expect(v2('transaction.alert.stuck', alert).content.kind).toBe('OTHER');
  });

  it.each([
    ['embedded_wallet.status.updated', v2],
    ['NCW_STATUS_UPDATED', v1],
  ] as const)('%s is decided by shape', (type, notify) => {
    expect(notify(type, transaction).content.kind).toBe('TRANSACTION');
    const status = notify(type, { walletId: WALLET.toUpperCase(), enabled: false });
    expect(status.content).toEqual({ kind: 'WALLET_STATUS', walletId: WALLET, enabled: false });
    expect(status.resourceId).toBe(WALLET);
    expect(notify(type, { walletId: '..', enabled: true }).content.kind).toBe('OTHER');
  });

  it.each([
    ['embedded_wallet.device.added', v2],
    ['NCW_ADD_DEVICE_SETUP_REQUESTED', v1],
  ] as const)('%s is a request to join', (type, notify) => {
    const data = { walletId: WALLET, deviceId: DEVICE, requestId: 'q' };
    expect(notify(type, data).content).toEqual({ kind: 'DEVICE_JOIN_REQUESTED', ...data });
    expect(notify(type, { walletId: WALLET }).content.kind).toBe('OTHER');
  });

  it.each(['embedded_wallet.created', 'vault_account.created', 'what.is.this', 'TRANSACTIONS'])(
    '%s is only recorded',
    (type) => {
      expect(v2(type, { walletId: WALLET, enabled: true }).content).toEqual({ kind: 'OTHER' });
    },
  );

  it('reads a device message, whose fields are at the top and whose data is text', () => {
    const fields = { walletId: WALLET, deviceId: DEVICE, physicalDeviceId: 'p' };
    expect(v1('NCW_DEVICE_MESSAGE', 'an opaque message', fields)).toMatchObject({
      version: 1,
      eventType: 'NCW_DEVICE_MESSAGE',
      resourceId: WALLET,
      content: { kind: 'OTHER' },
    });
  });
});
