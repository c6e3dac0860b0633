import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { databaseKinds } from '../support/databases';
import { temporaryFolder } from '../support/run-folder';
import { GatewayProcess, SimulatorProcess } from '../support/gateway-process';
import { unlessStalled } from '../support/given-time';
import { GraphQLCaller } from '../support/graphql-caller';
import { runSql, whileLocked } from '../support/postgres';
import { eventually } from '../support/simulator-client';
import { UPSTREAM, type Fault } from '../support/simulator-control';

const SETTLED = /a stranded intent was settled/;
const WALLETS = '{ wallets { edges { node { id status } } } }';

interface WalletList {
  wallets: { edges: { node: { id: string; status: string } }[] };
}

/** The simulator is a process of its own here, as Fireblocks is: it lives on and remembers. */
describe.each(databaseKinds)('after a kill on the $name database', (kind) => {
  const dataDir = temporaryFolder();
  let simulator: SimulatorProcess;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    simulator = await SimulatorProcess.start(dataDir);
    await simulator.control.settings({ webhookRetryScale: 0.02 });
    gateway = await GatewayProcess.start({ ...simulator.settings, DATA_DIR: dataDir }, kind);
  });
  afterAll(async () => {
    await gateway.remove();
    await simulator.process.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** With a gateway that runs: how long Fireblocks takes is over where the machine stands still. */
  const begun = (work: () => Promise<void>): Promise<void> =>
    unlessStalled(async () => {
      await simulator.control.clearFaults();
      if (gateway.process.exit) await gateway.restart();
      await work();
    });

  /** Kills the gateway once the call that meets the fault has come to the simulator. */
  async function killDuring(fault: Fault, mutate: () => Promise<unknown>): Promise<void> {
    await simulator.control.fault(fault);
    const lost = mutate().then(
      () => 'answered',
      () => 'lost',
    );
    await eventually(
      async () => ((await simulator.control.faults()).length === 0 ? true : undefined),
      30_000,
    );
    await gateway.kill('SIGKILL');
    expect(await lost).toBe('lost');
  }

  async function restart(): Promise<void> {
    const url = gateway.settings['DATABASE_URL'];
    // On PostgreSQL another gateway could be at it, so that a lease must run out: time passes.
    if (url) await runSql(url, `UPDATE intents SET lease_until = lease_until - interval '60 s'`);
    await gateway.restart();
  }

  function again({ token }: GraphQLCaller): GraphQLCaller {
    return new GraphQLCaller(gateway.url, token);
  }

  async function createAccount(owner: GraphQLCaller, walletId: string, idempotencyKey: string) {
    const data = await owner.expectData<{ createAccount: { account: { accountId: string } } }>(
      'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { accountId } } }',
      { input: { walletId, idempotencyKey } },
    );
    return data.createAccount.account.accountId;
  }

  const NAMED = { kind: 'latency', latencyMs: 2_000 } as const;

  it.each<[string, Fault]>([
    ['before Fireblocks made the wallet', { ...NAMED, path: UPSTREAM.createWallet }],
    ['before it heard its name', { ...NAMED, path: UPSTREAM.createWallet, when: 'after' }],
    ['before Fireblocks made the account', { ...NAMED, path: UPSTREAM.createAccount }],
    ['before it heard of it', { ...NAMED, path: UPSTREAM.createAccount, when: 'after' }],
  ])('completes a wallet that was left %s, once and for its owner', (_when, fault) =>
    begun(async () => {
      const before = await gateway.as(`user-${randomUUID()}`);
      const madeBefore = (await simulator.control.wallets()).length;
      const key = randomUUID();
      await killDuring(fault, () => before.createWallet(key));
      await restart();

      // By itself: nobody asks again.
      await gateway.process.says(SETTLED);
      const owner = again(before);
      const { wallets } = await owner.expectData<WalletList>(WALLETS);
      expect(wallets.edges).toMatchObject([{ node: { status: 'ACTIVE' } }]);
      const id = wallets.edges[0]!.node.id;
      expect(await owner.createWallet(key)).toBe(id);

      // The call of the killed process has come to its end as well.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const made = await simulator.control.wallets();
      expect(made).toHaveLength(madeBefore + 1);
      expect(await simulator.control.wallet(id)).toMatchObject({ accounts: [{ accountId: '0' }] });
    }),
  );

  it('completes an account of whose number it had not heard, once', async () => {
    const before = await gateway.as(`user-${randomUUID()}`);
    const walletId = await before.createWallet();
    const key = randomUUID();
    await killDuring({ ...NAMED, path: UPSTREAM.createAccount, when: 'after' }, () =>
      createAccount(before, walletId, key),
    );
    await restart();

    await gateway.process.says(SETTLED);
    expect(await createAccount(again(before), walletId, key)).toBe('1');
    expect((await simulator.control.wallet(walletId))?.accounts).toHaveLength(2);
  });

  it('records a transfer that had left, and does not send it again', () =>
    begun(async () => {
      const before = await gateway.as(`user-${randomUUID()}`);
      const walletId = await before.createWallet();
      const key = randomUUID();
      await killDuring({ ...NAMED, path: UPSTREAM.createTransaction, when: 'after' }, () =>
        before.createTransaction(walletId, key),
      );
      await restart();

      await gateway.process.says(SETTLED);
      const [sent, ...others] = await simulator.control.transactionsOf(walletId);
      expect(others).toEqual([]);
      const owner = again(before);
      await owner.transactionReaches(sent!.id, 'PENDING_SIGNATURE');
      expect(await owner.createTransaction(walletId, key)).toBe(sent!.id);
      expect(await simulator.control.transactionsOf(walletId)).toHaveLength(1);
    }));

  it("leaves a transfer that had not left to its user's retry with the same key", async () => {
    const before = await gateway.as(`user-${randomUUID()}`);
    const walletId = await before.createWallet();
    const key = randomUUID();
    await killDuring({ path: UPSTREAM.createTransaction, kind: 'hang' }, () =>
      before.createTransaction(walletId, key),
    );
    await restart();

    await gateway.process.says(SETTLED);
    expect(await simulator.control.transactionsOf(walletId)).toEqual([]);
    const owner = again(before);
    const id = await owner.createTransaction(walletId, key);
    expect(await simulator.control.transactionsOf(walletId)).toMatchObject([{ id }]);
    expect(await owner.createTransaction(walletId, key)).toBe(id);
  });

  // A lock that keeps the gateway from applying what it stores needs a second connection.
  if (kind.name === 'postgresql') {
    it('applies a webhook that was acknowledged and not applied yet', async () => {
      const before = await gateway.as(`user-${randomUUID()}`);
      const walletId = await before.createWallet();
      const transactionId = await before.createTransaction(walletId);
      await before.transactionReaches(transactionId, 'PENDING_SIGNATURE');

      const url = gateway.settings['DATABASE_URL']!;
      const waiting = async (): Promise<number> => {
        const rows = await runSql(
          url,
          `SELECT 1 FROM notifications WHERE state = 'RECEIVED' AND resource_id = '${transactionId}'`,
        );
        return rows.length;
      };
      // While the wallet's row is locked, what comes can be stored but not applied.
      await whileLocked(
        url,
        `SELECT 1 FROM wallets WHERE id = '${walletId}' FOR UPDATE`,
        async () => {
          await simulator.control.advance(transactionId, 'COMPLETED');
          await eventually(async () => ((await waiting()) > 0 ? true : undefined));
          // The simulator has its 2xx by now, after which it never repeats.
          await new Promise((resolve) => setTimeout(resolve, 500));
          expect(await waiting()).toBeGreaterThan(0);
          await gateway.kill('SIGKILL');
        },
      );
      await restart();

      await again(before).transactionReaches(transactionId, 'COMPLETED');
      // It is marked as settled a moment after what it told can be read.
      await eventually(async () => ((await waiting()) === 0 ? true : undefined));
    });
  }
});
