import type { Pool } from 'pg';
import pino from 'pino';
import type { Context } from '../../../src/api/context';
import { ProcessWakeSignal } from '../../../src/events/wake-signal';
import { HighRiskPolicy } from '../../../src/rpc/high-risk-policy';
import { OpenRelays } from '../../../src/rpc/open-relays';
import { RelayRpc } from '../../../src/rpc/relay-rpc';
import { RelayTarget } from '../../../src/rpc/relay-target';
import { caller } from '../../support/caller';

const context = {
  caller: caller('alice'),
  log: pino({ level: 'silent' }),
  signal: new AbortController().signal,
} as unknown as Context;

const CALL = { walletId: 'w', deviceId: 'd', payload: '{"method":"get_all_keys"}' };

/** A relay whose upstream answers after a while, or when it is told to, and whose device can be disabled. */
function relayOf() {
  const device = { status: 'ENABLED', lookUps: 0 };
  const pending: (() => void)[] = [];
  const pool = {
    query: () => {
      device.lookUps += 1;
      return Promise.resolve({
        rows: [
          {
            ...{ device_id: 'd', wallet_id: 'w', owner_id: 'alice', disabled_by_admin: false },
            ...{ device_status: device.status, wallet_status: 'ACTIVE' },
          },
        ],
      });
    },
  } as unknown as Pool;
  const upstream = {
    invoke: () =>
      new Promise<{ body: unknown }>((resolve) => {
        pending.push(() => {
          resolve({ body: {} });
        });
      }),
  };
  let now = 1_760_000_000_000;
  const policy = new HighRiskPolicy({ highRisk: 'allow' }, Date.now);
  const log = pino({ level: 'silent' });
  const target = new OpenRelays({
    target: new RelayTarget(pool),
    signal: new ProcessWakeSignal(),
    log,
  });
  const relay = new RelayRpc(
    target,
    upstream,
    policy,
    () => undefined,
    () => now,
  );
  const outcomes: string[] = [];
  return {
    device,
    pending,
    outcomes,
    pass: (ms: number) => (now += ms),
    send: () =>
      relay.run(CALL, context).then(
        () => outcomes.push('ok'),
        (error: unknown) => outcomes.push((error as { code: string }).code),
      ),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('looks the owner up once for a message that goes at once', async () => {
  const { device, pending, send } = relayOf();
  const sent = send();
  await settled();
  for (const answer of pending) answer();
  await sent;
  expect(device.lookUps).toBe(1);
});

it('does not send a message that waited when its device was disabled meanwhile', async () => {
  const { device, pending, outcomes, pass, send } = relayOf();
  const all = Array.from({ length: 10 }, () => send());
  await settled();
  // Eight of a device are sent at once.
  expect(pending).toHaveLength(8);
  expect(device.lookUps).toBe(10);
  device.status = 'DISABLED';
  pass(51);
  for (const answer of pending) answer();
  await Promise.all(all);
  expect(pending).toHaveLength(8);
  expect(outcomes.sort()).toEqual([
    ...['DEVICE_DISABLED', 'DEVICE_DISABLED'],
    ...Array.from({ length: 8 }, () => 'ok'),
  ]);
});
