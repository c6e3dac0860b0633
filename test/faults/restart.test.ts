import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import type { GraphQLCaller } from '../support/graphql-caller';
import { KilledGateway } from '../support/killed-gateway';
import { runSql, whileLocked } from '../support/postgres';
import { eventually } from '../support/simulator-client';
import { UPSTREAM, type Fault } from '../support/simulator-control';

const SETTLED = /a stranded intent was settled/;
const WALLETS = '{ wallets { edges { node { id status } } } }';

interface WalletList {
  wallets: { edges: { node: { id: string; status: string } }[] };
}

describe.each(databaseKinds)('after a kill on the $name database', (kind) => {
  let scene: KilledGateway;

  beforeAll(async () => {
    scene = await KilledGateway.start(kind);
  });
  afterAll(() => scene.remove());

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
    scene.begun(async () => {
      const before = await scene.gateway.as(`user-${randomUUID()}`);
      const madeBefore = (await scene.control.wallets()).length;
      const key = randomUUID();
      await scene.killDuring(fault, () => before.createWallet(key));
      await scene.restart();

      // By itself: nobody asks again.
      await scene.gateway.process.says(SETTLED);
      const owner = scene.again(before);
      const { wallets } = await owner.expectData<WalletList>(WALLETS);
      expect(wallets.edges).toMatchObject([{ node: { status: 'ACTIVE' } }]);
      const id = wallets.edges[0]!.node.id;
      expect(await owner.createWallet(key)).toBe(id);

      // The call of the killed process has come to its end as well.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const made = await scene.control.wallets();
      expect(made).toHaveLength(madeBefore + 1);
      expect(await scene.control.wallet(id)).toMatchObject({ accounts: [{ accountId: '0' }] });
    }),
  );

  it('completes an account of whose number it had not heard, once', async () => {
    const before = await scene.gateway.as(`user-${randomUUID()}`);
    const walletId = await before.createWallet();
    const key = randomUUID();
    await scene.killDuring({ ...NAMED, path: UPSTREAM.createAccount, when: 'after' }, () =>
      createAccount(before, walletId, key),
    );
    await scene.restart();

    await scene.gateway.process.says(SETTLED);
    expect(await createAccount(scene.again(before), walletId, key)).toBe('1');
    expect((await scene.control.wallet(walletId))?.accounts).toHaveLength(2);
  });

  it('records a transfer that had left, and does not send it again', () =>
    scene.begun(async () => {
      const before = await scene.gateway.as(`user-${randomUUID()}`);
      const walletId = await before.createWallet();
      const key = randomUUID();
      await scene.killDuring({ ...NAMED, path: UPSTREAM.createTransaction, when: 'after' }, () =>
        before.createTransaction(walletId, key),
      );
      await scene.restart();

      await scene.gateway.process.says(SETTLED);
      const [sent, ...others] = await scene.control.transactionsOf(walletId);
      expect(others).toEqual([]);
      const owner = scene.again(before);
      await owner.transactionReaches(sent!.id, 'PENDING_SIGNATURE');
      expect(await owner.createTransaction(walletId, key)).toBe(sent!.id);
      expect(await scene.control.transactionsOf(walletId)).toHaveLength(1);
    }));

  it("leaves a transfer that had not left to its user's retry with the same key", async () => {
    const before = await scene.gateway.as(`user-${randomUUID()}`);
    const walletId = await before.createWallet();
    const key = randomUUID();
    await scene.killDuring({ path: UPSTREAM.createTransaction, kind: 'hang' }, () =>
      before.createTransaction(walletId, key),
    );
    await scene.restart();

    await scene.gateway.process.says(SETTLED);
    expect(await scene.control.transactionsOf(walletId)).toEqual([]);
    const owner = scene.again(before);
    const id = await owner.createTransaction(walletId, key);
    expect(await scene.control.transactionsOf(walletId)).toMatchObject([{ id }]);
    expect(await owner.createTransaction(walletId, key)).toBe(id);
  });

  // A lock that keeps the gateway from applying what it stores needs a second connection.
  if (kind.name === 'postgresql') {
    it('applies a webhook that was acknowledged and not applied yet', async () => {
      const before = await scene.gateway.as(`user-${randomUUID()}`);
      const walletId = await before.createWallet();
      const transactionId = await before.createTransaction(walletId);
      await before.transactionReaches(transactionId, 'PENDING_SIGNATURE');

      const url = scene.gateway.settings['DATABASE_URL']!;
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
          await scene.control.advance(transactionId, 'COMPLETED');
          await eventually(async () => ((await waiting()) > 0 ? true : undefined));
          // The simulator has its 2xx by now, after which it never repeats.
          await new Promise((resolve) => setTimeout(resolve, 500));
          expect(await waiting()).toBeGreaterThan(0);
          await scene.gateway.kill('SIGKILL');
        },
      );
      await scene.restart();

      await scene.again(before).transactionReaches(transactionId, 'COMPLETED');
      // It is marked as settled a moment after what it told can be read.
      await eventually(async () => ((await waiting()) === 0 ? true : undefined));
    });
  }
});
