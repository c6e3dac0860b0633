import type { Occurrence } from '../../../src/audit/audit-row';
import { AuditTally } from '../../../src/audit/audit-tally';

const MINUTE = 60_000;

const occurrence: Occurrence = {
  actor: 'alice',
  action: 'assignDevice',
  method: null,
  walletId: '11111111-1111-4111-8111-111111111111',
  deviceId: '22222222-2222-4222-8222-222222222222',
  resourceId: null,
  outcome: 'NOT_FOUND',
  reason: null,
  operationId: null,
  requestId: '33333333-3333-4333-8333-333333333333',
  upstreamRequestIds: [],
  clientAddress: '192.0.2.1',
};

const repeated = { firstAlone: true, byDevice: false };
const countedOnly = { firstAlone: false, byDevice: false };
const byDevice = { firstAlone: false, byDevice: true };

describe('the tally of what can be repeated at will', () => {
  let now = 0;
  const tally = (maxKeys?: number) => new AuditTally(() => now, maxKeys);
  beforeEach(() => {
    now = 1_000 * MINUTE + 500;
  });

  it('gives the first of a minute a row with all its details, and counts the others', () => {
    const counts = tally();
    for (let i = 0; i < 5; i += 1) counts.add(occurrence, repeated);
    expect(counts.drain(false)).toMatchObject([{ ...occurrence, count: 1, decision: 'DENIED' }]);
    expect(counts.drain(false)).toEqual([]);
    now += MINUTE;
    const nothing = { walletId: null, deviceId: null, requestId: null };
    expect(counts.drain(false)).toMatchObject([
      { ...occurrence, ...nothing, count: 4, createdAt: new Date(1_000 * MINUTE) },
    ]);
    expect(counts.drain(true)).toEqual([]);
  });

  it('keeps what happens while a minute lasts apart from what comes after', () => {
    const counts = tally();
    counts.add(occurrence, countedOnly);
    now += MINUTE;
    counts.add(occurrence, countedOnly);
    expect(counts.drain(false)).toMatchObject([{ count: 1, createdAt: new Date(1_000 * MINUTE) }]);
    expect(counts.drain(true)).toMatchObject([{ count: 1, createdAt: new Date(1_001 * MINUTE) }]);
  });

  it('tells actors, actions, methods and outcomes apart, and devices only where it is asked', () => {
    const counts = tally();
    const other = { ...occurrence, deviceId: '44444444-4444-4444-8444-444444444444' };
    for (const each of [occurrence, other]) counts.add(each, countedOnly);
    counts.add({ ...occurrence, actor: null }, countedOnly);
    counts.add({ ...occurrence, action: 'relayRpc' }, countedOnly);
    counts.add({ ...occurrence, outcome: 'FORBIDDEN' }, countedOnly);
    expect(counts.drain(true).map(({ count }) => count)).toEqual([2, 1, 1, 1]);
    for (const each of [occurrence, other, other]) {
      counts.add({ ...each, method: 'poll_mpc_msg', outcome: 'SUCCEEDED' }, byDevice);
    }
    expect(counts.drain(true).map(({ deviceId, count }) => [deviceId, count])).toEqual([
      [occurrence.deviceId, 1],
      [other.deviceId, 2],
    ]);
  });

  it('takes no more memory for a crowd than it may, and still counts all of it', () => {
    const counts = tally(10);
    for (let minute = 0; minute < 3; minute += 1) {
      for (let i = 0; i < 1_000; i += 1) counts.add({ ...occurrence, actor: `${i}` }, repeated);
      now += MINUTE;
    }
    const rows = counts.drain(true);
    expect(rows).toHaveLength(11);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(3_000);
    expect(rows.at(-1)).toMatchObject({ actor: null, clientAddress: null, count: 2_990 });
  });
});
