import { randomUUID } from 'node:crypto';
import { ChangeDevice } from '../../src/devices/change-device';
import { DisableDevice } from '../../src/devices/disable-device';
import { EnableDevice } from '../../src/devices/enable-device';
import { FreezeWallet } from '../../src/wallets/freeze-wallet';
import { ReassignWallet, type Reassignment } from '../../src/wallets/reassign-wallet';
import { UnfreezeWallet } from '../../src/wallets/unfreeze-wallet';
import { databaseKinds } from '../support/databases';
import { caller } from '../support/caller';
import { OwnershipWorld } from '../support/ownership';

const alice = caller('alice');
const bob = caller('bob');
const support = caller('sue', 'ncw:support');
const admin = caller('adam', 'ncw:admin');

describe.each(databaseKinds)('what is decided on the $name database', (kind) => {
  let world: OwnershipWorld;
  let freeze: (walletId: string) => Promise<unknown>;
  let unfreeze: (walletId: string) => Promise<unknown>;
  let reassign: (of: Partial<Reassignment> & { walletId: string }) => Promise<unknown>;
  let enable: (who: typeof alice, deviceId: string, reason?: string) => Promise<unknown>;
  let disable: typeof enable;

  beforeAll(async () => {
    world = await OwnershipWorld.open(kind);
    const { changes, database } = world;
    const device = new ChangeDevice(database.prisma, changes);
    const [freezing, unfreezing] = [new FreezeWallet(changes), new UnfreezeWallet(changes)];
    freeze = (id) => world.outcome(() => freezing.run(admin, id, 'lost'));
    unfreeze = (id) => world.outcome(() => unfreezing.run(admin, id, 'found'));
    const reassigning = new ReassignWallet(changes);
    reassign = (of) => {
      const reassignment = { ownerId: 'bob', reason: 'sold', keepDevices: false, ...of };
      return world.outcome(() => reassigning.run(admin, reassignment));
    };
    const [enabling, disabling] = [new EnableDevice(device), new DisableDevice(device)];
    enable = (who, id, reason) => world.outcome(() => enabling.run(who, id, reason));
    disable = (who, id, reason) => world.outcome(() => disabling.run(who, id, reason));
  });

  afterAll(() => world.close());

  beforeEach(() => {
    world.notified.length = 0;
    world.begun = 0;
  });

  const walletOf = (id: string) =>
    world.database.prisma.wallet.findUniqueOrThrow({ where: { id } });
  const deviceOf = (id: string) =>
    world.database.prisma.device.findUniqueOrThrow({ where: { id } });

  /** All that was decided on a wallet: in the log of decisions, in the audit record, for Fireblocks. */
  async function decidedOn(walletId: string) {
    const { prisma } = world.database;
    const decisions = await prisma.accessDecision.findMany({
      where: { walletId },
      orderBy: { id: 'asc' },
    });
    const audited = await prisma.auditEntry.findMany({
      where: { walletId },
      orderBy: { seq: 'asc' },
    });
    expect(audited.map(({ deviceId, reason }) => [deviceId, reason])).toEqual(
      decisions.map(({ deviceId, reason }) => [deviceId, reason]),
    );
    for (const { outcome } of audited) expect(outcome).toBe('SUCCEEDED');
    const desired = await prisma.desiredState.findMany({ where: { walletId } });
    return {
      decisions: decisions.map(({ action, actorId, reason }) => [action, actorId, reason]),
      owners: decisions.map(({ fromOwnerId, toOwnerId }) => [fromOwnerId, toOwnerId]),
      resources: audited.map(({ resourceId }) => resourceId),
      desired: desired.map(({ kind: of, id, enabled }) => [of, id, enabled]),
    };
  }

  it('freezes a wallet, and unfreezes it to what it was', async () => {
    for (const before of ['ACTIVE', 'PROVISIONING'] as const) {
      const id = await world.wallet('alice', before);
      expect(await freeze(id)).toMatchObject({ id, status: 'FROZEN' });
      expect(await walletOf(id)).toMatchObject({
        ...{ status: 'FROZEN', frozenFrom: before, accessVersion: 1 },
      });
      expect((await decidedOn(id)).desired).toEqual([['WALLET', id, false]]);
      expect(await unfreeze(id)).toMatchObject({ id, status: before });
      expect(await walletOf(id)).toMatchObject({
        ...{ status: before, frozenFrom: null, accessVersion: 2 },
      });
      const { decisions, desired } = await decidedOn(id);
      expect(decisions).toEqual([
        ['FREEZE_WALLET', 'adam', 'lost'],
        ['UNFREEZE_WALLET', 'adam', 'found'],
      ]);
      expect(desired).toEqual([['WALLET', id, true]]);
    }
  });

  it('unfreezes a wallet of which is not known what it was', async () => {
    const id = await world.wallet('alice', 'FROZEN');
    expect(await unfreeze(id)).toMatchObject({ status: 'ACTIVE' });
  });

  it('tells everybody of a change, after which the work at Fireblocks begins', async () => {
    const id = await world.wallet('alice');
    await freeze(id);
    expect([world.notified, world.begun]).toEqual([[id], 1]);
  });

  it('does nothing twice', async () => {
    const id = await world.wallet('alice');
    expect(await unfreeze(id)).toMatchObject({ status: 'ACTIVE' });
    await freeze(id);
    expect(await freeze(id)).toMatchObject({ status: 'FROZEN' });
    expect((await walletOf(id)).frozenFrom).toBe('ACTIVE');
    expect((await decidedOn(id)).decisions).toHaveLength(1);
    await reassign({ walletId: id });
    expect(await reassign({ walletId: id })).toMatchObject({ ownerId: 'bob' });
    expect((await decidedOn(id)).decisions).toHaveLength(2);
  });

  it('decides nothing on what is not there', async () => {
    const nowhere = randomUUID();
    expect(await freeze(nowhere)).toBe('NOT_FOUND');
    expect(await unfreeze(nowhere)).toBe('NOT_FOUND');
    expect(await reassign({ walletId: nowhere })).toBe('NOT_FOUND');
    for (const who of [alice, admin]) {
      expect(await enable(who, nowhere, 'why')).toBe('NOT_FOUND');
      expect(await disable(who, nowhere, 'why')).toBe('NOT_FOUND');
    }
    expect([world.notified, world.begun]).toEqual([[], 0]);
  });

  it('gives a wallet away without its devices, those of no other wallet', async () => {
    const id = await world.wallet('alice');
    const other = await world.device(await world.wallet('alice'));
    const devices = [await world.device(id), await world.device(id, 'by owner')];
    expect(await reassign({ walletId: id, ownerId: 'carol' })).toMatchObject({ ownerId: 'carol' });
    for (const device of devices) {
      expect(await deviceOf(device)).toMatchObject({ status: 'DISABLED', disabledByAdmin: true });
    }
    expect(await deviceOf(other)).toMatchObject({ status: 'ENABLED' });
    const decided = await decidedOn(id);
    expect(decided).toMatchObject({
      decisions: [['REASSIGN_WALLET', 'adam', 'sold']],
      owners: [['alice', 'carol']],
      resources: ['carol'],
    });
    expect(decided.desired.sort()).toEqual(devices.map((each) => ['DEVICE', each, false]).sort());
    expect((await walletOf(id)).accessVersion).toBe(1);
  });

  it('gives a wallet away with its devices, where it is told to', async () => {
    const id = await world.wallet('alice');
    const device = await world.device(id);
    await reassign({ walletId: id, keepDevices: true });
    expect(await deviceOf(device)).toMatchObject({ status: 'ENABLED', disabledByAdmin: false });
    expect((await decidedOn(id)).desired).toEqual([]);
  });

  describe('a device', () => {
    it('is disabled and enabled by its owner, with a reason or without', async () => {
      const walletId = await world.wallet('alice');
      const id = await world.device(walletId);
      expect(await disable(alice, id)).toMatchObject({
        status: 'DISABLED',
        disabledByAdmin: false,
      });
      expect(await deviceOf(id)).toMatchObject({ status: 'DISABLED', disabledByAdmin: false });
      expect((await decidedOn(walletId)).desired).toEqual([['DEVICE', id, false]]);
      expect(await disable(alice, id)).toMatchObject({ status: 'DISABLED' });
      expect(await enable(alice, id, 'found')).toMatchObject({ status: 'ENABLED' });
      expect(await enable(alice, id)).toMatchObject({ status: 'ENABLED' });
      const { decisions, desired } = await decidedOn(walletId);
      expect(decisions).toEqual([
        ['DISABLE_DEVICE', 'alice', null],
        ['ENABLE_DEVICE', 'alice', 'found'],
      ]);
      expect(desired).toEqual([['DEVICE', id, true]]);
    });

    it('is nobody else’s matter, whatever they may read', async () => {
      const id = await world.device(await world.wallet('alice'));
      for (const who of [bob, support]) {
        expect(await disable(who, id, 'why')).toBe('NOT_FOUND');
        expect(await enable(who, id, 'why')).toBe('NOT_FOUND');
      }
      expect(await deviceOf(id)).toMatchObject({ status: 'ENABLED' });
    });

    it('is not changed by who owned its wallet a moment ago', async () => {
      const walletId = await world.wallet('alice');
      const id = await world.device(walletId);
      const { prisma } = world.database;
      const findFirst = async (query: object) => {
        const found = await prisma.device.findFirst(query);
        await reassign({ walletId, keepDevices: true });
        return found;
      };
      const slow = { device: { findFirst } } as unknown as typeof prisma;
      const disabling = new DisableDevice(new ChangeDevice(slow, world.changes));
      expect(await world.outcome(() => disabling.run(alice, id, undefined))).toBe('NOT_FOUND');
      expect(await deviceOf(id)).toMatchObject({ status: 'ENABLED' });
    });

    it('keeps nobody waiting on a stranger’s account', async () => {
      const id = await world.device(await world.wallet('alice'));
      const begin = jest.spyOn(world.changes, 'run');
      expect(await disable(bob, id)).toBe('NOT_FOUND');
      expect(begin).not.toHaveBeenCalled();
      begin.mockRestore();
    });

    it('that an administrator has disabled, only an administrator enables', async () => {
      const walletId = await world.wallet('alice');
      const id = await world.device(walletId);
      expect(await disable(admin, id, 'stolen')).toMatchObject({
        ...{ status: 'DISABLED', disabledByAdmin: true },
      });
      expect(await disable(alice, id)).toMatchObject({ disabledByAdmin: true });
      expect(await disable(admin, id, 'stolen')).toMatchObject({ disabledByAdmin: true });
      expect(await enable(alice, id)).toBe('DEVICE_DISABLED');
      expect(await enable(admin, id, 'found')).toMatchObject({
        ...{ status: 'ENABLED', disabledByAdmin: false },
      });
      expect((await decidedOn(walletId)).decisions).toEqual([
        ['DISABLE_DEVICE', 'adam', 'stolen'],
        ['ENABLE_DEVICE', 'adam', 'found'],
      ]);
    });

    it('that its owner has disabled, an administrator can keep from its owner', async () => {
      const walletId = await world.wallet('alice');
      const id = await world.device(walletId, 'by owner');
      expect(await disable(admin, id, 'stolen')).toMatchObject({ disabledByAdmin: true });
      const { decisions, desired } = await decidedOn(walletId);
      expect(decisions).toEqual([['DISABLE_DEVICE', 'adam', 'stolen']]);
      expect(desired).toEqual([]);
    });

    it('is changed by an administrator with a reason, unless it is their own', async () => {
      const id = await world.device(await world.wallet('alice'));
      for (const reason of [undefined, '', '  ']) {
        expect(await disable(admin, id, reason)).toBe('BAD_USER_INPUT');
      }
      expect(await deviceOf(id)).toMatchObject({ status: 'ENABLED' });
      await world.database.prisma.user.createMany({ data: [{ id: 'adam' }], skipDuplicates: true });
      const own = await world.device(await world.wallet('adam'));
      expect(await disable(admin, own)).toMatchObject({ status: 'DISABLED' });
    });

    it('of a frozen wallet is disabled by its owner, and enabled by an administrator', async () => {
      const walletId = await world.wallet('alice', 'FROZEN', 'ACTIVE');
      const id = await world.device(walletId);
      expect(await disable(alice, id)).toMatchObject({ status: 'DISABLED' });
      expect(await enable(alice, id)).toBe('WALLET_FROZEN');
      expect(await enable(admin, id, 'found')).toMatchObject({ status: 'ENABLED' });
    });
  });
});
