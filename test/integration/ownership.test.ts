import { randomUUID } from 'node:crypto';
import { Passphrases } from '../../src/backups/passphrases';
import { AssignDevice } from '../../src/devices/assign-device';
import { DeviceFinder } from '../../src/devices/device-finder';
import { RelayTarget } from '../../src/rpc/relay-target';
import { TransactionFinder } from '../../src/transactions/transaction-finder';
import { WalletFinder } from '../../src/wallets/wallet-finder';
import { databaseKinds } from '../support/databases';
import { caller } from '../support/caller';
import { OwnershipWorld } from '../support/ownership';

const alice = caller('alice');
const bob = caller('bob');
const support = caller('sue', 'ncw:support');
const admin = caller('adam', 'ncw:admin');
const PAGE = { first: 100 };

describe.each(databaseKinds)('who finds what on the $name database', (kind) => {
  let world: OwnershipWorld;
  let wallets: WalletFinder;
  let devices: DeviceFinder;
  let passphrases: Passphrases;
  let transactions: TransactionFinder;
  let target: RelayTarget;
  let assign: AssignDevice;

  beforeAll(async () => {
    world = await OwnershipWorld.open(kind);
    const { prisma, pool } = world.database;
    wallets = new WalletFinder(prisma);
    devices = new DeviceFinder(prisma);
    passphrases = new Passphrases(prisma, world.audit);
    transactions = new TransactionFinder(prisma);
    target = new RelayTarget(pool);
    assign = new AssignDevice(prisma, world.audit);
  });

  afterAll(() => world.close());

  it('a wallet: its owner and staff, and for what only an owner may do its owner alone', async () => {
    const id = await world.wallet('alice');
    for (const who of [alice, support, admin]) {
      expect(await wallets.find(who, id)).toMatchObject({ id, ownerId: 'alice' });
      expect(await wallets.require(who, id)).toMatchObject({ id });
    }
    expect(await wallets.find(bob, id)).toBeNull();
    expect(await world.outcome(() => wallets.require(bob, id))).toBe('NOT_FOUND');
    expect(await wallets.requireOwn(alice, id)).toMatchObject({ id });
    for (const who of [bob, support, admin]) {
      expect(await world.outcome(() => wallets.requireOwn(who, id))).toBe('NOT_FOUND');
      expect(await world.outcome(() => wallets.requireUsableOwn(who, id))).toBe('NOT_FOUND');
    }
    expect(await world.outcome(() => wallets.requireUsableOwn(alice, id))).toBeUndefined();
  });

  it('a wallet that cannot be used: told to its owner, and to nobody else', async () => {
    const frozen = await world.wallet('alice', 'FROZEN', 'ACTIVE');
    const unfinished = await world.wallet('alice', 'PROVISIONING');
    const usable = (who: typeof alice, id: string) =>
      world.outcome(() => wallets.requireUsableOwn(who, id));
    expect(await usable(alice, frozen)).toBe('WALLET_FROZEN');
    expect(await usable(alice, unfinished)).toBe('WALLET_NOT_READY');
    await expect(wallets.requireUsableOwn(alice, unfinished)).rejects.toMatchObject({
      retryAfterMs: 2_000,
    });
    expect(await usable(bob, frozen)).toBe('NOT_FOUND');
    expect(await usable(alice, randomUUID())).toBe('NOT_FOUND');
  });

  it('a list of wallets: one’s own, newest first, page by page, also for staff', async () => {
    const own = caller(`lister ${randomUUID()}`);
    await world.database.prisma.user.create({ data: { id: own.id } });
    const ids = [
      await world.wallet(own.id),
      await world.wallet(own.id),
      await world.wallet(own.id),
    ];
    await world.wallet('bob');
    const all = await wallets.listOwn(own, PAGE);
    expect(all.edges.map(({ node }) => node.id).sort()).toEqual(ids.sort());
    const [first, second] = all.edges;
    const after = { createdAt: first!.node.createdAt, id: first!.node.id };
    const page = await wallets.listOwn(own, { first: 1, after });
    expect(page.edges.map(({ node }) => node.id)).toEqual([second!.node.id]);
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect((await wallets.listOwn(admin, PAGE)).edges).toEqual([]);
  });

  it('a device: the owner of its wallet and staff', async () => {
    const walletId = await world.wallet('alice');
    const elsewhere = await world.device(await world.wallet('alice'));
    const ids = [await world.device(walletId), await world.device(walletId, 'by owner')];
    for (const who of [alice, support, admin]) {
      expect(await devices.find(who, ids[0]!)).toMatchObject({ id: ids[0], walletId });
      const listed = (await devices.listOfWallet(who, walletId)).map(({ id }) => id);
      expect(listed.sort()).toEqual([...ids].sort());
      expect(listed).not.toContain(elsewhere);
    }
    expect(await devices.find(bob, ids[0]!)).toBeNull();
    expect(await devices.listOfWallet(bob, walletId)).toEqual([]);
  });

  it('devices in the order in which they came', async () => {
    const walletId = await world.wallet('alice');
    const ids = [await world.device(walletId), await world.device(walletId)];
    const at = (id: string, createdAt: Date) =>
      world.database.prisma.device.update({ where: { id }, data: { createdAt } });
    await at(ids[0]!, new Date(2_000));
    await at(ids[1]!, new Date(1_000));
    const listed = await devices.listOfWallet(alice, walletId);
    expect(listed.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    await at(ids[0]!, new Date(1_000));
    const alike = await devices.listOfWallet(alice, walletId);
    expect(alike.map(({ id }) => id)).toEqual([...ids].sort());
  });

  it('a passphrase: its owner alone, who alone can move it', async () => {
    const id = randomUUID();
    const register = (who: typeof alice, location: 'ICLOUD' | 'OTHER') =>
      world.outcome(() => passphrases.register(who, id, location));
    expect(await register(alice, 'ICLOUD')).toMatchObject({ id, location: 'ICLOUD' });
    expect(await register(bob, 'OTHER')).toBe('PASSPHRASE_ALREADY_REGISTERED');
    expect(await passphrases.find('alice', id)).toMatchObject({ id, location: 'ICLOUD' });
    expect(await passphrases.find('bob', id)).toBeNull();
    expect(await register(alice, 'OTHER')).toMatchObject({ location: 'OTHER' });
    const listed = (who: typeof alice) =>
      passphrases.list(who, PAGE).then(({ edges }) => edges.map(({ node }) => node.id));
    expect(await listed(alice)).toEqual([id]);
    for (const who of [bob, support, admin]) expect(await listed(who)).toEqual([]);
    const rows = await world.database.prisma.auditEntry.findMany({ where: { resourceId: id } });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it('a passphrase of a user who is new here', async () => {
    const newcomer = caller(`new ${randomUUID()}`);
    const id = randomUUID();
    await world.outcome(() => passphrases.register(newcomer, id, 'OTHER'));
    expect(await passphrases.find(newcomer.id, id)).toMatchObject({ id });
  });

  it('a page of passphrases: from where it begins', async () => {
    const own = caller(`keeper ${randomUUID()}`);
    for (let at = 0; at < 2; at += 1) {
      await world.outcome(() => passphrases.register(own, randomUUID(), 'OTHER'));
    }
    const [first, second] = (await passphrases.list(own, PAGE)).edges;
    const after = { createdAt: first!.node.createdAt, id: first!.node.id };
    const page = await passphrases.list(own, { first: 1, after });
    expect(page.edges.map(({ node }) => node.id)).toEqual([second!.node.id]);
  });

  it('a transaction: who takes part, each from their side, and staff', async () => {
    const [from, to] = [await world.wallet('alice'), await world.wallet('bob')];
    const unknown = randomUUID();
    const id = await world.transaction([
      ['SOURCE', from],
      ['DESTINATION', to],
    ]);
    const stray = await world.transaction([['DESTINATION', unknown]]);
    const sent = { direction: 'OUTGOING', walletId: from, note: 'the sender’s' };
    expect(await transactions.find(alice, id)).toMatchObject(sent);
    expect(await transactions.find(bob, id)).toMatchObject({
      ...{ direction: 'INCOMING', walletId: to, note: null },
    });
    for (const who of [support, admin]) {
      expect(await transactions.find(who, id)).toMatchObject(sent);
      expect(await transactions.find(who, stray)).toMatchObject({ walletId: unknown });
    }
    for (const who of [alice, bob]) expect(await transactions.find(who, stray)).toBeNull();
    expect(await transactions.find(caller('carol'), id)).toBeNull();
  });

  it('a wallet’s transactions: those that it takes part in, from its side', async () => {
    const [from, to] = [await world.wallet('alice'), await world.wallet('bob')];
    const both = await world.transaction([
      ['SOURCE', from],
      ['DESTINATION', to],
    ]);
    const other = await world.transaction([['SOURCE', to]]);
    const listed = async (walletId: string, page = PAGE) =>
      (await transactions.listOfWallet(walletId, page)).edges.map(({ node }) => [
        node.id,
        node.direction,
      ]);
    expect(await listed(from)).toEqual([[both, 'OUTGOING']]);
    expect((await listed(to)).sort()).toEqual(
      [
        [both, 'INCOMING'],
        [other, 'OUTGOING'],
      ].sort(),
    );
    const [first] = (await transactions.listOfWallet(to, PAGE)).edges;
    const after = { createdAt: first!.node.createdAt, id: first!.node.id };
    expect(await listed(to, { first: 1, after } as typeof PAGE)).toHaveLength(1);
  });

  describe('a relay', () => {
    const may = (callerId: string, walletId: string, deviceId: string) =>
      world.outcome(() => target.authorize({ callerId, walletId, deviceId }));

    it('for an enabled device of the caller’s own active wallet, and for nothing else', async () => {
      const [walletId, second] = [await world.wallet('alice'), await world.wallet('alice')];
      const frozen = await world.wallet('alice', 'FROZEN', 'ACTIVE');
      const unfinished = await world.wallet('alice', 'PROVISIONING');
      const deviceId = await world.device(walletId);
      expect(await may('alice', walletId, deviceId)).toBeUndefined();
      expect(await may('bob', walletId, deviceId)).toBe('NOT_FOUND');
      expect(await may('alice', second, deviceId)).toBe('NOT_FOUND');
      expect(await may('alice', walletId, randomUUID())).toBe('NOT_FOUND');
      for (const why of ['by owner', 'by admin'] as const) {
        expect(await may('alice', walletId, await world.device(walletId, why))).toBe(
          'DEVICE_DISABLED',
        );
      }
      expect(await may('alice', frozen, await world.device(frozen))).toBe('WALLET_FROZEN');
      expect(await may('alice', unfinished, await world.device(unfinished))).toBe(
        'WALLET_NOT_READY',
      );
    });

    it('says who can enable the device again', async () => {
      const walletId = await world.wallet('alice');
      const why = async (disabled: 'by owner' | 'by admin') => {
        const deviceId = await world.device(walletId, disabled);
        return target.authorize({ callerId: 'alice', walletId, deviceId });
      };
      await expect(why('by owner')).rejects.toThrow(/its owner can enable it/);
      await expect(why('by admin')).rejects.toThrow(/an administrator, who alone can/);
    });

    it('judges many at once as each by itself', async () => {
      const walletId = await world.wallet('alice');
      const good = { callerId: 'alice', walletId, deviceId: await world.device(walletId) };
      const bad = { ...good, callerId: 'bob' };
      const off = { ...good, deviceId: await world.device(walletId, 'by owner') };
      const refusals = await target.refusals([good, bad, off]);
      expect(
        refusals.map(({ party, refusal }) => [party, (refusal as { code: string }).code]),
      ).toEqual([
        [bad, 'NOT_FOUND'],
        [off, 'DEVICE_DISABLED'],
      ]);
    });
  });

  describe('a device is assigned', () => {
    const run = (who: typeof alice, walletId: string, deviceId: string) =>
      world.outcome(() => assign.run(who, walletId, deviceId));

    it('to a wallet of the caller’s own, once and for all', async () => {
      const [walletId, second] = [await world.wallet('alice'), await world.wallet('alice')];
      const deviceId = randomUUID();
      expect(await run(bob, walletId, deviceId)).toBe('NOT_FOUND');
      expect(await run(admin, walletId, deviceId)).toBe('NOT_FOUND');
      expect(await world.database.prisma.device.count({ where: { id: deviceId } })).toBe(0);
      const assigned = { id: deviceId, walletId, status: 'ENABLED', disabledByAdmin: false };
      expect(await run(alice, walletId, deviceId)).toMatchObject(assigned);
      expect(await run(alice, walletId, deviceId)).toMatchObject(assigned);
      expect(await run(alice, second, deviceId)).toBe('DEVICE_ALREADY_ASSIGNED');
      expect(await run(bob, await world.wallet('bob'), deviceId)).toBe('DEVICE_ALREADY_ASSIGNED');
      const rows = await world.database.prisma.auditEntry.findMany({ where: { deviceId } });
      expect(rows).toMatchObject([{ walletId, outcome: 'SUCCEEDED' }]);
    });

    it('to a usable wallet, and stays disabled where it is', async () => {
      const frozen = await world.wallet('alice', 'FROZEN', 'ACTIVE');
      expect(await run(alice, frozen, randomUUID())).toBe('WALLET_FROZEN');
      expect(await run(alice, await world.wallet('alice', 'PROVISIONING'), randomUUID())).toBe(
        'WALLET_NOT_READY',
      );
      const walletId = await world.wallet('alice');
      const disabled = await world.device(walletId, 'by owner');
      expect(await run(alice, walletId, disabled)).toBe('DEVICE_DISABLED');
    });

    it('to a wallet that has fewer than ten', async () => {
      const walletId = await world.wallet('alice');
      const ids = Array.from({ length: 10 }, () => randomUUID());
      for (const id of ids) expect(await run(alice, walletId, id)).toMatchObject({ id });
      expect(await run(alice, walletId, randomUUID())).toBe('DEVICE_LIMIT_REACHED');
      expect(await run(alice, walletId, ids[9]!)).toMatchObject({ id: ids[9] });
    });

    it('to one wallet, whoever has not seen the other’s assignment yet', async () => {
      const foreign = await world.wallet('bob');
      const deviceId = await world.device(await world.wallet('alice'));
      const { prisma } = world.database;
      const unseen = {
        $transaction: (run: (tx: unknown) => Promise<unknown>) =>
          prisma.$transaction(({ wallet, device }) => {
            const findUnique = () => Promise.resolve(null);
            const blind = Object.assign(Object.create(device) as object, { findUnique });
            return run({ wallet, device: blind });
          }),
      } as unknown as typeof prisma;
      const late = new AssignDevice(unseen, world.audit);
      expect(await world.outcome(() => late.run(bob, foreign, deviceId))).toBe(
        'DEVICE_ALREADY_ASSIGNED',
      );
    });

    it('to the first of two wallets that it is assigned to at once', async () => {
      const own = await world.wallet('alice');
      const foreign = await world.wallet('bob');
      const deviceId = randomUUID();
      const outcomes = await Promise.all([run(alice, own, deviceId), run(bob, foreign, deviceId)]);
      expect(outcomes).toContain('DEVICE_ALREADY_ASSIGNED');
      expect(outcomes).toContainEqual(expect.objectContaining({ id: deviceId }));
    });
  });
});
