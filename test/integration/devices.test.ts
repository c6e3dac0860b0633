import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { RELAY, type GraphQLCaller } from '../support/graphql-caller';

const ASSIGN = `mutation ($input: AssignDeviceInput!) {
  assignDevice(input: $input) { device { id status createdAt wallet { id } } }
}`;
const READ = 'query ($id: ID!) { device(id: $id) { id status wallet { id } } }';
const LIST = 'query ($id: ID!) { wallet(id: $id) { status devices { id } } }';
const POLL = JSON.stringify({ method: 'get_all_keys', params: [] });

interface Owner {
  caller: GraphQLCaller;
  walletId: string;
}

describe.each(databaseKinds)('devices on the $name database', (kind) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' }, kind);
  });

  afterAll(() => gateway.stop());

  async function newOwner(): Promise<Owner> {
    const caller = await gateway.as(`user-${randomUUID()}`);
    return { caller, walletId: await caller.createWallet() };
  }

  async function codeOf(caller: GraphQLCaller, query: string, input: object): Promise<string> {
    return (await caller.expectError(query, { input })).extensions.code;
  }

  async function devicesOf({ caller, walletId }: Owner): Promise<string[]> {
    const { wallet } = await caller.expectData<{ wallet: { devices: { id: string }[] } }>(LIST, {
      id: walletId,
    });
    return wallet.devices.map(({ id }) => id);
  }

  it('assigns a device, and again without any change', async () => {
    const { caller, walletId } = await newOwner();
    const input = { walletId, deviceId: randomUUID() };
    const first = await caller.expectData(ASSIGN, { input });
    const second = await caller.expectData(ASSIGN, { input });
    const loud = { walletId: walletId.toUpperCase(), deviceId: input.deviceId.toUpperCase() };
    const third = await caller.expectData(ASSIGN, { input: loud });

    expect(first).toMatchObject({
      assignDevice: { device: { id: input.deviceId, status: 'ENABLED', wallet: { id: walletId } } },
    });
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(await caller.expectData(READ, { id: input.deviceId })).toEqual({
      device: { id: input.deviceId, status: 'ENABLED', wallet: { id: walletId } },
    });
  });

  it('does not move a device to another wallet, whoever owns it', async () => {
    const [alice, bob] = await Promise.all([newOwner(), newOwner()]);
    const deviceId = await alice.caller.assignDevice(alice.walletId);
    const secondWallet = await alice.caller.createWallet();
    const toSecond = { walletId: secondWallet, deviceId };

    expect(await codeOf(alice.caller, ASSIGN, toSecond)).toBe('DEVICE_ALREADY_ASSIGNED');
    expect(await codeOf(bob.caller, ASSIGN, { walletId: bob.walletId, deviceId })).toBe(
      'DEVICE_ALREADY_ASSIGNED',
    );
    expect(await devicesOf(alice)).toEqual([deviceId]);
    expect(await devicesOf(bob)).toEqual([]);
  });

  it('assigns nothing to the wallet of another user', async () => {
    const [alice, bob] = await Promise.all([newOwner(), newOwner()]);
    const input = { walletId: alice.walletId, deviceId: randomUUID() };

    expect(await codeOf(bob.caller, ASSIGN, input)).toBe('NOT_FOUND');
    expect(await devicesOf(alice)).toEqual([]);
  });

  it('shows a device to nobody but its owner', async () => {
    const [alice, bob] = await Promise.all([newOwner(), newOwner()]);
    const deviceId = await alice.caller.assignDevice(alice.walletId);
    expect(await bob.caller.expectData(READ, { id: deviceId })).toEqual({ device: null });
  });

  it('lists the devices of a wallet in the order of their assignment', async () => {
    const alice = await newOwner();
    const made: string[] = [];
    for (let at = 0; at < 4; at += 1) made.push(await alice.caller.assignDevice(alice.walletId));
    expect(await devicesOf(alice)).toEqual(made);
  });

  it('assigns exactly ten of thirty devices that come at once', async () => {
    const alice = await newOwner();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        alice.caller.send(ASSIGN, { input: { walletId: alice.walletId, deviceId: randomUUID() } }),
      ),
    );
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));

    expect(codes).toEqual(Array.from({ length: 20 }, () => 'DEVICE_LIMIT_REACHED'));
    const devices = await devicesOf(alice);
    expect(devices).toHaveLength(10);
    const repeated = { walletId: alice.walletId, deviceId: devices[3] };
    expect((await alice.caller.send(ASSIGN, { input: repeated })).errors).toEqual([]);
  });

  it('gives a device for which two users fight to exactly one of them', async () => {
    const [alice, bob] = await Promise.all([newOwner(), newOwner()]);
    for (let round = 0; round < 10; round += 1) {
      const deviceId = randomUUID();
      const answers = await Promise.all(
        [alice, bob, alice, bob].map(({ caller, walletId }) =>
          caller.send(ASSIGN, { input: { walletId, deviceId } }),
        ),
      );
      const codes = answers.flatMap(({ errors }) =>
        errors.map(({ extensions }) => extensions.code),
      );
      expect(codes).toEqual(['DEVICE_ALREADY_ASSIGNED', 'DEVICE_ALREADY_ASSIGNED']);
      const owners = [await devicesOf(alice), await devicesOf(bob)];
      expect(owners.filter((devices) => devices.includes(deviceId))).toHaveLength(1);
      if (round === 9) expect(owners.flat()).toHaveLength(10);
    }
  });

  it('relays nothing for a device that is not assigned, or not to that wallet', async () => {
    const [alice, bob] = await Promise.all([newOwner(), newOwner()]);
    const deviceId = await alice.caller.assignDevice(alice.walletId);
    const second = await alice.caller.createWallet();
    const before = await gateway.simulator.calls();
    const targets: [GraphQLCaller, string, string][] = [
      [alice.caller, alice.walletId, randomUUID()],
      [alice.caller, second, deviceId],
      [alice.caller, bob.walletId, deviceId],
      [bob.caller, alice.walletId, deviceId],
      [bob.caller, bob.walletId, deviceId],
      [bob.caller, randomUUID(), deviceId],
    ];
    for (const [caller, walletId, device] of targets) {
      const input = { walletId, deviceId: device, payload: POLL };
      expect(await codeOf(caller, RELAY, input)).toBe('NOT_FOUND');
    }
    expect(await gateway.simulator.calls()).toEqual(before);
  });

  it('refuses a disabled device, and assigning does not enable it', async () => {
    const alice = await newOwner();
    const { caller, walletId } = alice;
    const deviceId = await caller.assignDevice(walletId);
    const other = await caller.assignDevice(walletId);
    await gateway.disableDevice(deviceId);
    const before = await gateway.simulator.calls();

    expect(await codeOf(caller, RELAY, { walletId, deviceId, payload: POLL })).toBe(
      'DEVICE_DISABLED',
    );
    expect(await codeOf(caller, ASSIGN, { walletId, deviceId })).toBe('DEVICE_DISABLED');
    expect(await gateway.simulator.calls()).toEqual(before);
    expect(await caller.expectData(READ, { id: deviceId })).toMatchObject({
      device: { status: 'DISABLED' },
    });
    expect(await caller.relay(walletId, other, JSON.parse(POLL))).toEqual({ result: [] });
  });

  it('counts a disabled device towards the ten', async () => {
    const { caller, walletId } = await newOwner();
    const devices = await Promise.all(
      Array.from({ length: 10 }, () => caller.assignDevice(walletId)),
    );
    await gateway.disableDevice(devices[0]!);
    expect(await codeOf(caller, ASSIGN, { walletId, deviceId: randomUUID() })).toBe(
      'DEVICE_LIMIT_REACHED',
    );
  });

  describe('of a frozen wallet', () => {
    it('may do nothing that moves funds, while reads and cancelling stay', async () => {
      const { caller, walletId } = await newOwner();
      const deviceId = await caller.assignDevice(walletId);
      const transactionId = await caller.createTransaction(walletId);
      await gateway.setWalletStatus(walletId, 'FROZEN');
      const before = await gateway.simulator.calls();
      const destination = { type: 'ONE_TIME_ADDRESS', address: '0xabc' };
      const transfer = { walletId, assetId: 'ETH_TEST5', amount: '1', destination };

      const refused: [string, object][] = [
        [RELAY, { walletId, deviceId, payload: POLL }],
        [ASSIGN, { walletId, deviceId: randomUUID() }],
        [ASSIGN, { walletId, deviceId }],
        [
          'mutation ($input: CreateTransactionInput!) { createTransaction(input: $input) { transaction { id } } }',
          { ...transfer, idempotencyKey: 'frozen' },
        ],
        [
          'mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { id } } }',
          { walletId, assetId: 'BTC_TEST' },
        ],
      ];
      for (const [query, input] of refused) {
        expect(await codeOf(caller, query, input)).toBe('WALLET_FROZEN');
      }
      expect(await gateway.simulator.calls()).toEqual(before);

      expect(await caller.expectData(LIST, { id: walletId })).toEqual({
        wallet: { status: 'FROZEN', devices: [{ id: deviceId }] },
      });
      expect(
        await caller.expectData(
          `mutation ($input: CancelTransactionInput!) {
             cancelTransaction(input: $input) { transaction { id } }
           }`,
          { input: { walletId, transactionId } },
        ),
      ).toEqual({ cancelTransaction: { transaction: { id: transactionId } } });
    });

    it('works again once the wallet is active again', async () => {
      const { caller, walletId } = await newOwner();
      const deviceId = await caller.assignDevice(walletId);
      await gateway.setWalletStatus(walletId, 'FROZEN');
      await gateway.setWalletStatus(walletId, 'ACTIVE');
      expect(await caller.relay(walletId, deviceId, JSON.parse(POLL))).toEqual({ result: [] });
    });
  });
});
