import { changeDevice, changeWallet, outcomeOf } from '../support/access-changes';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { RELAY, type GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';

const MESSAGE = JSON.stringify({ method: 'get_all_keys', params: [] });

describe.each(databaseKinds)('what Fireblocks is brought to from the $name database', (kind) => {
  let gateway: TestGateway;
  let admin: GraphQLCaller;
  let alice: GraphQLCaller;
  let walletId: string;
  let deviceId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' }, kind);
    await authenticate();
  });

  beforeEach(async () => {
    walletId = await alice.createWallet();
    deviceId = await alice.assignDevice(walletId);
    await relay();
  });

  afterEach(async () => {
    await gateway.simulator.clearFaults();
    await gateway.simulator.calmWebhooks();
  });

  afterAll(() => gateway.stop());

  async function authenticate(): Promise<void> {
    [admin, alice] = await Promise.all([gateway.as('boss', 'ncw:admin'), gateway.as('alice')]);
  }

  const relay = async (device = deviceId) =>
    outcomeOf(await alice.send(RELAY, { input: { walletId, deviceId: device, payload: MESSAGE } }));

  async function upstream() {
    const wallet = (await gateway.simulator.wallet(walletId))!;
    const device = wallet.devices.find((candidate) => candidate.deviceId === deviceId);
    return { wallet: wallet.enabled, device: device?.enabled };
  }

  const pending = () => gateway.metric('ncw_desired_states_pending');

  const settled = () => eventually(async () => (await pending()) === 0 || undefined);

  async function applied() {
    const { wallet } = await alice.expectData<{
      wallet: { appliedAtFireblocks: boolean; devices: { appliedAtFireblocks: boolean }[] };
    }>(
      'query ($id: ID!) { wallet(id: $id) { appliedAtFireblocks devices { appliedAtFireblocks } } }',
      {
        id: walletId,
      },
    );
    return [wallet.appliedAtFireblocks, wallet.devices[0]!.appliedAtFireblocks];
  }

  /** The role and status of each call that has set something in this wallet. */
  const commands = async () =>
    (await gateway.simulator.calls())
      .filter(({ method, path }) => method === 'PATCH' && path.includes(walletId))
      .map(
        ({ role, path, status }) =>
          `${role} ${path.includes('/devices/') ? 'device' : 'wallet'} ${status}`,
      );

  it('is the wallet by the admin and the device by the signer, and back again', async () => {
    await changeDevice(alice, 'disableDevice', deviceId, {});
    await changeWallet(admin, 'freezeWallet', walletId);
    await settled();
    expect(await upstream()).toEqual({ wallet: false, device: false });
    await changeWallet(admin, 'unfreezeWallet', walletId);
    await changeDevice(alice, 'enableDevice', deviceId, {});
    await settled();
    expect(await upstream()).toEqual({ wallet: true, device: true });
    expect((await commands()).sort()).toEqual([
      ...['admin wallet 204', 'admin wallet 204', 'signer device 204', 'signer device 204'],
    ]);
    expect(await applied()).toEqual([true, true]);
  });

  it('is reached by every device of a wallet that is given away, and by none that is kept', async () => {
    await changeWallet(admin, 'reassignWallet', walletId, { ownerId: 'bob', keepDevices: true });
    await changeWallet(admin, 'reassignWallet', walletId, { ownerId: 'alice' });
    await settled();
    expect(await upstream()).toEqual({ wallet: true, device: false });
    expect(await commands()).toEqual(['signer device 204']);
  });

  it('is worked towards through an outage, while the gateway refuses from the start', async () => {
    const path = UPSTREAM.walletStatus;
    await gateway.simulator.fault({ path, kind: '500null', count: 2 });
    await changeWallet(admin, 'freezeWallet', walletId);
    expect(await relay()).toBe('WALLET_FROZEN');
    expect(await pending()).toBe(1);
    expect(await applied()).toEqual([false, true]);
    await settled();
    expect(await upstream()).toMatchObject({ wallet: false });
    expect(await commands()).toEqual(['admin wallet 500', 'admin wallet 500', 'admin wallet 204']);
    expect(await applied()).toEqual([true, true]);
  });

  it('is asked for once where Fireblocks does not know the device', async () => {
    const silent = await alice.assignDevice(walletId);
    await changeDevice(alice, 'disableDevice', silent, {});
    await settled();
    await changeDevice(alice, 'disableDevice', deviceId, {});
    await settled();
    expect(await commands()).toEqual(['signer device 404', 'signer device 204']);
  });

  it('is the newest decision, when an older call is slow', async () => {
    const path = UPSTREAM.walletStatus;
    await gateway.simulator.fault({ path, kind: 'latency', latencyMs: 300 });
    await changeWallet(admin, 'freezeWallet', walletId);
    await changeWallet(admin, 'unfreezeWallet', walletId);
    await changeWallet(admin, 'freezeWallet', walletId);
    await changeWallet(admin, 'unfreezeWallet', walletId);
    await settled();
    expect(await upstream()).toMatchObject({ wallet: true });
    expect(await relay()).toBe('ok');
    // One at a time: decisions that were overtaken meanwhile are never sent.
    expect((await commands()).length).toBeLessThanOrEqual(3);
  });

  it('is not undone by a late webhook', async () => {
    await gateway.simulator.webhooks({ delay: 200 });
    await changeWallet(admin, 'freezeWallet', walletId);
    await settled();
    await changeWallet(admin, 'unfreezeWallet', walletId);
    await settled();
    const reads = () => gateway.simulator.countCalls('GET', `/v1/ncw/wallets/${walletId}$`);
    await eventually(async () => (await reads()) >= 1 || undefined);
    expect(await relay()).toBe('ok');
    expect(await upstream()).toMatchObject({ wallet: true });
  });

  it('is restored where somebody enables at Fireblocks what is frozen here', async () => {
    await changeWallet(admin, 'freezeWallet', walletId);
    await settled();
    await gateway.simulator.setEnabled(true, walletId);
    await eventually(async () => !(await upstream()).wallet || undefined);
    expect(await relay()).toBe('WALLET_FROZEN');
  });

  it('does not touch a wallet on which nothing was decided', async () => {
    await gateway.simulator.setEnabled(false, walletId);
    await eventually(async () => {
      const [row] = await gateway.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM notifications
          WHERE resource_id = '${walletId}' AND state = 'IGNORED' AND event_type LIKE '%status%'`,
      );
      return row!.count > 0 || undefined;
    });
    expect(await upstream()).toMatchObject({ wallet: false });
    expect(await commands()).toEqual([]);
  });

  it('is read once more after a decision, for what was still on its way', async () => {
    await changeDevice(alice, 'disableDevice', deviceId, {});
    await settled();
    // What Fireblocks tells nobody: an older call that takes effect late.
    await gateway.simulator.setEnabled(true, walletId, deviceId);
    await gateway.sql(
      `UPDATE desired_states SET check_at = now(), unsettled_until = now() WHERE id = '${deviceId}'`,
    );
    // Another decision wakes the worker; otherwise it looks by itself, every 15 s.
    await changeWallet(admin, 'freezeWallet', walletId);
    await eventually(async () => (await upstream()).device === false || undefined);
    await eventually(async () => {
      const [state] = await gateway.sql<{ check_at: unknown }>(
        `SELECT check_at FROM desired_states WHERE id = '${deviceId}'`,
      );
      return state!.check_at === null || undefined;
    });
  });

  it('is worked towards by the next process where the last one could not', async () => {
    const path = UPSTREAM.deviceStatus;
    await gateway.simulator.fault({ path, kind: '500null', count: 1_000 });
    await changeDevice(alice, 'disableDevice', deviceId, {});
    await eventually(async () => (await commands()).length > 0 || undefined);
    await gateway.restart();
    await authenticate();
    expect(await relay()).toBe('DEVICE_DISABLED');
    await settled();
    expect(await upstream()).toMatchObject({ device: false });
  });
});
