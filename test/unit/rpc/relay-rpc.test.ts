import type { Pool } from 'pg';
import pino from 'pino';
import type { Context } from '../../../src/api/context';
import { ProcessWakeSignal } from '../../../src/events/wake-signal';
import { HighRiskPolicy } from '../../../src/rpc/high-risk-policy';
import { OpenRelays } from '../../../src/rpc/open-relays';
import { RelayRpc } from '../../../src/rpc/relay-rpc';
import { RelayTarget } from '../../../src/rpc/relay-target';
import type { HighRiskSettings } from '../../../src/settings/rpc-settings';
import { caller } from '../../support/caller';

const REQUEST = { walletId: 'w', deviceId: 'd' };

const context = {
  caller: caller('alice'),
  log: pino({ level: 'silent' }),
  signal: new AbortController().signal,
} as unknown as Context;

/** What leaves for Fireblocks when a payload is relayed under a policy, and what the caller gets. */
async function relayed(settings: HighRiskSettings, payload: string, usable = true) {
  const left: string[] = [];
  const ids = { device_id: 'd', wallet_id: 'w', owner_id: 'alice' };
  const rows = usable ? [{ ...ids, device_status: 'ENABLED', wallet_status: 'ACTIVE' }] : [];
  const pool = { query: () => Promise.resolve({ rows }) } as unknown as Pool;
  const upstream = {
    invoke: (invocation: { payload: string }) => {
      left.push(invocation.payload);
      return Promise.resolve({ body: {} });
    },
  };
  const policy = new HighRiskPolicy(settings, Date.now);
  const open = new OpenRelays({
    target: new RelayTarget(pool),
    signal: new ProcessWakeSignal(),
    log: pino({ level: 'silent' }),
  });
  const relay = new RelayRpc(open, upstream, policy, () => undefined, Date.now);
  const code = await relay.run({ ...REQUEST, payload }, context).then(
    () => 'ok',
    (error: unknown) => (error as { code: string }).code,
  );
  return { left, code };
}

describe('what leaves for Fireblocks', () => {
  const doubled = '{ "method":"request_end_user_takeover", "method":"get_all_keys" }';

  it('is the very payload where no policy hangs on it', async () => {
    expect((await relayed({ highRisk: 'allow' }, doubled)).left).toEqual([doubled]);
  });

  it('is under a policy what was judged, written anew', async () => {
    const { left } = await relayed({ highRisk: 'refuse' }, doubled);
    expect(left).toEqual(['{"method":"get_all_keys"}']);
  });

  it('is nothing where the policy refuses', async () => {
    const hidden = '{"method":"get_all_keys","\\u006dethod":"request_end_user_takeover"}';
    expect(await relayed({ highRisk: 'refuse' }, hidden)).toEqual({ left: [], code: 'FORBIDDEN' });
  });

  it('is nothing, and nothing is told of the policy, where the device is not the caller’s', async () => {
    const takeover = '{"method":"request_end_user_takeover"}';
    expect(await relayed({ highRisk: 'refuse' }, takeover, false)).toEqual({
      ...{ left: [], code: 'NOT_FOUND' },
    });
  });
});
