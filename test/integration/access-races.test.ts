import { randomUUID } from 'node:crypto';
import {
  changeWallet,
  outcomeOf,
  sendDeviceChange,
  type ChangedWallet,
} from '../support/access-changes';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { RELAY, type GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { CREATE, newTransfer } from '../support/transfers';

const MESSAGE = JSON.stringify({ method: 'get_all_keys', params: [] });
const ASSIGN =
  'mutation ($input: AssignDeviceInput!) { assignDevice(input: $input) { device { id status } } }';
const READ = 'query ($id: ID!) { device(id: $id) { status wallet { id } } }';

/** Ten wallets of ten devices each. */
const WALLETS = 10;
const DEVICES = 10;

interface ReadDevice {
  device: { status: string; wallet: { id: string } } | null;
}

describe.each(databaseKinds)('races for a wallet and its devices on the $name database', (kind) => {
  let gateway: TestGateway;
  let admin: GraphQLCaller;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  const wallets: { alices: string; bobs: string }[] = [];

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' }, kind);
    admin = await gateway.as('boss', 'ncw:admin');
    [alice, bob] = await Promise.all([gateway.as('alice'), gateway.as('bob')]);
    const made = Array.from({ length: WALLETS }, async () => ({
      ...{ alices: await alice.createWallet(), bobs: await bob.createWallet() },
    }));
    wallets.push(...(await Promise.all(made)));
  });

  beforeEach(() => gateway.sql('DELETE FROM devices'));

  afterAll(() => gateway.stop());

  const assign = (caller: GraphQLCaller, walletId: string, deviceId: string) =>
    caller.send(ASSIGN, { input: { walletId, deviceId } }).then(outcomeOf);

  const disable = (caller: GraphQLCaller, deviceId: string) =>
    sendDeviceChange(caller, 'disableDevice', deviceId, {}).then(outcomeOf);

  const relay = (caller: GraphQLCaller, walletId: string, deviceId: string) =>
    caller.send(RELAY, { input: { walletId, deviceId, payload: MESSAGE } }).then(outcomeOf);

  /** Runs a round for each of a hundred new devices, ten at a time. */
  async function aHundredTimes(
    round: (walletId: string, deviceId: string, bobs: string) => Promise<void>,
  ): Promise<void> {
    for (const { alices, bobs } of wallets) {
      await Promise.all(Array.from({ length: DEVICES }, () => round(alices, randomUUID(), bobs)));
    }
  }

  it('gives a device that its user assigns twice and another user once to one of them', async () => {
    await aHundredTimes(async (walletId, deviceId, bobs) => {
      const outcomes = await Promise.all([
        assign(alice, walletId, deviceId),
        assign(bob, bobs, deviceId),
        assign(alice, walletId, deviceId),
      ]);
      const { device } = await admin.expectData<ReadDevice>(READ, { id: deviceId });
      const taken = 'DEVICE_ALREADY_ASSIGNED';
      expect(outcomes).toEqual(
        device!.wallet.id === bobs ? [taken, 'ok', taken] : ['ok', taken, 'ok'],
      );
    });
  });

  it('leaves a device disabled when that was answered, whatever was assigned meanwhile', async () => {
    await aHundredTimes(async (walletId, deviceId) => {
      const [first, disabled, second] = await Promise.all([
        assign(alice, walletId, deviceId),
        disable(alice, deviceId),
        assign(alice, walletId, deviceId),
      ]);
      expect(['ok', 'NOT_FOUND']).toContain(disabled);
      for (const outcome of [first, second]) expect(['ok', 'DEVICE_DISABLED']).toContain(outcome);
      expect([first, second]).toContain('ok');
      const after = disabled === 'ok' ? 'DEVICE_DISABLED' : 'ok';
      expect(await assign(alice, walletId, deviceId)).toBe(after);
      if (disabled === 'ok') expect(await relay(alice, walletId, deviceId)).toBe('DEVICE_DISABLED');
    });
  });

  it('relays nothing for who has lost the wallet, however the calls overlap', async () => {
    const rounds = wallets.map(async ({ alices: walletId }) => {
      const deviceId = await alice.assignDevice(walletId);
      let [owner, other] = [alice, bob];
      let names = ['alice', 'bob'];
      for (let round = 0; round < 4; round += 1) {
        const change = { ownerId: names[1], keepDevices: true };
        const [, ...relays] = await Promise.all([
          changeWallet(admin, 'reassignWallet', walletId, change).then(async () => {
            // Answered: from here on there is no doubt any more.
            expect(await relay(owner, walletId, deviceId)).toBe('NOT_FOUND');
            expect(await relay(other, walletId, deviceId)).toBe('ok');
          }),
          ...[owner, owner, other].map((caller) => relay(caller, walletId, deviceId)),
        ]);
        for (const outcome of relays) expect(['ok', 'NOT_FOUND']).toContain(outcome);
        [owner, other] = [other, owner];
        names = names.reverse();
      }
    });
    await Promise.all(rounds);
  });

  it('sends no transfer that is not answered as sent, when the wallet is frozen meanwhile', async () => {
    const ids = wallets.flatMap(({ alices, bobs }) => [
      { owner: alice, walletId: alices },
      { owner: bob, walletId: bobs },
    ]);
    const rounds = ids.map(async ({ owner, walletId }) => {
      const create = () => owner.send(CREATE, { input: newTransfer(walletId) }).then(outcomeOf);
      const freeze = async (): Promise<ChangedWallet> => {
        const frozen = await changeWallet(admin, 'freezeWallet', walletId);
        expect(await create()).toBe('WALLET_FROZEN');
        return frozen;
      };
      const before = [create(), create()];
      const [frozen, ...outcomes] = await Promise.all([freeze(), ...before, create(), create()]);
      expect(frozen.status).toBe('FROZEN');
      // Fireblocks may have been frozen in between, and refuses then by itself.
      const allowed = ['ok', 'WALLET_FROZEN', 'UPSTREAM_REJECTED'];
      for (const outcome of outcomes) expect(allowed).toContain(outcome);
      const sent = await gateway.simulator.transactionsOf(walletId);
      expect(sent).toHaveLength(outcomes.filter((outcome) => outcome === 'ok').length);
    });
    await Promise.all(rounds);
    const open = await gateway.sql(`SELECT id FROM intents WHERE state = 'PENDING'`);
    expect(open).toEqual([]);
  });

  it('ends with Fireblocks in the state of the last decision of many', async () => {
    const decide = ({ bobs }: { bobs: string }, last: 'freezeWallet' | 'unfreezeWallet') =>
      Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          changeWallet(admin, at % 2 === 0 ? 'freezeWallet' : 'unfreezeWallet', bobs),
        ),
      ).then(() => changeWallet(admin, last, bobs));
    const last = (at: number) => (at % 2 === 0 ? 'freezeWallet' : 'unfreezeWallet');
    await Promise.all(wallets.map((wallet, at) => decide(wallet, last(at))));
    await eventually(
      async () => (await gateway.metric('ncw_desired_states_pending')) === 0 || undefined,
    );
    const upstream = await gateway.simulator.wallets();
    const states = wallets.map(({ bobs }) => upstream.find(({ walletId }) => walletId === bobs));
    expect(states.map((state) => state?.enabled)).toEqual(wallets.map((_, at) => at % 2 === 1));
  });
});
