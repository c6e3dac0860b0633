import { randomUUID } from 'node:crypto';
import {
  changeDevice,
  changeWallet,
  outcomeOf,
  sendDeviceChange,
  sendWalletChange,
} from '../support/access-changes';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { givenMs } from '../support/given-time';
import { RELAY, type GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { SigningStatusRecorder, type StreamVariables } from '../support/signing-status';

const MESSAGE = JSON.stringify({ method: 'get_all_keys', params: [] });
const ASSIGN =
  'mutation ($input: AssignDeviceInput!) { assignDevice(input: $input) { device { id } } }';

describe.each(databaseKinds)('who may use a wallet, changed on the $name database', (kind) => {
  let gateway: TestGateway;
  let admin: GraphQLCaller;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  let walletId: string;
  let deviceId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' }, kind);
    admin = await gateway.as('boss', 'ncw:admin');
    [alice, bob] = await Promise.all([gateway.as('alice'), gateway.as('bob')]);
    await gateway.simulator.settings({ transactionStepMs: 0 });
  });

  beforeEach(async () => {
    walletId = await alice.createWallet();
    deviceId = await alice.assignDevice(walletId);
  });

  afterAll(() => gateway.stop());

  const relay = (caller: GraphQLCaller, device = deviceId, payload = MESSAGE) =>
    caller.send(RELAY, { input: { walletId, deviceId: device, payload } });

  const assign = (caller: GraphQLCaller, device: string) =>
    caller.send(ASSIGN, { input: { walletId, deviceId: device } });

  /** A relay that Fireblocks has and does not answer. */
  async function relayInFlight(device = deviceId) {
    const path = `/devices/${device}/invoke$/`;
    await gateway.simulator.fault({ path, method: 'POST', kind: 'hang' });
    const answer = relay(alice, device);
    await eventually(async () => (await gateway.simulator.faults()).length === 0 || undefined);
    return { answer };
  }

  async function watch(caller: GraphQLCaller, change: Partial<StreamVariables> = {}) {
    const stream = new SigningStatusRecorder(caller, { walletId, ...change });
    await stream.until(({ events }) => events.some((event) => event.kind === 'SNAPSHOT_END'));
    return stream;
  }

  async function expectEnd(stream: SigningStatusRecorder, code: string): Promise<void> {
    await stream.until(({ ended }) => ended, 1_000);
    expect(stream.errors.map(({ extensions }) => extensions?.['code'])).toEqual([code]);
    stream.stop();
  }

  /** What stops a wallet's device, and the code that everything of it then ends with. */
  const STOPS: [string, string, () => Promise<unknown>][] = [
    ['frozen', 'WALLET_FROZEN', () => changeWallet(admin, 'freezeWallet', walletId)],
    [
      ...(['given away', 'NOT_FOUND'] as const),
      () => changeWallet(admin, 'reassignWallet', walletId, { ownerId: 'bob', keepDevices: true }),
    ],
    [
      ...(['without its device', 'DEVICE_DISABLED'] as const),
      () => changeDevice(alice, 'disableDevice', deviceId, {}),
    ],
  ];

  describe.each(STOPS)('a wallet that is %s', (_name, code, stop) => {
    it('ends a relay in flight, and says what may have happened', async () => {
      const { answer } = await relayInFlight();
      await stop();
      expect(await givenMs(() => answer)).toBeLessThan(1_000);
      const { errors } = await answer;
      expect(errors).toMatchObject([{ extensions: { code } }]);
      expect(errors[0]!.message).toContain('may have reached Fireblocks');
    });

    it('ends its streams, and takes neither a relay nor a stream', async () => {
      const stream = await watch(alice, { deviceId });
      await stop();
      await expectEnd(stream, code);
      expect(outcomeOf(await relay(alice))).toBe(code);
      await expectEnd(new SigningStatusRecorder(alice, { walletId, deviceId }), code);
    });
  });

  it('leaves relays and streams of another device of the wallet alone', async () => {
    const other = await alice.assignDevice(walletId);
    const streams = [await watch(alice, { deviceId: other }), await watch(alice)];
    const { answer } = await relayInFlight(other);
    await changeDevice(alice, 'disableDevice', deviceId, {});
    await changeDevice(alice, 'enableDevice', deviceId, {});
    const id = await alice.createTransaction(walletId);
    for (const stream of streams) {
      await stream.until((s) => s.statusesOf(id).includes('SUBMITTED'));
      stream.stop();
    }
    await changeDevice(alice, 'disableDevice', other, {});
    expect(outcomeOf(await answer)).toBe('DEVICE_DISABLED');
  });

  it('freezes and unfreezes; the owner reads why, cancels, and goes on as before', async () => {
    const id = await alice.createTransaction(walletId);
    const frozen = await changeWallet(admin, 'freezeWallet', walletId);
    expect(frozen).toMatchObject({ id: walletId, status: 'FROZEN', ownerId: 'alice' });
    expect(await changeWallet(admin, 'freezeWallet', walletId)).toMatchObject({ status: 'FROZEN' });
    const { errors } = await relay(alice);
    expect(errors[0]!.message).toBe('the wallet is frozen; ask support');
    expect(
      await alice.expectData(
        'mutation ($input: CancelTransactionInput!) { cancelTransaction(input: $input) { transaction { id } } }',
        { input: { walletId, transactionId: id } },
      ),
    ).toEqual({ cancelTransaction: { transaction: { id } } });
    const active = await changeWallet(admin, 'unfreezeWallet', walletId);
    expect(active).toMatchObject({ status: 'ACTIVE' });
    // Fireblocks itself refuses until it was brought there.
    await eventually(async () => outcomeOf(await relay(alice)) === 'ok' || undefined);
  });

  it('does not make a wallet usable that was frozen before it was ready', async () => {
    await gateway.sql(`UPDATE wallets SET status = 'PROVISIONING' WHERE id = '${walletId}'`);
    await changeWallet(admin, 'freezeWallet', walletId);
    const unfrozen = await changeWallet(admin, 'unfreezeWallet', walletId);
    expect(unfrozen).toMatchObject({ status: 'PROVISIONING' });
  });

  it('lets an owner enable again what the owner has disabled, and says how', async () => {
    expect(await changeDevice(alice, 'disableDevice', deviceId, {})).toMatchObject({
      ...{ status: 'DISABLED', disabledByAdmin: false },
    });
    const { errors } = await assign(alice, deviceId);
    expect(errors[0]!.message).toContain('enableDevice');
    expect(await changeDevice(alice, 'enableDevice', deviceId, {})).toMatchObject({
      ...{ status: 'ENABLED', disabledByAdmin: false },
    });
    expect(outcomeOf(await assign(alice, deviceId))).toBe('ok');
  });

  it('keeps what an administrator has disabled from its owner', async () => {
    await changeDevice(alice, 'disableDevice', deviceId, {});
    expect(await changeDevice(admin, 'disableDevice', deviceId)).toMatchObject({
      ...{ status: 'DISABLED', disabledByAdmin: true },
    });
    await changeDevice(alice, 'disableDevice', deviceId, {});
    expect(outcomeOf(await sendDeviceChange(alice, 'enableDevice', deviceId))).toBe(
      'DEVICE_DISABLED',
    );
    expect((await assign(alice, deviceId)).errors[0]!.message).toContain('administrator');
    expect(await changeDevice(admin, 'enableDevice', deviceId)).toMatchObject({
      ...{ status: 'ENABLED', disabledByAdmin: false },
    });
    expect(outcomeOf(await relay(alice))).toBe('ok');
  });

  it('lets a device of a frozen wallet be disabled by its owner, and not enabled', async () => {
    await changeWallet(admin, 'freezeWallet', walletId);
    await changeDevice(alice, 'disableDevice', deviceId, {});
    expect(outcomeOf(await sendDeviceChange(alice, 'enableDevice', deviceId))).toBe(
      'WALLET_FROZEN',
    );
  });

  it('gives a wallet away with its history and without its devices', async () => {
    const id = await alice.createTransaction(walletId);
    const given = await changeWallet(admin, 'reassignWallet', walletId, { ownerId: 'bob' });
    expect(given).toMatchObject({ ownerId: 'bob', status: 'ACTIVE' });
    const read = '{ wallet(id: "ID") { devices { id status disabledByAdmin } } }';
    expect(await bob.expectData(read.replace('ID', walletId))).toEqual({
      wallet: { devices: [{ id: deviceId, status: 'DISABLED', disabledByAdmin: true }] },
    });
    expect(await alice.expectData(read.replace('ID', walletId))).toEqual({ wallet: null });
    await bob.transactionReaches(id, 'PENDING_SIGNATURE');
    expect(outcomeOf(await relay(bob))).toBe('DEVICE_DISABLED');
    expect(outcomeOf(await sendDeviceChange(bob, 'enableDevice', deviceId))).toBe(
      'DEVICE_DISABLED',
    );
    expect(outcomeOf(await sendDeviceChange(alice, 'enableDevice', deviceId))).toBe('NOT_FOUND');
    const own = await bob.assignDevice(walletId);
    expect(outcomeOf(await relay(bob, own))).toBe('ok');
  });

  it('keeps the devices where it is told to, and disables none when it is repeated', async () => {
    const change = { ownerId: 'bob', keepDevices: true };
    await changeWallet(admin, 'reassignWallet', walletId, change);
    expect(outcomeOf(await relay(bob))).toBe('ok');
    await changeWallet(admin, 'reassignWallet', walletId, { ...change, keepDevices: false });
    expect(outcomeOf(await relay(bob))).toBe('ok');
  });

  it('wants an administrator’s reason, and nobody else’s', async () => {
    for (const reason of ['', '   ', 'x'.repeat(501), 'nul\0']) {
      const answers = [
        await sendWalletChange(admin, 'freezeWallet', walletId, { reason }),
        await sendDeviceChange(admin, 'disableDevice', deviceId, { reason }),
      ];
      expect(answers.map(outcomeOf)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
      expect(answers[0]!.errors[0]!.message).toContain('input.reason');
    }
    expect(outcomeOf(await sendDeviceChange(admin, 'disableDevice', deviceId, {}))).toBe(
      'BAD_USER_INPUT',
    );
    expect(outcomeOf(await sendDeviceChange(alice, 'disableDevice', deviceId, {}))).toBe('ok');
  });

  it('refuses what is no user or not there', async () => {
    for (const ownerId of ['', 'x'.repeat(256), 'nul\0']) {
      const answer = await sendWalletChange(admin, 'reassignWallet', walletId, { ownerId });
      expect(outcomeOf(answer)).toBe('BAD_USER_INPUT');
    }
    const answers = [
      await sendWalletChange(admin, 'freezeWallet', randomUUID()),
      await sendWalletChange(admin, 'unfreezeWallet', randomUUID()),
      await sendWalletChange(admin, 'reassignWallet', randomUUID(), { ownerId: 'bob' }),
      await sendDeviceChange(admin, 'disableDevice', randomUUID()),
    ];
    expect(answers.map(outcomeOf)).toEqual(answers.map(() => 'NOT_FOUND'));
  });

  it('keeps a record of each decision, and of no repetition', async () => {
    for (const name of ['freezeWallet', 'freezeWallet', 'unfreezeWallet'] as const) {
      await changeWallet(admin, name, walletId, { reason: ` ${name} ` });
    }
    await changeDevice(alice, 'disableDevice', deviceId, {});
    await changeWallet(admin, 'reassignWallet', walletId, { ownerId: 'bob', reason: 'heir' });
    const rows = await gateway.sql<Record<string, unknown>>(
      `SELECT action, device_id, actor_id, reason, from_owner_id, to_owner_id
         FROM access_decisions WHERE wallet_id = '${walletId}' ORDER BY id`,
    );
    const none = { device_id: null, from_owner_id: null, to_owner_id: null };
    expect(rows).toEqual([
      { ...none, action: 'FREEZE_WALLET', actor_id: 'boss', reason: 'freezeWallet' },
      { ...none, action: 'UNFREEZE_WALLET', actor_id: 'boss', reason: 'unfreezeWallet' },
      { ...none, action: 'DISABLE_DEVICE', actor_id: 'alice', reason: null, device_id: deviceId },
      {
        ...{ action: 'REASSIGN_WALLET', actor_id: 'boss', reason: 'heir', device_id: null },
        ...{ from_owner_id: 'alice', to_owner_id: 'bob' },
      },
    ]);
  });
});
